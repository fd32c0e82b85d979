// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>Tests of 802.2 headers: the service access points, and the SNAP header behind them (RFC 1042).</summary>
internal static class Snap
{
    /// <summary>The organisation of EtherTypes.</summary>
    public const uint EtherTypes = 0;

    /// <summary>Apple.</summary>
    public const uint Apple = 0x080007;

    /// <summary>Whether there is a SNAP header with an organisation and a protocol of it.</summary>
    public static Fragment Header(Scope scope, uint organisation, uint protocol) => scope.Bytes(Anchor.LinkPayload, 0,
        [0xaa, 0xaa, 0x03, (byte)(organisation >> 16), (byte)(organisation >> 8), (byte)organisation, (byte)(protocol >> 8), (byte)protocol]);

    /// <summary>Whether destination and source are both a service access point.</summary>
    public static Fragment BothAre(Scope scope, uint point) => scope.Equal(Anchor.LinkPayload, 0, MemorySize.HalfWord, point << 8 | point);

    /// <summary>Whether the destination is a service access point.</summary>
    public static Fragment DestinationIs(Scope scope, uint point) => scope.Equal(Anchor.LinkPayload, 0, MemorySize.Byte, point);

    /// <summary>Whether the protocol behind a header that is 802.2 for sure is this one; the type of SNAP is compared without what leads to it.</summary>
    public static Fragment Protocol(Scope scope, uint protocol) => protocol switch
    {
        LinkProtocol.LlcIp or LinkProtocol.Iso or LinkProtocol.NetBeui => BothAre(scope, protocol),
        LinkProtocol.AppleTalk => Header(scope, Apple, protocol),
        <= LinkProtocol.LargestLength => DestinationIs(scope, protocol),
        _ => scope.Equal(Anchor.LinkPayload, 6, MemorySize.HalfWord, protocol),
    };
}
