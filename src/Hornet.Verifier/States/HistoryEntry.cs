// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>An instruction on a path, with what walking back needs to know of it.</summary>
internal struct HistoryEntry
{
    /// <summary>The <see cref="Slot"/> of an instruction that spilled or filled nothing.</summary>
    public const byte NoSlot = 255;

    /// <summary>The instruction.</summary>
    public int Instruction;

    /// <summary>The stack slot that it spilled a register to or filled one from.</summary>
    public byte Slot;

    /// <summary>The frame of that slot.</summary>
    public byte SlotFrame;

    /// <summary>For a conditional jump: which of the two operands were precise numbers because the outcome was decided by them.</summary>
    public byte Decided;

    /// <summary>The linked scalars whose ranges this conditional jump changed: an index into the analysis's list of link groups, plus one; 0 for none.</summary>
    public int LinkGroup;
}
