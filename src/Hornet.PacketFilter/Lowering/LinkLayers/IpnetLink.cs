// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>Solaris's ipnet: a header of 24 bytes with the address family (Solaris's numbers) at 1 and the kind of packet at 2.</summary>
internal sealed class IpnetLink() : LinkLayer(LinkType.Ipnet)
{
    private const uint FamilyIPv4 = 2;
    private const uint FamilyIPv6 = 26;
    private const uint Outbound = 1;
    private const uint Inbound = 2;

    public override EncapsulationState Begin() => new(this, default, PacketOffset.At(1), PacketOffset.At(24));

    public override Fragment Protocol(Scope scope, uint protocol) => protocol switch
    {
        LinkProtocol.IPv4 => scope.Equal(Anchor.LinkType, 0, MemorySize.Byte, FamilyIPv4),
        LinkProtocol.IPv6 => scope.Equal(Anchor.LinkType, 0, MemorySize.Byte, FamilyIPv6),
        _ => scope.Never(),
    };

    public override Fragment Direction(Scope scope, bool isOutbound) =>
        scope.Equal(Anchor.LinkHeader, 2, MemorySize.HalfWord, isOutbound ? Outbound : Inbound);
}
