// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>PPP (RFC 1661): a protocol field of two bytes, behind what each link type puts before it. Protocols are given by EtherType and translated.</summary>
/// <param name="type">The link type.</param>
/// <param name="protocol">The offset of the protocol field.</param>
/// <param name="payload">The offset of the payload.</param>
internal sealed class PppLink(LinkType type, int protocol, int payload) : LinkLayer(type)
{
    private const uint PppIPv4 = 0x21;
    private const uint VanJacobsonCompressed = 0x2d;
    private const uint VanJacobsonUncompressed = 0x2f;
    private const uint SentPacket = 1;
    private const uint ReceivedPacket = 0;

    /// <summary>PPP in a session of PPPoE, where nothing comes before the protocol field.</summary>
    public static PppLink InSession { get; } = new(LinkType.Ppp, 0, 2);

    public override uint? MplsProtocol => Type == LinkType.Ppp ? 0x281 : null;

    public override EncapsulationState Begin() => new(this, default, PacketOffset.At(protocol), PacketOffset.At(payload));

    public override Fragment Protocol(Scope scope, uint protocol)
    {
        if (Type == LinkType.PppBsdos && protocol == LinkProtocol.IPv4)
            return Is(scope, PppIPv4).Or(Is(scope, VanJacobsonCompressed)).Or(Is(scope, VanJacobsonUncompressed));
        return Is(scope, ToPpp(protocol));
    }

    public override Fragment Direction(Scope scope, bool isOutbound) => Type == LinkType.PppPppd
        ? scope.Equal(Anchor.LinkHeader, 0, MemorySize.Byte, isOutbound ? SentPacket : ReceivedPacket)
        : base.Direction(scope, isOutbound);

    /// <summary>The number of a protocol in PPP (IANA, PPP numbers); any other number is taken for one of PPP's own.</summary>
    private static uint ToPpp(uint protocol) => protocol switch
    {
        LinkProtocol.IPv4 => PppIPv4,
        LinkProtocol.IPv6 => 0x57,
        LinkProtocol.Decnet => 0x27,
        LinkProtocol.AppleTalk => 0x29,
        0x0600 => 0x25,
        LinkProtocol.Iso => 0x23,
        LinkProtocol.SpanningTree => 0x31,
        LinkProtocol.LlcIpx => 0x2b,
        _ => protocol,
    };

    private static Fragment Is(Scope scope, uint protocol) => scope.Equal(Anchor.LinkType, 0, MemorySize.HalfWord, protocol);
}
