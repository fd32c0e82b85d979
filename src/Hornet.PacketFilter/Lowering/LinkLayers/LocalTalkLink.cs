// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>LocalTalk, which carries AppleTalk and nothing else.</summary>
internal sealed class LocalTalkLink() : LinkLayer(LinkType.LocalTalk)
{
    public override EncapsulationState Begin() => new(this, default, null, default);

    public override Fragment Protocol(Scope scope, uint protocol) => protocol == LinkProtocol.AppleTalk ? scope.Always() : scope.Never();
}
