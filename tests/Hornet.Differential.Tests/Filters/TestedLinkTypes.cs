// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Packets;

namespace Hornet.Differential.Tests.Filters;

/// <summary>The link types that the reference evaluator knows.</summary>
internal static class TestedLinkTypes
{
    public static ImmutableArray<LinkType> All { get; } =
    [
        LinkType.Ethernet, LinkType.Raw, LinkType.LinuxSll, LinkType.LinuxSll2, LinkType.Ppp, LinkType.PppHdlc, LinkType.PppEther, LinkType.PppBsdos, LinkType.Null,
        LinkType.Loop, LinkType.Enc, LinkType.Slip, LinkType.CiscoHdlc, LinkType.FrameRelay, LinkType.Ipnet, LinkType.Pflog, LinkType.Sunatm, LinkType.Fddi,
        LinkType.TokenRing, LinkType.AtmRfc1483, LinkType.IPOverFibreChannel, LinkType.ArcnetBsd, LinkType.ArcnetLinux, LinkType.Ieee80211,
        LinkType.Ieee80211Radiotap, LinkType.Ieee80211Prism, LinkType.Ieee80211Avs, LinkType.Ppi, LinkType.Netanalyzer, LinkType.Mtp2,
        LinkType.Mtp2WithPseudoHeader, LinkType.IPv4, LinkType.IPv6,
    ];
}
