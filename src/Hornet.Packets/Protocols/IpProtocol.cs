// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>The protocol inside an IPv4 or IPv6 packet (IANA Protocol Numbers).</summary>
public enum IpProtocol : byte
{
    /// <summary>IPv6 hop-by-hop options.</summary>
    HopByHop = 0,

    /// <summary>ICMP for IPv4.</summary>
    Icmp = 1,

    /// <summary>Internet Group Management Protocol.</summary>
    Igmp = 2,

    /// <summary>An IPv4 packet.</summary>
    IPv4 = 4,

    /// <summary>TCP.</summary>
    Tcp = 6,

    /// <summary>UDP.</summary>
    Udp = 17,

    /// <summary>An IPv6 packet.</summary>
    IPv6 = 41,

    /// <summary>IPv6 routing header.</summary>
    Routing = 43,

    /// <summary>IPv6 fragment header.</summary>
    Fragment = 44,

    /// <summary>Generic Routing Encapsulation.</summary>
    Gre = 47,

    /// <summary>Encapsulating Security Payload.</summary>
    Esp = 50,

    /// <summary>Authentication Header.</summary>
    Ah = 51,

    /// <summary>ICMP for IPv6.</summary>
    Icmpv6 = 58,

    /// <summary>IPv6: nothing follows.</summary>
    NoNext = 59,

    /// <summary>IPv6 destination options.</summary>
    DestinationOptions = 60,

    /// <summary>OSPF.</summary>
    Ospf = 89,

    /// <summary>Protocol Independent Multicast.</summary>
    Pim = 103,

    /// <summary>Virtual Router Redundancy Protocol.</summary>
    Vrrp = 112,

    /// <summary>Stream Control Transmission Protocol.</summary>
    Sctp = 132,

    /// <summary>IPv6 mobility header.</summary>
    Mobility = 135,

    /// <summary>UDP-Lite.</summary>
    UdpLite = 136,
}
