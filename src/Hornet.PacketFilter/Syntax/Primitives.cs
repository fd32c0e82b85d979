// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Net;
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>A protocol by its name alone: <c>tcp</c>, <c>ip6</c>, <c>clnp</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">The protocol.</param>
public sealed record ProtocolName(SourceSpan Span, FilterProtocol Protocol) : FilterNode(Span);

/// <summary>A protocol by number: <c>ip proto 6</c>, <c>ether proto 0x88cc</c>, <c>iso proto 0x82</c>, <c>proto \icmp</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">The protocol whose header has the number; the default means IPv4 and IPv6.</param>
/// <param name="Number">The number.</param>
public sealed record ProtocolNumber(SourceSpan Span, FilterProtocol Protocol, uint Number) : FilterNode(Span);

/// <summary>A protocol anywhere in the chain of headers: <c>ip6 protochain 6</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">IPv4, IPv6 or the default, both.</param>
/// <param name="Number">The protocol looked for.</param>
public sealed record ProtocolChain(SourceSpan Span, FilterProtocol Protocol, uint Number) : FilterNode(Span);

/// <summary>An address of the network layer: <c>host 10.0.0.1</c>, <c>ip6 src host ::1</c>, <c>arp host gw</c>. With several addresses (of a name), any of them.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">The protocol it is qualified with.</param>
/// <param name="Direction">Which address.</param>
/// <param name="Addresses">IPv4 and IPv6 addresses, in the order of the look-up.</param>
/// <param name="Name">The name that was looked up, or null.</param>
public sealed record HostTest(SourceSpan Span, FilterProtocol Protocol, FilterDirection Direction, ImmutableArray<IPAddress> Addresses, string? Name) : FilterNode(Span);

/// <summary>A DECnet address: <c>decnet host 10.15</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Direction">Which address.</param>
/// <param name="Area">The area, 6 bits.</param>
/// <param name="Node">The node, 10 bits.</param>
public sealed record DecnetHostTest(SourceSpan Span, FilterDirection Direction, int Area, int Node) : FilterNode(Span);

/// <summary>An address of the link layer: <c>ether src 00:00:5e:00:53:01</c>, <c>wlan ra …</c>, <c>ether host NAME</c> by <c>/etc/ethers</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">The protocol it is qualified with.</param>
/// <param name="Direction">Which address.</param>
/// <param name="Address">The address: 6 bytes, or 1 for ARCnet (<c>$1f</c>).</param>
public sealed record LinkHostTest(SourceSpan Span, FilterProtocol Protocol, FilterDirection Direction, ImmutableArray<byte> Address) : FilterNode(Span);

/// <summary>A packet that a gateway forwards: its link address but not its network address: <c>gateway NAME</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">The protocol it is qualified with.</param>
/// <param name="LinkAddress">The gateway's link address.</param>
/// <param name="Addresses">The gateway's network addresses.</param>
public sealed record GatewayTest(SourceSpan Span, FilterProtocol Protocol, ImmutableArray<byte> LinkAddress, ImmutableArray<IPAddress> Addresses) : FilterNode(Span);

/// <summary>A network, or a host of which only some parts are given (<c>host 10.1</c>): <c>net 10.0.0.0/8</c>, <c>net 192.168.1</c>, <c>net 10.0.0.0 mask 255.0.0.0</c>, <c>ip6 net 2001:db8::/32</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">The protocol it is qualified with.</param>
/// <param name="Direction">Which address.</param>
/// <param name="Network">The network's address; no bit outside the mask is set.</param>
/// <param name="Mask">The mask, of the same family.</param>
/// <param name="IsHost">Whether <c>host</c> was written, or nothing.</param>
public sealed record NetTest(SourceSpan Span, FilterProtocol Protocol, FilterDirection Direction, IPAddress Network, IPAddress Mask, bool IsHost = false) : FilterNode(Span);

/// <summary>A port or a range of ports: <c>tcp dst port 80</c>, <c>port domain</c>, <c>portrange 6000-6063</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">The transport: TCP, UDP, SCTP; the default, all three. Anything else is an error of meaning.</param>
/// <param name="Direction">Which port.</param>
/// <param name="First">The first port.</param>
/// <param name="Last">The last port; the same as the first for <c>port</c>.</param>
/// <param name="IsRange">Whether <c>portrange</c> was written.</param>
public sealed record PortTest(SourceSpan Span, FilterProtocol Protocol, FilterDirection Direction, ushort First, ushort Last, bool IsRange) : FilterNode(Span);

/// <summary><c>broadcast</c>, of a protocol.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">The link layer (the default) or IPv4.</param>
public sealed record BroadcastTest(SourceSpan Span, FilterProtocol Protocol) : FilterNode(Span);

/// <summary><c>multicast</c>, of a protocol.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">The link layer (the default), IPv4 or IPv6.</param>
public sealed record MulticastTest(SourceSpan Span, FilterProtocol Protocol) : FilterNode(Span);

/// <summary><c>less N</c> (at most N bytes) or <c>greater N</c> (at least N bytes).</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="IsGreater">Which.</param>
/// <param name="Length">N.</param>
public sealed record LengthTest(SourceSpan Span, bool IsGreater, uint Length) : FilterNode(Span);

/// <summary>How <c>byte</c> compares or combines.</summary>
public enum ByteOperator
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Less, unsigned.</summary>
    Less,

    /// <summary>Greater, unsigned.</summary>
    Greater,

    /// <summary>The bits in common are not 0.</summary>
    And,

    /// <summary>The bits of both are not 0.</summary>
    Or,
}

/// <summary>A byte of the link layer: <c>byte 0 &amp; 1</c>, the old form.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Offset">Which byte.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Value">With what.</param>
public sealed record ByteTest(SourceSpan Span, uint Offset, ByteOperator Operator, uint Value) : FilterNode(Span);

/// <summary><c>inbound</c> or <c>outbound</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="IsOutbound">Which.</param>
public sealed record DirectionTest(SourceSpan Span, bool IsOutbound) : FilterNode(Span);

/// <summary><c>ifindex N</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Index">The index of the interface.</param>
public sealed record InterfaceIndexTest(SourceSpan Span, uint Index) : FilterNode(Span);

/// <summary><c>vlan [ID]</c>: tagged; what follows by <c>and</c> is about what the tag encloses.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Id">The VLAN, 12 bits, or null for any.</param>
public sealed record VlanTest(SourceSpan Span, uint? Id) : FilterNode(Span);

/// <summary><c>mpls [LABEL]</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Label">The label, 20 bits, or null for any.</param>
public sealed record MplsTest(SourceSpan Span, uint? Label) : FilterNode(Span);

/// <summary><c>pppoed</c>: PPPoE discovery.</summary>
/// <param name="Span">Where it stands.</param>
public sealed record PppoeDiscoveryTest(SourceSpan Span) : FilterNode(Span);

/// <summary><c>pppoes [ID]</c>: a PPPoE session.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Session">The session, 16 bits, or null for any.</param>
public sealed record PppoeSessionTest(SourceSpan Span, uint? Session) : FilterNode(Span);

/// <summary><c>geneve [VNI]</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="NetworkIdentifier">The virtual network, 24 bits, or null for any.</param>
public sealed record GeneveTest(SourceSpan Span, uint? NetworkIdentifier) : FilterNode(Span);
