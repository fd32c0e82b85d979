// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>The kind of what follows a link-layer header (IEEE 802 Numbers, IANA), in host byte order. Values up to 1500 are lengths of IEEE 802.3 frames.</summary>
public enum EtherType : ushort
{
    /// <summary>IPv4.</summary>
    IPv4 = 0x0800,

    /// <summary>Address Resolution Protocol (RFC 826).</summary>
    Arp = 0x0806,

    /// <summary>Transparent Ethernet bridging: an Ethernet frame, inside GRE.</summary>
    EthernetBridging = 0x6558,

    /// <summary>Reverse ARP (RFC 903).</summary>
    ReverseArp = 0x8035,

    /// <summary>A VLAN tag (IEEE 802.1Q).</summary>
    Vlan = 0x8100,

    /// <summary>IPv6.</summary>
    IPv6 = 0x86dd,

    /// <summary>MPLS unicast.</summary>
    Mpls = 0x8847,

    /// <summary>MPLS multicast, or with an upstream-assigned label.</summary>
    MplsMulticast = 0x8848,

    /// <summary>A service VLAN tag (IEEE 802.1ad), outside a <see cref="Vlan"/> tag.</summary>
    ServiceVlan = 0x88a8,

    /// <summary>A service VLAN tag as some switches sent it before IEEE 802.1ad.</summary>
    OldServiceVlan = 0x9100,
}
