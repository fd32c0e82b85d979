// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>MTP2 of SS7, perhaps behind a pseudo-header of four bytes.</summary>
/// <param name="type">The link type.</param>
/// <param name="header">The length of the pseudo-header.</param>
internal sealed class SignallingLink(LinkType type, int header) : LinkLayer(type)
{
    public override bool HasPayload => false;

    // A read of the link layer counts from the start of the packet; only the tests of SS7 count from behind the pseudo-header.
    public override EncapsulationState Begin() => new(this, default, null, default) { CarrierHeader = PacketOffset.At(header) };

    public override Fragment Protocol(Scope scope, uint protocol) => throw scope.Error($"{Describe()} carries no protocols that filters know");
}
