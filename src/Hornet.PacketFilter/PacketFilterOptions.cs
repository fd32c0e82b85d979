// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Hornet.PacketFilters.Names;
using Hornet.Packets;

namespace Hornet.PacketFilters;

/// <summary>How a filter expression is compiled.</summary>
public sealed record PacketFilterOptions
{
    /// <summary>Ethernet, 262,144 bytes, optimised, names by the machine's files.</summary>
    public static PacketFilterOptions Default { get; } = new();

    /// <summary>The link type of the packets; Ethernet by default.</summary>
    public LinkType LinkType { get; init; } = LinkType.Ethernet;

    /// <summary>How many bytes of a packet the filter lets pass: what it returns for a match; 262,144 by default, as tcpdump has it. From 1.</summary>
    public uint SnapLength { get; init; } = 262_144;

    /// <summary>Whether the optimiser runs (<c>tcpdump -O</c> turns it off).</summary>
    public bool Optimize { get; init; } = true;

    /// <summary>The mask of the network captured on, which <c>ip broadcast</c> needs; null when it is not known.</summary>
    public IPAddress? Netmask { get; init; }

    /// <summary>
    /// Whether the filter runs in the kernel on packets of a live interface: VLAN tags are then beside the packet, not in it, and
    /// <c>inbound</c>, <c>outbound</c> and <c>ifindex</c> work on every link type, all by the kernel's extensions of classic BPF.
    /// </summary>
    public bool IsLive { get; init; }

    /// <summary>
    /// Whether <c>inbound</c>, <c>outbound</c> and <c>ifindex</c> may ask for what the kernel knows beside the packet although it is not known where the packets come
    /// from: for looking at the program, as <c>tcpdump -d</c> has it. Packets of files have nothing beside them, so without this it is an error. <see cref="IsLive"/> includes it.
    /// </summary>
    public bool UsesMetadata { get; init; }

    /// <summary>Looks up what names stand for; the machine's <c>/etc/hosts</c>, <c>services</c>, <c>protocols</c>, <c>networks</c> and <c>ethers</c> by default.</summary>
    public INameLookup Names { get; init; } = SystemNames.Default;
}
