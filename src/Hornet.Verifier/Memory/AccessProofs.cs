// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What an access that was found safe proves, and how that joins with what other paths proved.</summary>
internal static class AccessProofs
{
    // Facts that hold only if they hold on every path; MayFault holds if it does on any.
    private const ProofFacts OnEveryPath = ProofFacts.InBounds | ProofFacts.Aligned | ProofFacts.FixedStackOffset;

    /// <summary>What an access through a pointer proves if it is safe.</summary>
    /// <param name="analysis">The analysis.</param>
    /// <param name="pointer">The pointer.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    public static InstructionProof Of(Analysis analysis, in RegisterState pointer, int offset, int size)
    {
        ProofFacts facts = ProofFacts.InBounds;
        if (size == 1 || Alignment.IsAligned(in pointer, offset, size))
            facts |= ProofFacts.Aligned;
        if (MayFault(in pointer))
            facts |= ProofFacts.MayFault;
        if (pointer.Kind != ValueKind.Stack || !pointer.HasFixedOffset)
            return new InstructionProof(KindOf(pointer.Kind), facts);
        return new InstructionProof(
            MemoryKind.Stack,
            facts | ProofFacts.FixedStackOffset,
            (short)((long)pointer.Number.ConstantValue + pointer.Offset + offset),
            (byte)(analysis.State.FrameIndex - pointer.Frame));
    }

    /// <summary>Adds what one path proves to what others did.</summary>
    public static void Record(ref InstructionProof known, in InstructionProof proof)
    {
        ProofFacts others = known.Facts & ~(OnEveryPath | ProofFacts.MayFault);
        if (known.Memory == MemoryKind.None)
        {
            known = proof with { Facts = proof.Facts | others };
            return;
        }

        ProofFacts facts = (known.Facts & proof.Facts & OnEveryPath) | ((known.Facts | proof.Facts) & ProofFacts.MayFault) | others;
        if (known.StackOffset != proof.StackOffset || known.StackFrame != proof.StackFrame)
            facts &= ~ProofFacts.FixedStackOffset;
        bool isFixed = (facts & ProofFacts.FixedStackOffset) != 0;
        known = new InstructionProof(
            known.Memory == proof.Memory ? known.Memory : MemoryKind.Mixed,
            facts,
            isFixed ? proof.StackOffset : (short)0,
            isFixed ? proof.StackFrame : (byte)0);
    }

    // Pointers that are not known to point to a live object are followed by loads that fault to zero; so are arenas.
    private static bool MayFault(in RegisterState pointer) => pointer.Kind switch
    {
        ValueKind.Arena => true,
        ValueKind.Memory => pointer.Has(ValueFlags.Untrusted),
        ValueKind.BtfObject => (pointer.Flags & (ValueFlags.Trusted | ValueFlags.Rcu | ValueFlags.Allocated)) == 0 || pointer.Has(ValueFlags.Untrusted),
        _ => false,
    };

    private static MemoryKind KindOf(ValueKind kind) => kind switch
    {
        ValueKind.Context => MemoryKind.Context,
        ValueKind.Stack => MemoryKind.Stack,
        ValueKind.MapValue => MemoryKind.MapValue,
        ValueKind.MapKey => MemoryKind.MapKey,
        ValueKind.Packet => MemoryKind.Packet,
        ValueKind.PacketMeta => MemoryKind.PacketMeta,
        ValueKind.Memory => MemoryKind.Memory,
        ValueKind.Socket or ValueKind.SocketCommon or ValueKind.TcpSocket or ValueKind.XdpSocket => MemoryKind.Socket,
        ValueKind.BtfObject or ValueKind.Map => MemoryKind.KernelObject,
        ValueKind.Buffer or ValueKind.TracepointBuffer => MemoryKind.Buffer,
        ValueKind.FlowKeys => MemoryKind.FlowKeys,
        ValueKind.Arena => MemoryKind.Arena,
        _ => MemoryKind.None,
    };
}
