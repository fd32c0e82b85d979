// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>A header with an EtherType at a fixed place, of which nothing else is known.</summary>
/// <param name="type">The link type.</param>
/// <param name="field">The offset of the EtherType.</param>
/// <param name="payload">The offset of the payload.</param>
internal sealed class TypedLink(LinkType type, int field, int payload) : LinkLayer(type)
{
    public override EncapsulationState Begin() => new(this, default, PacketOffset.At(field), PacketOffset.At(payload));

    public override Fragment Protocol(Scope scope, uint protocol) => scope.Equal(Anchor.LinkType, 0, MemorySize.HalfWord, protocol);
}
