// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>A piece of memory that an instruction touched before and may touch again without asking the address space.</summary>
internal struct MemoryWindow
{
    /// <summary>The first byte.</summary>
    public ulong Start;

    /// <summary>How many addresses from <see cref="Start"/> on an access of the instruction's size may have; 0 when the window is empty.</summary>
    public ulong Limit;
}

/// <summary>How many addresses from the start of a region on an access may have, by its size.</summary>
internal struct AccessLimits
{
    public ulong Bytes1;
    public ulong Bytes2;
    public ulong Bytes4;
    public ulong Bytes8;

    /// <summary>The limits of a region of a length.</summary>
    public static AccessLimits Of(ulong length) => new()
    {
        Bytes1 = length,
        Bytes2 = length < 2 ? 0 : length - 1,
        Bytes4 = length < 4 ? 0 : length - 3,
        Bytes8 = length < 8 ? 0 : length - 7,
    };
}

/// <summary>A frame: what the caller of a subprogram gets back when the subprogram exits.</summary>
internal unsafe struct CallFrame
{
    /// <summary>The instruction after the call; null for the frame of a program or callback.</summary>
    public Operation* Return;

    /// <summary>R6 of the caller.</summary>
    public ulong R6;

    /// <summary>R7 of the caller.</summary>
    public ulong R7;

    /// <summary>R8 of the caller.</summary>
    public ulong R8;

    /// <summary>R9 of the caller.</summary>
    public ulong R9;

    /// <summary>Iterations that <c>may_goto</c> still allows in this frame.</summary>
    public uint LoopBudget;

    /// <summary>The program whose code runs in this frame; a tail call changes it.</summary>
    public int CodeId;
}

/// <summary>
/// The machine state of one run, in native memory so that handlers reach every part of it from one pointer. Lives as long as its
/// <see cref="ProgramRun"/>. The registers come first: handlers address them from the pointer itself.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RunState
{
    /// <summary>Bytes of stack a frame has (<c>MAX_BPF_STACK</c>).</summary>
    public const int FrameSize = 512;

    /// <summary>Frames a program may have at a time (<c>MAX_CALL_FRAMES</c>).</summary>
    public const int MaximumFrames = 8;

    /// <summary>Iterations that <c>may_goto</c> allows in a frame (<c>BPF_MAX_LOOPS</c>).</summary>
    public const uint MaximumLoops = 8 * 1024 * 1024;

    /// <summary>Windows for each size of access; a power of two.</summary>
    public const int WindowsPerSize = 8;

    /// <summary>R0 to R10.</summary>
    public RegisterFile Registers;

    /// <summary>The region most accesses touch: the packet, the memory block of a bare program or the context of a tracing program.</summary>
    public ulong PrimaryStart;

    /// <summary>The limits of loads from the primary region.</summary>
    public AccessLimits PrimaryRead;

    /// <summary>The limits of stores to the primary region.</summary>
    public AccessLimits PrimaryWrite;

    /// <summary>Readable bytes of the primary region.</summary>
    public readonly ulong PrimaryLength => PrimaryRead.Bytes1;

    /// <summary>Instructions that may still run before the handlers return to the dispatch loop.</summary>
    public long Slice;

    /// <summary>The built-in helpers by number.</summary>
    public delegate*<ProgramRun, ulong, ulong, ulong, ulong, ulong, ulong>* Helpers;

    /// <summary>The frame in use; the frame before the program's own is a guard that is never entered.</summary>
    public CallFrame* Frame;

    /// <summary>The last frame that may be used.</summary>
    public CallFrame* LastFrame;

    /// <summary>The lowest stack address that the current frame may touch.</summary>
    public ulong StackLow;

    /// <summary>One past the highest stack address.</summary>
    public ulong StackHigh;

    /// <summary>The lowest address of the run's stack, whose frames lie below each other: a frame that would start lower is one too many.</summary>
    public ulong StackBase;

    /// <summary>The first byte of the packet, or of the memory of a program without one.</summary>
    public ulong PacketData;

    /// <summary>One past the last byte of the packet.</summary>
    public ulong PacketEnd;

    /// <summary>The first byte of the metadata before the packet.</summary>
    public ulong PacketMeta;

    /// <summary>Start of the context, when its fields need translation.</summary>
    public ulong ContextStart;

    /// <summary>Length of the context in bytes; 0 when its fields need no translation.</summary>
    public ulong ContextLength;

    /// <summary>The operation that runs, kept where something may ask: at helper calls and faults.</summary>
    public Operation* Current;

    /// <summary>The CPU the program runs on; a copy of <see cref="ProgramRun.Cpu"/>.</summary>
    public int Cpu;

    /// <summary>Not zero when a window holds stack memory, so that it must be forgotten when a frame is left.</summary>
    public int HasStackWindows;

    /// <summary>What loads touched.</summary>
    public WindowSet LoadWindows;

    /// <summary>What stores touched.</summary>
    public WindowSet StoreWindows;

    /// <summary>What atomic operations touched.</summary>
    public WindowSet AtomicWindows;

    /// <summary>The machine's stack pointer when native code was entered.</summary>
    public ulong NativeStack;

    /// <summary>The address of the function that native code calls next, where that is not known before.</summary>
    public ulong CallTarget;

    /// <summary>One past the last word in <see cref="Suspended"/>.</summary>
    public ulong* SuspendedTop;

    /// <summary>What native code that returned to C# in the middle of a function had on the machine's stack, to be put back when it goes on.</summary>
    public SuspendedWords Suspended;

    /// <summary>Forgets all windows.</summary>
    public void ForgetWindows()
    {
        LoadWindows = default;
        StoreWindows = default;
        AtomicWindows = default;
        HasStackWindows = 0;
    }

    /// <summary>The eleven registers.</summary>
    [InlineArray(11)]
    public struct RegisterFile
    {
        private ulong _first;
    }

    /// <summary>The windows of one kind of access: <see cref="WindowsPerSize"/> for each of the sizes 1, 2, 4 and 8.</summary>
    [InlineArray(4 * WindowsPerSize)]
    public struct WindowSet
    {
        private MemoryWindow _first;
    }

    /// <summary>
    /// Room for <see cref="Suspended"/>: 8 frames of at most 10 words, and for each of 33 tail calls 7 words more.
    /// </summary>
    [InlineArray(384)]
    public struct SuspendedWords
    {
        private ulong _first;
    }
}
