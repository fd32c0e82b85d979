// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

// Reads.
internal sealed partial class StackMemory
{
    /// <summary>Checks that stack bytes may be read, or overwritten by a callee whatever they hold.</summary>
    /// <param name="pointer">The pointer.</param>
    /// <param name="register">Its register, for messages.</param>
    /// <param name="offset">What is added to the pointer's variable part.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="access">For <see cref="AccessKind.Write"/>, the bytes are plain numbers afterwards.</param>
    private void CheckInitialized(in RegisterState pointer, int register, int offset, int size, AccessKind access)
    {
        StackFrame frame = _analysis.State[pointer.Frame];
        bool isFixed = pointer.HasFixedOffset;
        int first = (isFixed ? (int)pointer.Number.ConstantValue : (int)pointer.Number.SignedMin) + offset;
        int end = (isFixed ? (int)pointer.Number.ConstantValue : (int)pointer.Number.SignedMax) + offset + size;
        for (int at = first; at < end; at++)
        {
            if (!MayTouch(frame, at, access))
            {
                throw isFixed
                    ? _analysis.Unsafe($"invalid read from stack R{register} off {first}+{at - first} size {size}")
                    : _analysis.Unsafe($"invalid read from stack R{register} var_off {pointer.Number.Bits}+{at - first} size {size}");
            }

            NoteRead(frame, StackFrame.SlotOf(at));
        }
    }

    private bool MayTouch(StackFrame frame, int at, AccessKind access)
    {
        ref SlotKind kind = ref KindAt(frame, at);
        int slot = StackFrame.SlotOf(at);
        if (kind == SlotKind.Misc)
            return true;
        if (kind == SlotKind.Zero || (kind == SlotKind.Invalid && IsPrivileged))
        {
            if (access == AccessKind.Write)
                kind = SlotKind.Misc;
            return true;
        }

        if (!frame.IsSpill(slot) || !(frame.Slots[slot].IsScalar || IsPrivileged))
            return false;
        if (access == AccessKind.Write)
        {
            frame.Slots[slot] = LoadedValue.Unknown(_analysis);
            Scrub(frame, slot);
        }

        return true;
    }

    private void ReadAt(StackFrame frame, int offset, int size, int destination)
    {
        int slot = StackFrame.SlotOf(offset);
        NoteRead(frame, slot);
        if (!frame.IsSpill(slot))
        {
            CheckReadable(frame, offset, size, isSpillReadable: false);
            if (destination >= 0)
                LoadBytes(frame, offset, size, destination);
            return;
        }

        ref RegisterState spilled = ref frame.Slots[slot];
        if (size == StackFrame.SlotSize && frame.IsFullSpill(slot))
        {
            ReadWhole(frame, slot, ref spilled, offset, destination);
            return;
        }

        if (!spilled.IsScalar)
            throw _analysis.Unsafe($"invalid size of register fill");
        if (destination >= 0)
            ReadPart(frame, slot, ref spilled, offset, size, destination);
    }

    private void ReadWhole(StackFrame frame, int slot, ref RegisterState spilled, int offset, int destination)
    {
        if (destination >= 0)
        {
            if (IsPrivileged)
                ScalarLinks.Link(_analysis, ref spilled);
            _analysis.Register(destination) = spilled;
        }
        else if (!IsPrivileged && !spilled.IsScalar)
        {
            throw _analysis.Unsafe($"leaking pointer from stack off {offset}");
        }

        NoteSpill(frame, slot);
    }

    // A load of fewer bytes than were spilled, or of bytes of which some were not.
    private void ReadPart(StackFrame frame, int slot, ref RegisterState spilled, int offset, int size, int destination)
    {
        int spilledSize = SpilledBytes(frame, slot);
        ref RegisterState loaded = ref _analysis.Register(destination);
        if (size <= spilledSize && offset % StackFrame.SlotSize == 0)
        {
            if (IsPrivileged && size == sizeof(uint) && spilledSize == sizeof(uint) && FitsIn(in spilled, size))
                ScalarLinks.Link(_analysis, ref spilled);
            loaded = spilled;

            // The caller cuts the number to the size; cut, it is no longer equal to what it was copied from.
            if (!FitsIn(in spilled, size))
                loaded.Unlink();
            NoteSpill(frame, slot);
            return;
        }

        (int spills, int zeros) = CheckReadable(frame, offset, size, isSpillReadable: true);
        if (spills == size && spilled.IsZero)
        {
            loaded = LoadedValue.Zero(_analysis);
            NoteSpill(frame, slot);
        }
        else
        {
            loaded = zeros == size ? LoadedValue.Zero(_analysis) : LoadedValue.Unknown(_analysis);
        }
    }

    private (int Spills, int Zeros) CheckReadable(StackFrame frame, int offset, int size, bool isSpillReadable)
    {
        int spills = 0, zeros = 0;
        for (int i = 0; i < size; i++)
        {
            SlotKind kind = KindAt(frame, offset + i);
            if (kind == SlotKind.Spill && isSpillReadable)
                spills++;
            else if (kind == SlotKind.Zero)
                zeros++;
            else if (kind != SlotKind.Misc && !(kind == SlotKind.Invalid && IsPrivileged))
                throw _analysis.Unsafe($"invalid read from stack off {offset}+{i} size {size}");
        }

        return (spills, zeros);
    }

    // Whatever the size, bytes that are all 0 make the whole register 0.
    private void LoadBytes(StackFrame frame, int offset, int count, int destination)
    {
        bool isZero = !frame.Kinds.Slice(-offset - count, count).ContainsAnyExcept(SlotKind.Zero);
        _analysis.Register(destination) = isZero ? LoadedValue.Zero(_analysis) : LoadedValue.Unknown(_analysis);
    }

    private static int SpilledBytes(StackFrame frame, int slot)
    {
        Span<SlotKind> kinds = frame.KindsOf(slot);
        int first = StackFrame.SlotSize - 1;
        while (first > 0 && kinds[first - 1] == SlotKind.Spill)
            first--;
        return StackFrame.SlotSize - first;
    }
}
