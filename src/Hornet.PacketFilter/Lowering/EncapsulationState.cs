// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering.LinkLayers;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// What is known of the headers at a point of the expression: where the link layer begins, where its type field and payload are, and what was
/// passed by <c>vlan</c>, <c>mpls</c>, <c>pppoes</c> and <c>geneve</c> on the way. A value: two states that are equal lower alike.
/// </summary>
/// <param name="Link">The link layer that tests are about.</param>
/// <param name="LinkHeader">Where its header begins.</param>
/// <param name="LinkType">Where its type field is; null where it has none.</param>
/// <param name="LinkPayload">Where its payload begins: an 802.2 header, or the network header.</param>
internal sealed record EncapsulationState(LinkLayer Link, PacketOffset LinkHeader, PacketOffset? LinkType, PacketOffset LinkPayload)
{
    /// <summary>From the payload to the network header: 8 where an 802.2 header with SNAP is between, and 4 more for every label.</summary>
    public int NetworkOffset { get; init; }

    /// <summary>From the payload to the network header, where an 802.2 header without SNAP is between.</summary>
    public int NetworkOffsetWithoutSnap { get; init; }

    /// <summary>The link layer that carries this one, as ATM carries Ethernet with LAN emulation; null when there is none.</summary>
    public LinkLayer? Carrier { get; init; }

    /// <summary>Where the carrier's header begins.</summary>
    public PacketOffset CarrierHeader { get; init; }

    /// <summary>How many VLAN tags were passed.</summary>
    public int VlanDepth { get; init; }

    /// <summary>How many MPLS labels were passed.</summary>
    public int LabelDepth { get; init; }

    /// <summary>Whether a Geneve header was passed: the frame inside may then have no link header.</summary>
    public bool IsInGeneve { get; init; }
}
