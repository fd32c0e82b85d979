// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>How much a summary tells.</summary>
public sealed record PacketSummaryOptions
{
    /// <summary>The line of <c>tcpdump -n -S</c>.</summary>
    public static PacketSummaryOptions Default { get; } = new();

    /// <summary>Whether link-layer headers are told of (<c>tcpdump -e</c>): Ethernet addresses and types, VLAN tags.</summary>
    public bool ShowsLinkLayer { get; init; }

    /// <summary>Whether transport protocols are told of by name and length alone (<c>tcpdump -q</c>).</summary>
    public bool IsQuick { get; init; }
}
