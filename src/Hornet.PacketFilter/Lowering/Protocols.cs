// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>Tests of what a header carries: protocols by name and by number (pcap-filter(7), <c>proto</c>).</summary>
internal static class Protocols
{
    /// <summary>The next header of IPv6 that says the packet is a fragment (RFC 8200, section 4.5).</summary>
    public const uint FragmentHeader = 44;

    /// <summary>Whether the network layer is a protocol, as the link layer says; inside MPLS labels, as the payload says.</summary>
    public static Fragment Test(Scope scope, uint protocol)
    {
        if (scope.State.LabelDepth == 0)
            return scope.Link.Protocol(scope, protocol);

        // RFC 3032 has no field for the protocol: below the last label (the one with the lowest bit of its third byte set) the version of IP tells.
        uint version = protocol switch
        {
            LinkProtocol.IPv4 => 0x40,
            LinkProtocol.IPv6 => 0x60,
            _ => throw scope.Error("labels of MPLS do not say what they carry: only IPv4 and IPv6 can be told apart behind them"),
        };
        Fragment isLast = scope.Equal(Anchor.Label, 2, MemorySize.Byte, 1, mask: 1);
        return isLast.And(scope.Equal(Anchor.Network, 0, MemorySize.Byte, version, mask: 0xf0));
    }

    /// <summary><c>tcp</c>, <c>ip6</c>, <c>clnp</c>: a protocol by its name alone.</summary>
    public static Fragment Named(Scope scope, FilterProtocol protocol) => protocol switch
    {
        FilterProtocol.Ip => Test(scope, LinkProtocol.IPv4),
        FilterProtocol.Ip6 => Test(scope, LinkProtocol.IPv6),
        FilterProtocol.Arp => Test(scope, LinkProtocol.Arp),
        FilterProtocol.Rarp => Test(scope, LinkProtocol.ReverseArp),
        FilterProtocol.AppleTalk => Test(scope, LinkProtocol.AppleTalk),
        FilterProtocol.Aarp => Test(scope, LinkProtocol.AppleTalkArp),
        FilterProtocol.Decnet => Test(scope, LinkProtocol.Decnet),
        FilterProtocol.Lat => Test(scope, LinkProtocol.Lat),
        FilterProtocol.Sca => Test(scope, LinkProtocol.Sca),
        FilterProtocol.MopDl => Test(scope, LinkProtocol.MopDumpLoad),
        FilterProtocol.MopRc => Test(scope, LinkProtocol.MopRemoteConsole),
        FilterProtocol.Iso => Test(scope, LinkProtocol.Iso),
        FilterProtocol.Stp => Test(scope, LinkProtocol.SpanningTree),
        FilterProtocol.Ipx => Test(scope, LinkProtocol.LlcIpx),
        FilterProtocol.NetBeui => Test(scope, LinkProtocol.NetBeui),
        FilterProtocol.Clnp or FilterProtocol.EsIs or FilterProtocol.IsIs or FilterProtocol.IsIsL1 or FilterProtocol.IsIsL2 or FilterProtocol.IsIsIih
            or FilterProtocol.IsIsLsp or FilterProtocol.IsIsSnp or FilterProtocol.IsIsCsnp or FilterProtocol.IsIsPsnp => OsiTests.Named(scope, protocol),
        FilterProtocol.Default or FilterProtocol.Link => throw scope.Error("the link layer is no test by itself"),
        FilterProtocol.Radio => throw scope.Error("'radio' is no test by itself"),
        _ => TransportNamed(scope, protocol),
    };

    /// <summary>The protocol's number, and whether it is carried by IPv4 and by IPv6 (pcap-filter(7)).</summary>
    public static (uint Number, bool OverIPv4, bool OverIPv6) Transport(FilterProtocol protocol) => protocol switch
    {
        FilterProtocol.Tcp => (6, true, true),
        FilterProtocol.Udp => (17, true, true),
        FilterProtocol.Sctp => (132, true, true),
        FilterProtocol.Icmp => (1, true, false),
        FilterProtocol.Icmp6 => (58, false, true),
        FilterProtocol.Igmp => (2, true, false),
        FilterProtocol.Igrp => (9, true, false),
        FilterProtocol.Pim => (103, true, true),
        FilterProtocol.Vrrp => (112, true, false),
        FilterProtocol.Carp => (112, true, false),
        FilterProtocol.Ah => (51, true, true),
        FilterProtocol.Esp => (50, true, true),
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "Not carried by IP."),
    };

    /// <summary><c>ip proto 6</c>, <c>ether proto 0x88cc</c>: a protocol by number.</summary>
    public static Fragment Numbered(Scope scope, FilterProtocol within, uint number)
    {
        switch (within)
        {
            case FilterProtocol.Default:
                Fragment first = OverIPv4(scope, number);
                return first.Or(OverIPv6(scope, number));
            case FilterProtocol.Link:
                return Test(scope, number);
            case FilterProtocol.Ip:
                return OverIPv4(scope, number);
            case FilterProtocol.Ip6:
                return OverIPv6(scope, number);
            case FilterProtocol.Iso:
                return scope.Link.IsoProtocol(scope, number);
            case FilterProtocol.IsIs:
                return OsiTests.IsIsType(scope, number);
            default:
                throw scope.Error($"'{FilterPrinter.Keyword(within)}' carries no protocols that 'proto' could test");
        }
    }

    /// <summary>Whether IPv4 carries a protocol, in any fragment.</summary>
    public static Fragment OverIPv4(Scope scope, uint number)
    {
        Fragment ip = Test(scope, LinkProtocol.IPv4);
        return ip.And(scope.Equal(Anchor.Network, 9, MemorySize.Byte, number));
    }

    /// <summary>Whether IPv6 carries a protocol, directly or behind a fragment header; other extension headers are not looked into.</summary>
    public static Fragment OverIPv6(Scope scope, uint number)
    {
        Fragment ip = Test(scope, LinkProtocol.IPv6);
        Fragment direct = scope.Equal(Anchor.Network, 6, MemorySize.Byte, number);
        Fragment isFragment = scope.Equal(Anchor.Network, 6, MemorySize.Byte, FragmentHeader);
        Fragment behind = isFragment.And(scope.Equal(Anchor.TransportIPv6, 0, MemorySize.Byte, number));
        return ip.And(direct.Or(behind));
    }

    private static Fragment TransportNamed(Scope scope, FilterProtocol protocol)
    {
        (uint number, bool overIPv4, bool overIPv6) = Transport(protocol);
        if (!overIPv6)
            return OverIPv4(scope, number);
        if (!overIPv4)
            return OverIPv6(scope, number);
        Fragment first = OverIPv4(scope, number);
        return first.Or(OverIPv6(scope, number));
    }
}
