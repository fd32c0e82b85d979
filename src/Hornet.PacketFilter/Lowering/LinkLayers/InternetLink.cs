// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>Packets of IP and nothing else, perhaps behind a header of SLIP that does not say which version.</summary>
/// <param name="type">The link type.</param>
/// <param name="payload">The offset of the IP header.</param>
internal sealed class InternetLink(LinkType type, int payload) : LinkLayer(type)
{
    public override EncapsulationState Begin() => new(this, default, null, PacketOffset.At(payload));

    public override Fragment Protocol(Scope scope, uint protocol) => (Type, protocol) switch
    {
        (LinkType.IPv4, LinkProtocol.IPv4) or (LinkType.IPv6, LinkProtocol.IPv6) => scope.Always(),
        (LinkType.IPv4 or LinkType.IPv6, _) => scope.Never(),
        (_, LinkProtocol.IPv4) => scope.Equal(Anchor.Network, 0, MemorySize.Byte, 0x40, mask: 0xf0),
        (_, LinkProtocol.IPv6) => scope.Equal(Anchor.Network, 0, MemorySize.Byte, 0x60, mask: 0xf0),
        _ => scope.Never(),
    };

    /// <summary>The first byte of SLIP's header in files: 0 for received packets.</summary>
    public override Fragment Direction(Scope scope, bool isOutbound)
    {
        if (Type != LinkType.Slip)
            return base.Direction(scope, isOutbound);
        Fragment received = scope.Equal(Anchor.LinkHeader, 0, MemorySize.Byte, 0);
        return isOutbound ? received.Not() : received;
    }
}
