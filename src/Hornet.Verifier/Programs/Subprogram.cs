// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>A function of the program: the main one, or one that it calls.</summary>
internal sealed class Subprogram
{
    /// <summary>Its place among the program's functions.</summary>
    public required int Index { get; init; }

    /// <summary>Its first instruction.</summary>
    public required int Start { get; init; }

    /// <summary>The instruction after its last.</summary>
    public required int End { get; set; }

    /// <summary>Its name, or empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its <c>FUNC</c> in the program's BTF, or 0.</summary>
    public uint TypeId { get; init; }

    /// <summary>Whether it is verified once by its BTF signature, and not at every call.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>The functions that it calls, or takes the address of, by their places; each once.</summary>
    public ImmutableArray<int> Callees { get; set; } = [];

    /// <summary>Where it begins in <see cref="VerifiedProgram.PostOrder"/>.</summary>
    public int PostOrderStart { get; set; }

    /// <summary>Where it ends in <see cref="VerifiedProgram.PostOrder"/>.</summary>
    public int PostOrderEnd { get; set; }

    /// <summary>Bytes of stack it uses, as far as is known.</summary>
    public int StackDepth { get; set; }

    /// <summary>Whether it makes calls whose spills the kernel takes out; see <see cref="FastCalls"/>.</summary>
    public bool HasFastCalls { get; set; }

    /// <summary>Whether it has spills of the same form that stay.</summary>
    public bool KeepsFastCallStack { get; set; }

    /// <summary>Where the part of the stack ends, from its top, below which only such spills are.</summary>
    public int FastCallStack { get; set; }

    /// <summary>Whether it contains a tail call.</summary>
    public bool HasTailCall { get; set; }

    /// <summary>Whether it may, by itself or by what it calls, tail call.</summary>
    public bool TailCallReachable { get; set; }

    /// <summary>Whether it uses LD_ABS or LD_IND.</summary>
    public bool HasPacketLoad { get; set; }

    /// <summary>Whether it, or what it calls, may sleep.</summary>
    public bool MightSleep { get; set; }

    /// <summary>Whether it, or what it calls, may move the packet.</summary>
    public bool ChangesPacketData { get; set; }

    /// <summary>Whether it, or what it calls, may throw.</summary>
    public bool MightThrow { get; set; }

    /// <summary>Whether it is called from a helper or kernel function.</summary>
    public bool IsCallback { get; set; }

    /// <summary>Whether it is called later from another context.</summary>
    public bool IsAsyncCallback { get; set; }

    /// <summary>Whether it is the exception callback.</summary>
    public bool IsExceptionCallback { get; set; }

    /// <summary>Whether a global function is reached from a verified function, so that it is to be verified too.</summary>
    public bool IsCalled { get; set; }

    /// <summary>For a global function whose BTF signature was read: its arguments; default until then.</summary>
    public ImmutableArray<SubprogramArgument> Arguments { get; set; }

    /// <summary>Slots of its stack that something else than its own loads and stores at fixed offsets touches: calls, other functions, atomics, accesses at variable offsets. Bit n is slot n.</summary>
    public ulong EscapingSlots { get; private set; }

    /// <summary>Notes that something else than its own loads and stores at fixed offsets touches stack bytes.</summary>
    /// <param name="first">The first, as an offset from R10.</param>
    /// <param name="end">The one after the last.</param>
    public void MarkEscaping(int first, int end)
    {
        for (int slot = StackFrame.SlotOf(Math.Max(end, first + 1) - 1); slot <= StackFrame.SlotOf(first); slot++)
            EscapingSlots |= 1UL << slot;
    }

    /// <summary>What was proven of its stack, once all paths are walked.</summary>
    public StackProof ToProof()
    {
        var slots = new bool[(StackDepth + StackFrame.SlotSize - 1) / StackFrame.SlotSize];
        for (int i = 0; i < slots.Length; i++)
            slots[i] = (EscapingSlots >> i & 1) == 0;
        return new StackProof(StackDepth, [.. slots]);
    }
}
