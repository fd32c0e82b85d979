// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>
/// Link types with a magic number at the start, which is all that is looked at for a protocol: Juniper's (the direction is the lowest bit behind the
/// magic number) and BACnet MS/TP. Where the network header is, is known for some.
/// </summary>
/// <param name="type">The link type.</param>
/// <param name="magic">The number.</param>
/// <param name="mask">Its bits in the first four bytes.</param>
/// <param name="payload">The offset of the network header, or null.</param>
internal sealed class MagicLink(LinkType type, uint magic, uint mask, int? payload) : LinkLayer(type)
{
    private const uint JuniperMagic = 0x4d474300;
    private const uint BacnetPreamble = 0x55ff0000;

    public override bool HasPayload => payload is not null;

    /// <summary>A link type of Juniper's.</summary>
    public static MagicLink Juniper(LinkType type, int? payload = null) => new(type, JuniperMagic, 0xffffff00, payload);

    /// <summary>BACnet MS/TP.</summary>
    public static MagicLink Bacnet() => new(LinkType.BacnetMsTp, BacnetPreamble, 0xffff0000, null);

    public override EncapsulationState Begin() => new(this, default, null, PacketOffset.At(payload ?? 0))
    {
        NetworkOffsetWithoutSnap = Type is LinkType.JuniperAtm1 or LinkType.JuniperAtm2 ? 10 : 0,
    };

    public override Fragment Protocol(Scope scope, uint protocol) => scope.Equal(Anchor.LinkHeader, 0, MemorySize.Word, magic, mask);

    public override Fragment Direction(Scope scope, bool isOutbound) => magic == JuniperMagic
        ? scope.Equal(Anchor.LinkHeader, 3, MemorySize.Byte, isOutbound ? 0u : 1u, mask: 1)
        : base.Direction(scope, isOutbound);
}
