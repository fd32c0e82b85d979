// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Checks that accesses are aligned, where that is asked for: of the stack always, of the rest by option and by atomics.</summary>
internal static class Alignment
{
    // Packets begin two bytes after a multiple of four, so that the IP header behind an Ethernet header is aligned.
    private const int PacketStart = 2;

    /// <summary>Checks an access.</summary>
    /// <param name="analysis">The analysis.</param>
    /// <param name="pointer">The pointer.</param>
    /// <param name="offset">The instruction's offset.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="isStrict">Whether the access must be aligned on any machine.</param>
    public static void Check(Analysis analysis, in RegisterState pointer, int offset, int size, bool isStrict)
    {
        bool mustAlign = isStrict || analysis.Options.StrictAlignment || pointer.Kind == ValueKind.Stack;
        if (!mustAlign || size == 1 || pointer.Kind == ValueKind.Arena || IsAligned(in pointer, offset, size, PacketStart))
            return;
        throw pointer.IsPacket
            ? analysis.Unsafe($"misaligned packet access off {PacketStart}+{pointer.Number.Bits}+{pointer.Offset}+{offset} size {size}")
            : analysis.Unsafe($"misaligned {NameOf(in pointer)}access off {pointer.Number.Bits}+{pointer.Offset}+{offset} size {size}");
    }

    /// <summary>Whether an access is certainly aligned to its size.</summary>
    public static bool IsAligned(in RegisterState pointer, int offset, int size) => IsAligned(in pointer, offset, size, packetStart: 0);

    private static bool IsAligned(in RegisterState pointer, int offset, int size, int packetStart)
    {
        int start = pointer.IsPacket ? packetStart : 0;
        Tnum sum = pointer.Number.Bits.Add(Tnum.Constant((ulong)((long)start + pointer.Offset + offset)));
        return sum.IsAligned((ulong)size);
    }

    private static string NameOf(in RegisterState pointer) => pointer.Flags != ValueFlags.None ? "" : pointer.Kind switch
    {
        ValueKind.FlowKeys => "flow keys ",
        ValueKind.MapKey => "key ",
        ValueKind.MapValue => "value ",
        ValueKind.Context => "context ",
        ValueKind.Stack => "stack ",
        ValueKind.Socket => "sock ",
        ValueKind.SocketCommon => "sock_common ",
        ValueKind.TcpSocket => "tcp_sock ",
        ValueKind.XdpSocket => "xdp_sock ",
        _ => "",
    };
}
