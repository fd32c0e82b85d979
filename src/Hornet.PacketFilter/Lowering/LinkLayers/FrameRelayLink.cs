// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>
/// Frame Relay with an address of two bytes: then a control byte (03) and the network layer's identifier (RFC 2427), which of OSI is the first byte of
/// the packet itself. (libpcap looks for the network header at the start of the frame.)
/// </summary>
internal sealed class FrameRelayLink() : LinkLayer(LinkType.FrameRelay)
{
    private const uint UnnumberedInformation = 0x03;
    private const uint IPv4 = 0xcc;
    private const uint IPv6 = 0x8e;
    private const uint Clnp = 0x81;
    private const uint EsIs = 0x82;
    private const uint IsIs = 0x83;

    public override EncapsulationState Begin() => new(this, default, null, PacketOffset.At(4)) { NetworkOffsetWithoutSnap = -1 };

    public override Fragment Protocol(Scope scope, uint protocol) => protocol switch
    {
        LinkProtocol.IPv4 => IsoProtocol(scope, IPv4),
        LinkProtocol.IPv6 => IsoProtocol(scope, IPv6),
        LinkProtocol.Iso => IsoProtocol(scope, Clnp).Or(IsoProtocol(scope, EsIs)).Or(IsoProtocol(scope, IsIs)),
        _ => scope.Never(),
    };

    public override Fragment IsoProtocol(Scope scope, uint protocol) =>
        scope.Equal(Anchor.LinkHeader, 2, MemorySize.HalfWord, UnnumberedInformation << 8 | protocol);
}
