// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

/// <summary>How much of the packet exists: learned where a pointer into it is compared with its end, or one into the metadata with its start.</summary>
internal static class PacketRanges
{
    // Offsets in packets that ranges are kept for (the kernel's MAX_PACKET_OFF).
    private const int MaxOffset = 0xffff;

    /// <summary>Foretells a comparison of packet addresses, where an earlier one said on which side of the end a pointer is.</summary>
    /// <returns>1 it holds, 0 it does not, -1 it may or may not.</returns>
    public static int Decide(JumpOperation operation, in RegisterState left, in RegisterState right)
    {
        int range;
        if (right.Kind == ValueKind.PacketEnd)
        {
            range = left.Range;
        }
        else if (left.Kind == ValueKind.PacketEnd)
        {
            range = right.Range;
            operation = JumpOperations.Swap(operation);
        }
        else
        {
            return -1;
        }

        if (range >= 0)
            return -1;
        return operation switch
        {
            JumpOperation.GreaterThan when range == RegisterState.BeyondPacketEnd => 1,
            JumpOperation.LessOrEqual when range == RegisterState.BeyondPacketEnd => 0,
            JumpOperation.GreaterOrEqual => 1,
            JumpOperation.LessThan => 0,
            _ => -1,
        };
    }

    /// <summary>Learns from a comparison of a packet pointer with the packet's end, or of a metadata pointer with the packet's start.</summary>
    /// <returns>Whether it was one.</returns>
    public static bool Learn(JumpOperation operation, int left, int right, VerifierState taken, VerifierState fallThrough)
    {
        int pointer = left;
        if (!IsPair(in fallThrough.Frame.Registers[left], in fallThrough.Frame.Registers[right]))
        {
            if (!IsPair(in fallThrough.Frame.Registers[right], in fallThrough.Frame.Registers[left]))
                return false;
            pointer = right;
            operation = JumpOperations.Swap(operation);
        }

        // From here on: pointer OPERATION end.
        switch (operation)
        {
            case JumpOperation.GreaterThan:
                Learn(inside: fallThrough, outside: taken, pointer, mayBeEnd: true);
                return true;
            case JumpOperation.LessThan:
                Learn(inside: taken, outside: fallThrough, pointer, mayBeEnd: false);
                return true;
            case JumpOperation.GreaterOrEqual:
                Learn(inside: fallThrough, outside: taken, pointer, mayBeEnd: false);
                return true;
            case JumpOperation.LessOrEqual:
                Learn(inside: taken, outside: fallThrough, pointer, mayBeEnd: true);
                return true;
            default:
                return false;
        }
    }

    private static bool IsPair(in RegisterState pointer, in RegisterState end) =>
        (pointer.Kind == ValueKind.Packet && end.Kind == ValueKind.PacketEnd)
        || (pointer.Kind == ValueKind.PacketMeta && end is { Kind: ValueKind.Packet, Id: 0, Offset: 0 } && end.Number is { IsConstant: true, ConstantValue: 0 });

    // Where the pointer may equal the end, all bytes before it exist; where it is below, the one it points to does too.
    private static void Learn(VerifierState inside, VerifierState outside, int register, bool mayBeEnd)
    {
        ref RegisterState pointer = ref inside.Frame.Registers[register];
        Extend(inside, in pointer, mayBeEnd ? 0 : 1);
        ref RegisterState beyond = ref outside.Frame.Registers[register];
        if (beyond.Kind == ValueKind.Packet)
            beyond.Range = mayBeEnd ? RegisterState.BeyondPacketEnd : RegisterState.AtPacketEnd;
    }

    private static void Extend(VerifierState state, in RegisterState pointer, int extra)
    {
        if (pointer.Offset < 0 || (pointer.Offset == 0 && extra != 0))
            return;
        if (pointer.Number.UnsignedMax > MaxOffset || pointer.Number.UnsignedMax + (ulong)pointer.Offset > MaxOffset)
            return;
        int range = pointer.Offset + extra;
        ValueKind kind = pointer.Kind;
        uint id = pointer.Id;
        for (int f = 0; f <= state.FrameIndex; f++)
        {
            StackFrame frame = state[f];
            foreach (ref RegisterState candidate in frame.Registers.AsSpan())
                Extend(ref candidate, kind, id, range);
            Span<RegisterState> slots = frame.Slots;
            for (int i = 0; i < slots.Length; i++)
            {
                if (frame.IsSpill(i))
                    Extend(ref slots[i], kind, id, range);
            }
        }
    }

    private static void Extend(ref RegisterState candidate, ValueKind kind, uint id, int range)
    {
        if (candidate.Kind == kind && candidate.Id == id && !candidate.MaybeNull)
            candidate.Range = Math.Max(candidate.Range, range);
    }
}
