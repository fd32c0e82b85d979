// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>
/// Linux's cooked captures, v1 and v2: the kind of packet, an address, and a protocol that is an EtherType or one of Linux's numbers for frames
/// without (1 for Novell's 802.3, 4 for 802.2).
/// </summary>
/// <param name="type">The link type.</param>
/// <param name="protocol">The offset of the protocol.</param>
/// <param name="payload">The offset of the payload.</param>
internal sealed class CookedLink(LinkType type, int protocol, int payload) : LinkLayer(type)
{
    private const uint Novell = 1;
    private const uint Llc8022 = 4;

    public override EncapsulationState Begin() =>
        new(this, default, PacketOffset.At(protocol), PacketOffset.At(payload)) { NetworkOffsetWithoutSnap = 3 };

    public override Fragment Protocol(Scope scope, uint protocol)
    {
        switch (protocol)
        {
            case LinkProtocol.LlcIp or LinkProtocol.Iso or LinkProtocol.NetBeui:
                return Is(scope, Llc8022).And(Snap.BothAre(scope, protocol));
            case LinkProtocol.LlcIpx:
                Fragment llc = Is(scope, Llc8022).And(Snap.DestinationIs(scope, protocol).Or(Snap.Header(scope, Snap.EtherTypes, LinkProtocol.Ipx)));
                return Is(scope, LinkProtocol.Ipx).Or(Is(scope, Novell)).Or(llc);
            case LinkProtocol.AppleTalk or LinkProtocol.AppleTalkArp:
                uint organisation = protocol == LinkProtocol.AppleTalk ? Snap.Apple : Snap.EtherTypes;
                return Is(scope, protocol).Or(Is(scope, Llc8022).And(Snap.Header(scope, organisation, protocol)));
            case <= LinkProtocol.LargestLength:
                return Is(scope, Llc8022).And(Snap.DestinationIs(scope, protocol));
            default:
                return Is(scope, protocol);
        }
    }

    /// <summary>The kind of packet is 4 for sent ones, and there are four kinds of received ones.</summary>
    public override Fragment Direction(Scope scope, bool isOutbound)
    {
        Fragment outgoing = Type == LinkType.LinuxSll
            ? scope.Equal(Anchor.LinkHeader, 0, MemorySize.HalfWord, OutgoingPacket)
            : scope.Equal(Anchor.LinkHeader, 10, MemorySize.Byte, OutgoingPacket);
        return isOutbound ? outgoing : outgoing.Not();
    }

    /// <summary>Version 2 has the interface at 4.</summary>
    public override Fragment InterfaceIndex(Scope scope, uint index) => Type == LinkType.LinuxSll2
        ? scope.Equal(Anchor.LinkHeader, 4, MemorySize.Word, index)
        : base.InterfaceIndex(scope, index);

    public override Fragment Llc(Scope scope) => Is(scope, Llc8022);

    private static Fragment Is(Scope scope, uint protocol) => scope.Equal(Anchor.LinkType, 0, MemorySize.HalfWord, protocol);
}
