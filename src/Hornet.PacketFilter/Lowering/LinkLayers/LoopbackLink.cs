// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>
/// Loopback interfaces of BSD and tunnels of OpenBSD: an address family of four bytes. With NULL and ENC it is in the byte order of the machine that
/// captured, taken here for little-endian; with LOOP in network byte order.
/// </summary>
/// <param name="type">The link type.</param>
/// <param name="payload">The offset of the payload.</param>
internal sealed class LoopbackLink(LinkType type, int payload) : LinkLayer(type)
{
    private const uint FamilyIPv4 = 2;

    // Linux's number, as libpcap compiled there has it; other systems have 24, 28 and 30.
    private const uint FamilyIPv6 = 10;

    public override EncapsulationState Begin() => new(this, default, PacketOffset.At(0), PacketOffset.At(payload));

    public override Fragment Protocol(Scope scope, uint protocol) => protocol switch
    {
        LinkProtocol.IPv4 => Family(scope, FamilyIPv4),
        LinkProtocol.IPv6 => Family(scope, FamilyIPv6),
        _ => scope.Never(),
    };

    private Fragment Family(Scope scope, uint family) =>
        scope.Equal(Anchor.LinkHeader, 0, MemorySize.Word, Type == LinkType.Loop ? family : BinaryPrimitives.ReverseEndianness(family));
}
