// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Finds keys on the stack that are known numbers: with one inside an array, a look-up always finds a value.</summary>
internal sealed class ConstantKeys
{
    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public ConstantKeys(Analysis analysis) => _analysis = analysis;

    /// <summary>The key that a register points to, or -1 if it is not known.</summary>
    public long Find(int register, int size)
    {
        ref RegisterState pointer = ref _analysis.Register(register);
        if (!_analysis.Program.IsPrivileged || pointer.Kind != ValueKind.Stack || !pointer.HasFixedOffset)
            return -1;
        StackFrame frame = _analysis.State[pointer.Frame];
        int place = -(pointer.Offset + (int)pointer.Number.ConstantValue) - 1;
        int slot = place / StackFrame.SlotSize;
        ReadOnlySpan<SlotKind> kinds = frame.KindsOf(slot)[..((place % StackFrame.SlotSize) + 1)];
        if (CountFromEnd(kinds, SlotKind.Zero) >= size)
            return 0;
        if (!frame.IsScalarSpill(slot) || CountFromEnd(kinds, SlotKind.Spill) != size)
            return -1;
        ref RegisterState key = ref frame.Slots[slot];
        if (!key.Number.IsConstant)
            return -1;
        _analysis.Precision.MarkSlot(pointer.Frame, slot);
        return (long)key.Number.ConstantValue;
    }

    private static int CountFromEnd(ReadOnlySpan<SlotKind> kinds, SlotKind kind) => kinds.Length - 1 - kinds.LastIndexOfAnyExcept(kind);
}
