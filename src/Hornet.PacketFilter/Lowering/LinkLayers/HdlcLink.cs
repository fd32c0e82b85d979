// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>Cisco's HDLC: two bytes, then an EtherType; OSI has its service access point twice there and a byte of padding behind.</summary>
/// <param name="type">The link type.</param>
internal sealed class HdlcLink(LinkType type) : LinkLayer(type)
{
    public override uint? MplsProtocol => LinkProtocol.Mpls;

    public override EncapsulationState Begin() => new(this, default, PacketOffset.At(2), PacketOffset.At(4));

    public override Fragment Protocol(Scope scope, uint protocol) =>
        scope.Equal(Anchor.LinkType, 0, MemorySize.HalfWord, protocol == LinkProtocol.Iso ? LinkProtocol.Iso << 8 | LinkProtocol.Iso : protocol);

    public override Fragment IsoProtocol(Scope scope, uint protocol)
    {
        Fragment osi = Protocols.Test(scope, LinkProtocol.Iso);
        return osi.And(scope.Equal(Anchor.NetworkWithoutSnap, 1, MemorySize.Byte, protocol));
    }
}
