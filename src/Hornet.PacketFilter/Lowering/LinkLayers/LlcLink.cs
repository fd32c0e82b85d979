// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>
/// Link types whose payload always begins with an 802.2 header: FDDI, token ring (without source routing), IP over Fibre Channel (RFC 2625), and IP over
/// ATM (RFC 1483).
/// </summary>
/// <param name="type">The link type.</param>
/// <param name="payload">The offset of the 802.2 header.</param>
/// <param name="destination">The offset of the destination, before the source; negative where there are no addresses.</param>
internal sealed class LlcLink(LinkType type, int payload, int destination) : LinkLayer(type)
{
    private const int AddressLength = 6;
    private const int FibreChannelAddress = 8;

    public override bool HasAddresses => destination >= 0;

    public override EncapsulationState Begin() =>
        new(this, default, PacketOffset.At(payload), PacketOffset.At(payload)) { NetworkOffset = 8, NetworkOffsetWithoutSnap = 3 };

    public override Fragment Protocol(Scope scope, uint protocol) => Snap.Protocol(scope, protocol);

    public override Fragment Llc(Scope scope) => scope.Always();

    public override Fragment Host(Scope scope, FilterDirection direction, ReadOnlySpan<byte> address)
    {
        if (!HasAddresses)
            return base.Host(scope, direction, address);
        int source = destination + (Type == LinkType.IPOverFibreChannel ? FibreChannelAddress : AddressLength);
        return Addresses.SourceAndDestination(scope, direction, address, source, destination);
    }

    public override Fragment Broadcast(Scope scope) => HasAddresses ? scope.Bytes(Anchor.LinkHeader, destination, Addresses.ToAll) : base.Broadcast(scope);

    public override Fragment Multicast(Scope scope) => HasAddresses ? Addresses.IsGroup(scope, destination) : base.Multicast(scope);
}
