// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Where on the stack objects are that only kernel functions may touch: iterators, saved interrupt flags.</summary>
internal sealed class StackObjects
{
    private readonly Analysis _analysis;
    private readonly string _name;

    /// <summary>Works on an analysis.</summary>
    /// <param name="analysis">The analysis.</param>
    /// <param name="name">What messages call the objects.</param>
    public StackObjects(Analysis analysis, string name) => (_analysis, _name) = (analysis, name);

    /// <summary>The first slot of an object of some slots, the one at the lowest address, which a pointer points to. It may lie beyond the slots in use.</summary>
    /// <param name="pointer">A pointer to the stack.</param>
    /// <param name="slots">Slots of the object.</param>
    /// <param name="first">The slot.</param>
    /// <returns>False where no object can be; <see cref="Misplaced"/> says why.</returns>
    public static bool TryFindFirst(in RegisterState pointer, int slots, out int first)
    {
        int offset = pointer.Offset + (int)pointer.Number.ConstantValue;
        first = StackFrame.SlotOf(offset);
        return pointer.HasFixedOffset && offset % StackFrame.SlotSize == 0 && first + 1 >= slots;
    }

    /// <summary>The refusal of a pointer to where no object can be.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="consequence">What the kernel says after it said why.</param>
    public Refusal Misplaced(in RegisterState pointer, string consequence)
    {
        long offset = pointer.Offset + (long)pointer.Number.ConstantValue;
        return pointer.HasFixedOffset
            ? _analysis.Refuse(FailureKind.Resources, $"cannot pass in {_name} at an offset={offset}\n{consequence}")
            : _analysis.Refuse(FailureKind.Resources, $"{_name} has to be at a constant offset\n{consequence}");
    }

    /// <summary>Whether some byte of some slots in use is of a kind.</summary>
    public static bool HoldsAny(StackFrame frame, int first, int slots, SlotKind kind)
    {
        for (int slot = first; slot > first - slots; slot--)
        {
            if (slot < frame.SlotCount && frame.KindsOf(slot).Contains(kind))
                return true;
        }

        return false;
    }

    /// <summary>Makes slots what they are before they are written.</summary>
    public static void Forget(StackFrame frame, int first, int slots)
    {
        for (int slot = first; slot > first - slots; slot--)
        {
            frame.Slots[slot] = RegisterState.Uninitialized;
            frame.KindsOf(slot).Clear();
        }
    }
}
