// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>A link type whose packets say nothing of protocols that filters know: only lengths and bytes from the start can be tested.</summary>
/// <param name="type">The link type.</param>
internal sealed class OpaqueLink(LinkType type) : LinkLayer(type)
{
    public override bool HasPayload => false;

    public override EncapsulationState Begin() => new(this, default, null, default);

    public override Fragment Protocol(Scope scope, uint protocol) =>
        throw scope.Error($"{Describe()} does not say which protocols its packets carry: only lengths and bytes can be tested");
}
