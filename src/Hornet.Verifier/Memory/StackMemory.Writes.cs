// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

// Writes.
internal sealed partial class StackMemory
{
    private void WriteAt(StackFrame frame, int offset, int size, int source)
    {
        int slot = StackFrame.SlotOf(offset);
        if (!IsPrivileged && size != StackFrame.SlotSize && frame.IsSpill(slot) && !frame.Slots[slot].IsScalar)
            throw _analysis.Unsafe($"attempt to corrupt spilled pointer on stack");
        _analysis.Dynptrs.Overwrite(frame, slot);
        bool isAligned = offset % StackFrame.SlotSize == 0;
        if (isAligned && size == StackFrame.SlotSize)
            _analysis.Liveness.Overwrite(_analysis.State, _analysis.Instruction, frame, slot);

        bool isZero = IsStoringZero(source, out bool isImmediate);
        if (source >= 0 && _analysis.Register(source).IsScalar && isAligned && IsPrivileged)
        {
            SpillScalar(frame, slot, ref _analysis.Register(source), size);
        }
        else if (isImmediate && isAligned && IsPrivileged)
        {
            int immediate = _analysis.Program.Instructions[_analysis.Instruction].Immediate;
            Spill(frame, slot, RegisterState.ConstantScalar((ulong)immediate), size);
        }
        else if (source >= 0 && IsSpillable(_analysis.Register(source).Kind))
        {
            SpillPointer(frame, slot, in _analysis.Register(source), size);
        }
        else
        {
            WriteBytes(frame, slot, offset, size, source, isZero);
        }
    }

    private void SpillScalar(StackFrame frame, int slot, ref RegisterState scalar, int size)
    {
        bool fits = FitsIn(in scalar, size);
        if (fits)
            ScalarLinks.Link(_analysis, ref scalar);
        Spill(frame, slot, in scalar, size);
        if (!fits)
            frame.Slots[slot].Id = 0;
    }

    private void SpillPointer(StackFrame frame, int slot, in RegisterState pointer, int size)
    {
        if (size != StackFrame.SlotSize)
            throw _analysis.Unsafe($"invalid size of register spill");
        if (frame.Index != _analysis.State.FrameIndex && pointer.Kind == ValueKind.Stack)
            throw _analysis.Unsafe($"cannot spill pointers to stack into stack frame of the caller");
        Spill(frame, slot, in pointer, size);
    }

    private void Spill(StackFrame frame, int slot, in RegisterState value, int size)
    {
        frame.Slots[slot] = value;
        Span<SlotKind> kinds = frame.KindsOf(slot);
        kinds[^size..].Fill(SlotKind.Spill);
        foreach (ref SlotKind kind in kinds[..^size])
        {
            // What is known to be zero stays so; privileged programs may read what nobody wrote, so that too need not become a number.
            if (kind != SlotKind.Zero && !(kind == SlotKind.Invalid && IsPrivileged))
                kind = SlotKind.Misc;
        }

        NoteSpill(frame, slot);
    }

    private void WriteBytes(StackFrame frame, int slot, int offset, int size, int source, bool isZero)
    {
        Clear(frame, slot);

        // Bytes that are taken for zero have no register behind them to which precision could be carried back later.
        if (isZero && source >= 0)
            _analysis.Precision.MarkRegister(source);
        frame.Kinds.Slice(-offset - size, size).Fill(isZero ? SlotKind.Zero : SlotKind.Misc);
    }

    // A slot of which a part is overwritten no longer holds what it held: the rest are numbers.
    private static void Clear(StackFrame frame, int slot)
    {
        frame.Slots[slot].Kind = ValueKind.Uninitialized;
        if (frame.KindsOf(slot)[^1] is SlotKind.Spill or SlotKind.Dynptr or SlotKind.Iterator or SlotKind.InterruptFlags)
            Scrub(frame, slot);
    }

    // Any of the bytes may be the ones that are written, so each holds what it held or the new value.
    private void WriteSomewhere(StackFrame frame, in RegisterState pointer, int offset, int size, int source)
    {
        int first = (int)pointer.Number.SignedMin + offset;
        int end = (int)pointer.Number.SignedMax + offset + size;
        bool isZero = IsStoringZero(source, out _);
        for (int at = first; at < end; at++)
            _analysis.Dynptrs.Overwrite(frame, StackFrame.SlotOf(at));

        bool keepsZeros = false;
        for (int at = first; at < end; at++)
        {
            ref SlotKind kind = ref KindAt(frame, at);
            int slot = StackFrame.SlotOf(at);
            if (!IsPrivileged && kind is not (SlotKind.Misc or SlotKind.Zero))
                throw _analysis.Unsafe($"spilled ptr in range of var-offset stack write; insn {_analysis.Instruction}, ptr off: {at}");
            if (isZero && kind == SlotKind.Spill && frame.Slots[slot].IsZero)
            {
                keepsZeros = true;
                continue;
            }

            Clear(frame, slot);
            bool staysZero = isZero && kind == SlotKind.Zero;
            keepsZeros |= staysZero;
            kind = staysZero ? SlotKind.Zero : SlotKind.Misc;
        }

        if (keepsZeros && source >= 0)
            _analysis.Precision.MarkRegister(source);
    }

    // Buffers of tracepoints and dynptrs may not be kept on the stack: stored, they are numbers.
    private static bool IsSpillable(ValueKind kind) =>
        kind is > ValueKind.Scalar and not (ValueKind.TracepointBuffer or ValueKind.DynptrPointer);
}
