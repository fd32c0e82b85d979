// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>Protocols: by name, by number, and anywhere in a chain of headers.</summary>
internal static class Protocols
{
    private const uint Fragment = 44;

    /// <summary>A protocol by its keyword.</summary>
    public static Condition Named(Layer layer, FilterProtocol protocol) => protocol switch
    {
        FilterProtocol.Ip => LinkLayer.Encloses(layer, LinkLayer.IPv4),
        FilterProtocol.Ip6 => LinkLayer.Encloses(layer, LinkLayer.IPv6),
        FilterProtocol.Arp => LinkLayer.Encloses(layer, LinkLayer.Arp),
        FilterProtocol.Rarp => LinkLayer.Encloses(layer, LinkLayer.ReverseArp),
        FilterProtocol.Tcp => OverBoth(layer, 6),
        FilterProtocol.Udp => OverBoth(layer, 17),
        FilterProtocol.Sctp => OverBoth(layer, 132),
        FilterProtocol.Pim => OverBoth(layer, 103),
        FilterProtocol.Ah => OverBoth(layer, 51),
        FilterProtocol.Esp => OverBoth(layer, 50),
        FilterProtocol.Icmp => OverIPv4(layer, 1),
        FilterProtocol.Igmp => OverIPv4(layer, 2),
        FilterProtocol.Igrp => OverIPv4(layer, 9),
        FilterProtocol.Vrrp or FilterProtocol.Carp => OverIPv4(layer, 112),
        FilterProtocol.Icmp6 => OverIPv6(layer, 58),
        FilterProtocol.AppleTalk => LinkLayer.Encloses(layer, LinkLayer.AppleTalk),
        FilterProtocol.Aarp => LinkLayer.Encloses(layer, LinkLayer.AppleTalkArp),
        FilterProtocol.Decnet => LinkLayer.Encloses(layer, LinkLayer.Decnet),
        FilterProtocol.Lat => LinkLayer.Encloses(layer, 0x6004),
        FilterProtocol.Sca => LinkLayer.Encloses(layer, 0x6007),
        FilterProtocol.MopRc => LinkLayer.Encloses(layer, 0x6002),
        FilterProtocol.MopDl => LinkLayer.Encloses(layer, 0x6001),
        FilterProtocol.Iso => LinkLayer.Encloses(layer, LinkLayer.Iso),
        FilterProtocol.Clnp => OverIso(layer, 0x81),
        FilterProtocol.EsIs => OverIso(layer, 0x82),
        FilterProtocol.IsIs => OverIso(layer, 0x83),
        FilterProtocol.IsIsL1 => OverIsIs(layer, 26, 24, 18, 15, 17),
        FilterProtocol.IsIsL2 => OverIsIs(layer, 27, 25, 20, 16, 17),
        FilterProtocol.IsIsIih => OverIsIs(layer, 17, 15, 16),
        FilterProtocol.IsIsLsp => OverIsIs(layer, 18, 20),
        FilterProtocol.IsIsSnp => OverIsIs(layer, 27, 26, 24, 25),
        FilterProtocol.IsIsCsnp => OverIsIs(layer, 24, 25),
        FilterProtocol.IsIsPsnp => OverIsIs(layer, 26, 27),
        FilterProtocol.Stp => LinkLayer.Encloses(layer, LinkLayer.SpanningTree),
        FilterProtocol.Ipx => LinkLayer.Encloses(layer, LinkLayer.Ipx),
        FilterProtocol.NetBeui => LinkLayer.Encloses(layer, LinkLayer.NetBeui),
        _ => throw new UnsupportedTestException($"{protocol} is not a protocol of packets"),
    };

    /// <summary>A protocol by number.</summary>
    public static Condition Numbered(Layer layer, FilterProtocol carrier, uint number) => carrier switch
    {
        FilterProtocol.Default => OverBoth(layer, number),
        FilterProtocol.Link => LinkLayer.Encloses(layer, number),
        FilterProtocol.Ip => OverIPv4(layer, number),
        FilterProtocol.Ip6 => OverIPv6(layer, number),
        FilterProtocol.Iso => OverIso(layer, number),
        FilterProtocol.IsIs => OverIsIs(layer, number),
        _ => throw new UnsupportedTestException($"{carrier} carries no protocol"),
    };

