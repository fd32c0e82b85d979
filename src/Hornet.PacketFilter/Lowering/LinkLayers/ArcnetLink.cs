// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>ARCnet: addresses of one byte, source first, and a protocol of one byte (RFC 1201, and RFC 1051 for the older numbers).</summary>
/// <param name="type">The link type.</param>
/// <param name="protocol">The offset of the protocol.</param>
/// <param name="payload">The offset of the payload.</param>
internal sealed class ArcnetLink(LinkType type, int protocol, int payload) : LinkLayer(type)
{
    private static readonly byte[] ToAll = [0];

    public override EncapsulationState Begin() => new(this, default, PacketOffset.At(protocol), PacketOffset.At(payload));

    public override Fragment Protocol(Scope scope, uint protocol) => protocol switch
    {
        LinkProtocol.IPv4 => Is(scope, 0xd4).Or(Is(scope, 0xf0)),
        LinkProtocol.IPv6 => Is(scope, 0xc4),
        LinkProtocol.Arp => Is(scope, 0xd5).Or(Is(scope, 0xf1)),
        LinkProtocol.ReverseArp => Is(scope, 0xd6),
        LinkProtocol.AppleTalk => Is(scope, 0xdd),
        _ => scope.Never(),
    };

    public override Fragment Host(Scope scope, FilterDirection direction, ReadOnlySpan<byte> address) => address.Length == 1
        ? Addresses.SourceAndDestination(scope, direction, address, source: 0, destination: 1)
        : base.Host(scope, direction, address);

    public override Fragment Broadcast(Scope scope) => scope.Bytes(Anchor.LinkHeader, 1, ToAll);

    public override Fragment Multicast(Scope scope) => Broadcast(scope);

    private static Fragment Is(Scope scope, uint protocol) => scope.Equal(Anchor.LinkType, 0, MemorySize.Byte, protocol);
}
