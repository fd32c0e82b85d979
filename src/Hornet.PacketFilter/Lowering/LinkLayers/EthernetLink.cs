// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>
/// Ethernet, also behind the pseudo-headers of netANALYZER and as what ATM's LAN emulation and tunnels carry: destination, source, and a type, or a
/// length and an 802.2 header (IEEE 802.3).
/// </summary>
/// <param name="type">The link type.</param>
/// <param name="header">The bytes before the Ethernet header.</param>
internal sealed class EthernetLink(LinkType type, int header = 0) : LinkLayer(type)
{
    public override bool CarriesVlan => true;

    public override uint? MplsProtocol => LinkProtocol.Mpls;

    public override bool HasAddresses => true;

    public override EncapsulationState Begin() => At(PacketOffset.At(header));

    /// <summary>The state with the header at a place of the packet.</summary>
    public EncapsulationState At(PacketOffset place) => new(this, place, place + 12, place + 14) { NetworkOffsetWithoutSnap = 3 };

    public override Fragment Protocol(Scope scope, uint protocol)
    {
        Fragment test = TypeOrLlc(scope, protocol);
        return !scope.State.IsInGeneve && scope.State.Carrier is not null ? CheckCarried(scope)!.And(test) : test;
    }

    private static Fragment TypeOrLlc(Scope scope, uint protocol)
    {
        switch (protocol)
        {
            case LinkProtocol.Iso or LinkProtocol.LlcIp or LinkProtocol.NetBeui:
                return IsLength(scope).And(Snap.BothAre(scope, protocol));
            case LinkProtocol.LlcIpx:
                // Novell's four encapsulations: Ethernet II; 802.2; 802.3 without 802.2, where the IPX header begins with ffff; and SNAP.
                Fragment ethernet = TypeIs(scope, LinkProtocol.Ipx);
                Fragment length = IsLength(scope);
                Fragment snap = Snap.Header(scope, Snap.EtherTypes, LinkProtocol.Ipx);
                Fragment llc = Snap.DestinationIs(scope, protocol);
                Fragment raw = scope.Equal(Anchor.LinkPayload, 0, MemorySize.HalfWord, 0xffff);
                return ethernet.Or(length.And(snap.Or(llc.Or(raw))));
            case LinkProtocol.AppleTalk or LinkProtocol.AppleTalkArp:
                uint organisation = protocol == LinkProtocol.AppleTalk ? Snap.Apple : Snap.EtherTypes;
                return TypeIs(scope, protocol).Or(IsLength(scope).And(Snap.Header(scope, organisation, protocol)));
            case <= LinkProtocol.LargestLength:
                return IsLength(scope).And(Snap.DestinationIs(scope, protocol));
            default:
                return TypeIs(scope, protocol);
        }
    }

    private static Fragment TypeIs(Scope scope, uint protocol) => scope.Equal(Anchor.LinkType, 0, MemorySize.HalfWord, protocol);

    private static Fragment IsLength(Scope scope) =>
        scope.Compare(Anchor.LinkType, 0, MemorySize.HalfWord, Comparison.LessOrEqual, LinkProtocol.LargestLength);

    public override Fragment Host(Scope scope, FilterDirection direction, ReadOnlySpan<byte> address) =>
        Carried(scope, Addresses.SourceAndDestination(scope, direction, address, source: 6, destination: 0));

    public override Fragment Broadcast(Scope scope) => Carried(scope, scope.Bytes(Anchor.LinkHeader, 0, Addresses.ToAll));

    public override Fragment Multicast(Scope scope) => Carried(scope, Addresses.IsGroup(scope, 0));

    public override Fragment Llc(Scope scope) =>
        IsLength(scope).And(scope.Compare(Anchor.LinkPayload, 0, MemorySize.HalfWord, Comparison.NotEqual, 0xffff));

    /// <summary>
    /// Inside a tunnel a frame may be without a link header: the place of the header is then that of its payload. Of LAN emulation, frames that begin
    /// with ff00 are control frames (ATM Forum, LAN Emulation over ATM 1.0).
    /// </summary>
    public override Fragment? CheckCarried(Scope scope)
    {
        EncapsulationState state = scope.State;
        if (state.IsInGeneve && state.LinkHeader.Variable is not null)
        {
            Block block = scope.NewBlock();
            Value payload = scope.Variable(block, state.LinkPayload)!;
            Value header = scope.Variable(block, state.LinkHeader)!;
            return scope.Branch(block, Comparison.NotEqual, header, payload);
        }

        return state.Carrier is null
            ? null
            : scope.Compare(Anchor.CarrierHeader, SunAtmLink.PacketBegin, MemorySize.HalfWord, Comparison.NotEqual, 0xff00);
    }

    private Fragment Carried(Scope scope, Fragment test) => CheckCarried(scope) is { } check ? check.And(test) : test;
}
