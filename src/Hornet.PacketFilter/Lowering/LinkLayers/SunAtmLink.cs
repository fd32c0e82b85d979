// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>
/// ATM as SunATM's driver gives it: direction and kind of traffic in the first byte, VPI, VCI, then the packet. Traffic is LAN emulation (Ethernet
/// behind two bytes; what <c>lane</c> passes), 802.2, signalling or something else.
/// </summary>
internal sealed class SunAtmLink() : LinkLayer(LinkType.Sunatm)
{
    /// <summary>The offset of the VPI, a byte.</summary>
    public const int VirtualPath = 1;

    /// <summary>The offset of the VCI, two bytes.</summary>
    public const int VirtualChannel = 2;

    /// <summary>The offset of the packet.</summary>
    public const int PacketBegin = 4;

    /// <summary>The kind of LAN emulation.</summary>
    public const uint Lane = 1;

    /// <summary>The kind of 802.2.</summary>
    public const uint Encapsulated = 2;

    private static readonly EthernetLink Emulated = new(LinkType.Ethernet);

    public override EncapsulationState Begin() =>
        new(this, default, PacketOffset.At(PacketBegin), PacketOffset.At(PacketBegin)) { NetworkOffset = 8, NetworkOffsetWithoutSnap = 3 };

    /// <summary>The state behind <c>lane</c>.</summary>
    public EncapsulationState EnterLane() =>
        Emulated.At(PacketOffset.At(PacketBegin + 2)) with { Carrier = this };

    public override Fragment Protocol(Scope scope, uint protocol) => Traffic(scope, Anchor.LinkHeader, Encapsulated).And(Snap.Protocol(scope, protocol));

    public override Fragment Llc(Scope scope) => Traffic(scope, Anchor.LinkHeader, Encapsulated);

    /// <summary>Whether the traffic is of a kind.</summary>
    public static Fragment Traffic(Scope scope, Anchor header, uint kind) => scope.Equal(header, 0, MemorySize.Byte, kind, mask: 0x0f);
}
