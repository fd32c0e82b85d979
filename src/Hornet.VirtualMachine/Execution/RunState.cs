// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>A piece of memory that an instruction touched before and may touch again without asking the address space.</summary>
internal struct MemoryWindow
{
    /// <summary>The first byte.</summary>
    public ulong Start;

    /// <summary>The length in bytes; 0 when the window is empty.</summary>
    public ulong Length;
}

/// <summary>What the caller of a subprogram gets back when the subprogram exits.</summary>
internal unsafe struct CallFrame
{
    /// <summary>The instruction after the call; null for the frame of a run or callback.</summary>
    public Operation* Return;

    /// <summary>R6 of the caller.</summary>
    public ulong R6;

    /// <summary>R7 of the caller.</summary>
    public ulong R7;

    /// <summary>R8 of the caller.</summary>
    public ulong R8;

    /// <summary>R9 of the caller.</summary>
    public ulong R9;

    /// <summary>R10 of the caller.</summary>
    public ulong R10;
}

/// <summary>
/// The machine state of one run, in native memory so that operation handlers reach every part of it from one pointer. Lives as long as its
/// <see cref="ProgramRun"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RunState
{
    /// <summary>The number of windows for loads, and for stores; a power of two.</summary>
    public const int WindowCount = 16;

    /// <summary>R0 to R10.</summary>
    public RegisterFile Registers;

    /// <summary>The region most loads touch: the packet, the memory block of a bare program or the context of a tracing program.</summary>
    public ulong PrimaryStart;

    /// <summary>Readable bytes of the primary region.</summary>
    public ulong PrimaryLength;

    /// <summary>Writable bytes of the primary region: its length, or 0.</summary>
    public ulong PrimaryWritableLength;

    /// <summary>Instructions that may still run before the handlers return to the dispatch loop.</summary>
    public long Slice;

    /// <summary>Instructions that may still run after the current slice.</summary>
    public long Budget;

    /// <summary>The lowest stack address the current frame may touch.</summary>
    public ulong StackLow;

    /// <summary>One past the highest stack address: the outermost frame's R10.</summary>
    public ulong StackHigh;

    /// <summary>Start of the context, or 0.</summary>
    public ulong ContextStart;

    /// <summary>Length of the context in bytes.</summary>
    public ulong ContextLength;

    /// <summary>The frame in use; frame 0 is the program's.</summary>
    public CallFrame* Frame;

    /// <summary>One past the last frame that may be used.</summary>
    public CallFrame* LastFrame;

    /// <summary>Tail calls made so far.</summary>
    public int TailCalls;

    /// <summary>Not zero when a window holds stack memory, so that it must be forgotten when a frame is left.</summary>
    public int HasStackWindows;

    /// <summary>The operation that runs, kept only where something may need to know: helper calls and faults.</summary>
    public Operation* Current;

    /// <summary>What loads touched.</summary>
    public WindowSet LoadWindows;

    /// <summary>What stores touched.</summary>
    public WindowSet StoreWindows;

    /// <summary>Forgets all windows.</summary>
    public void ForgetWindows()
    {
        LoadWindows = default;
        StoreWindows = default;
        HasStackWindows = 0;
    }

    /// <summary>The eleven registers.</summary>
    [InlineArray(11)]
    public struct RegisterFile
    {
        private ulong _first;
    }

    /// <summary>The windows of one kind of access.</summary>
    [InlineArray(WindowCount)]
    public struct WindowSet
    {
        private MemoryWindow _first;
    }
}