    /// <summary>A protocol anywhere in a chain of headers, of which at most so many are passed.</summary>
    public static Condition InChain(Layer layer, FilterProtocol carrier, uint number, int longest)
    {
        Condition OfIPv4() => LinkLayer.Encloses(layer, LinkLayer.IPv4)
            & new ComputedCondition(packet => FollowsIPv4(packet, packet.Resolve(layer.NetworkHeader), number, longest), layer.NetworkHeader);
        Condition OfIPv6() => LinkLayer.Encloses(layer, LinkLayer.IPv6)
            & new ComputedCondition(packet => FollowsIPv6(packet, packet.Resolve(layer.NetworkHeader), number, longest), layer.NetworkHeader);
        return carrier switch
        {
            FilterProtocol.Default => OfIPv4() | OfIPv6(),
            FilterProtocol.Ip => OfIPv4(),
            FilterProtocol.Ip6 => OfIPv6(),
            _ => throw new UnsupportedTestException($"{carrier} has no chain of headers"),
        };
    }

    private static Condition OverBoth(Layer layer, uint number) => OverIPv4(layer, number) | OverIPv6(layer, number);

    private static Condition OverIPv4(Layer layer, uint number) =>
        LinkLayer.Encloses(layer, LinkLayer.IPv4) & Reads.Byte(layer.NetworkHeader + 9, number);

    /// <summary>As the next header, or as that of a fragment header which is the next.</summary>
    private static Condition OverIPv6(Layer layer, uint number)
    {
        Place next = layer.NetworkHeader + 6;
        return LinkLayer.Encloses(layer, LinkLayer.IPv6)
            & (Reads.Byte(next, number) | (Reads.Byte(next, Fragment) & Reads.Byte(layer.NetworkHeader + 40, number)));
    }

    private static Condition OverIso(Layer layer, uint number)
    {
        if (layer is { Link: LinkType.FrameRelay, Labels: 0 })
            return Reads.Half(layer.LinkHeader + 2, 0x300 | number);
        int offset = layer.NetworkWithoutSnap + (layer.Link == LinkType.CiscoHdlc ? 1 : 0);
        return LinkLayer.Encloses(layer, LinkLayer.Iso) & Reads.Byte(layer.Payload + offset, number);
    }

    private static Condition OverIsIs(Layer layer, params uint[] types) =>
        Condition.Any(types.Select(type => OverIso(layer, 0x83) & Reads.Byte(layer.Payload + layer.NetworkWithoutSnap + 4, type)));

    private static bool FollowsIPv4(ReferencePacket packet, uint network, uint number, int longest)
    {
        uint next = packet.Read(network + 9, 1);
        uint offset = (packet.Read(network, 1) & 0xf) * 4;
        for (int passed = 0; !packet.HasEnded && next == 51 && next != number && passed < longest; passed++)
            (next, offset) = AuthenticationHeader(packet, network, offset);
        return next == number;
    }

    private static bool FollowsIPv6(ReferencePacket packet, uint network, uint number, int longest)
    {
        uint next = packet.Read(network + 6, 1);
        uint offset = 40;
        for (int passed = 0; !packet.HasEnded && next != number && next != 59 && passed < longest; passed++)
        {
            if (next is 0 or 43 or Fragment or 60)
            {
                uint following = packet.Read(network + offset, 1);
                offset += (packet.Read(network + offset + 1, 1) + 1) * 8;
                next = following;
            }
            else if (next == 51)
            {
                (next, offset) = AuthenticationHeader(packet, network, offset);
            }
            else
            {
                break;
            }
        }

        return next == number;
    }

    private static (uint Next, uint Offset) AuthenticationHeader(ReferencePacket packet, uint network, uint offset)
    {
        uint next = packet.Read(network + offset, 1);
        return (next, offset + ((packet.Read(network + offset + 1, 1) + 2) * 4));
    }
}
