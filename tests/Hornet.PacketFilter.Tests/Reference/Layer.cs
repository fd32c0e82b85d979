// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>
/// Where the tests of an expression look at a point of it: at the packet's own headers, or, after <c>vlan</c>, <c>mpls</c>, <c>pppoes</c> and
/// <c>geneve</c>, at those enclosed.
/// </summary>
internal readonly record struct Layer
{
    /// <summary>The link layer.</summary>
    public required LinkType Link { get; init; }

    /// <summary>Where the link layer's header begins.</summary>
    public required Place LinkHeader { get; init; }

    /// <summary>Where the link layer says what it encloses.</summary>
    public required Place Type { get; init; }

    /// <summary>Where its payload begins.</summary>
    public required Place Payload { get; init; }

    /// <summary>How far the network layer is from there, behind 802.2 and SNAP headers.</summary>
    public int Network { get; init; }

    /// <summary>The same for protocols without SNAP.</summary>
    public int NetworkWithoutSnap { get; init; }

    /// <summary>How many MPLS labels were tested for.</summary>
    public int Labels { get; init; }

    /// <summary>Whether this is inside Geneve.</summary>
    public bool IsGeneve { get; init; }

    /// <summary>Whether there is a link-layer header: Geneve may enclose a network-layer packet.</summary>
    public bool HasLinkHeader { get; init; }

    /// <summary>Whether this is an Ethernet frame of ATM LAN emulation.</summary>
    public bool IsLaneFrame { get; init; }

    /// <summary>Where the network layer's header begins.</summary>
    public Place NetworkHeader => Payload + Network;

    /// <summary>The packet itself.</summary>
    public static Layer Of(LinkType link)
    {
        var start = new Place(PlaceBase.Packet, 0);
        var behindRadio = new Place(PlaceBase.LinkHeader, 0);
        var computed = new Place(PlaceBase.Payload, 0);
        return link switch
        {
            LinkType.Ethernet => Plain(link, 12, 14) with { NetworkWithoutSnap = 3 },
            LinkType.Netanalyzer => Plain(link, 16, 18) with { NetworkWithoutSnap = 3, LinkHeader = start + 4 },
            LinkType.NetanalyzerTransparent => Plain(link, 24, 26) with { NetworkWithoutSnap = 3, LinkHeader = start + 12 },
            LinkType.Raw or LinkType.IPv4 or LinkType.IPv6 => Plain(link, 0, 0),
            LinkType.Slip => Plain(link, 0, 16),
            LinkType.SlipBsdos => Plain(link, 0, 24),
            LinkType.LinuxSll => Plain(link, 14, 16) with { NetworkWithoutSnap = 3 },
            LinkType.LinuxSll2 => Plain(link, 0, 20) with { NetworkWithoutSnap = 3 },
            LinkType.Ppp or LinkType.PppHdlc or LinkType.CiscoHdlc or LinkType.PppPppd => Plain(link, 2, 4),
            LinkType.PppEther => Plain(link, 6, 8),
            LinkType.PppBsdos => Plain(link, 5, 24),
            LinkType.Null or LinkType.Loop => Plain(link, 0, 4),
            LinkType.Enc => Plain(link, 0, 12),
            LinkType.Fddi => Plain(link, 0, 13) with { Network = 8, NetworkWithoutSnap = 3 },
            LinkType.TokenRing => Plain(link, 0, 14) with { Network = 8, NetworkWithoutSnap = 3 },
            LinkType.AtmRfc1483 => Plain(link, 0, 0) with { Network = 8, NetworkWithoutSnap = 3 },
            LinkType.Sunatm => Plain(link, 0, 4) with { Network = 8, NetworkWithoutSnap = 3 },
            LinkType.IPOverFibreChannel => Plain(link, 0, 16) with { Network = 8, NetworkWithoutSnap = 3 },
            LinkType.FrameRelay => Plain(link, 2, 4) with { NetworkWithoutSnap = -1 },
            LinkType.Ipnet => Plain(link, 1, 24) with { NetworkWithoutSnap = -1 },
            LinkType.ArcnetBsd => Plain(link, 2, 6),
            LinkType.ArcnetLinux => Plain(link, 4, 8),
            LinkType.SymantecFirewall => Plain(link, 6, 44),
            LinkType.AppleIpOverIeee1394 => Plain(link, 16, 18),
            LinkType.Pflog => Plain(link, 1, 0) with { Payload = computed },
            LinkType.Mtp2 => Plain(link, 0, 0),
            LinkType.Mtp2WithPseudoHeader => Plain(link, 0, 0) with { LinkHeader = start },
            LinkType.Ieee80211 => Plain(link, 0, 0) with { Payload = computed, Network = 8, NetworkWithoutSnap = 3 },
            LinkType.Ieee80211Prism or LinkType.Ieee80211Radiotap or LinkType.Ieee80211Avs or LinkType.Ppi => Plain(link, 0, 0) with
            {
                LinkHeader = behindRadio, Payload = computed, Network = 8, NetworkWithoutSnap = 3,
            },
            _ => throw new UnsupportedTestException($"the reference evaluator does not know {link}"),
        };
    }

    private static Layer Plain(LinkType link, uint type, uint payload) => new()
    {
        Link = link,
        LinkHeader = new Place(PlaceBase.Packet, 0),
        Type = new Place(PlaceBase.Packet, type),
        Payload = new Place(PlaceBase.Packet, payload),
        HasLinkHeader = true,
    };
}
