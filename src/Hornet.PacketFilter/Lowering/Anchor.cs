// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Lowering;

/// <summary>The header that the offset of a read counts from.</summary>
internal enum Anchor
{
    /// <summary>The start of the packet, whatever was passed.</summary>
    Packet,

    /// <summary>The header of the link layer.</summary>
    LinkHeader,

    /// <summary>The header of the link layer that carries the link layer.</summary>
    CarrierHeader,

    /// <summary>The type field of the link layer.</summary>
    LinkType,

    /// <summary>What the link layer carries: an 802.2 header, or the network header.</summary>
    LinkPayload,

    /// <summary>The network header.</summary>
    Network,

    /// <summary>The network header behind an 802.2 header without SNAP.</summary>
    NetworkWithoutSnap,

    /// <summary>The MPLS label before the network header.</summary>
    Label,

    /// <summary>The header behind that of IPv4, whose length is in the packet.</summary>
    TransportIPv4,

    /// <summary>The header behind the fixed one of IPv6, 40 bytes.</summary>
    TransportIPv6,
}
