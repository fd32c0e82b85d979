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

    /// <summary>For a conditional jump: the linked scalars that it compared, and so learned of together; empty for none.</summary>
    public LinkedScalars Links;
}
