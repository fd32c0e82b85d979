// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>What tests of the link layer mean on a link type, and where its headers are. One class for each family of link types.</summary>
/// <param name="type">The link type.</param>
internal abstract class LinkLayer(LinkType type)
{
    /// <summary>The kernel's <c>PACKET_OUTGOING</c>.</summary>
    protected const uint OutgoingPacket = 4;

    /// <summary>The link type.</summary>
    public LinkType Type { get; } = type;

    /// <summary>Whether <c>vlan</c> has a meaning: the payload begins with an EtherType that may be that of a tag.</summary>
    public virtual bool CarriesVlan => false;

    /// <summary>The number in the type field that announces MPLS labels; null where it cannot.</summary>
    public virtual uint? MplsProtocol => null;

    /// <summary>Whether it has the 48-bit addresses that <c>ether host</c> and the like compare.</summary>
    public virtual bool HasAddresses => false;

    /// <summary>Whether it is known where the payload begins.</summary>
    public virtual bool HasPayload => true;

    /// <summary>Whether packets begin with a header of the radio, which <c>radio[…]</c> reads.</summary>
    public virtual bool HasRadioHeader => false;

    /// <summary>How messages call it.</summary>
    public string Describe() => Type.Description() ?? Type.Name();

    /// <summary>The state at the start of an expression.</summary>
    public abstract EncapsulationState Begin();

    /// <summary>Whether the payload is of a protocol: an EtherType, or up to 0xff the service access point of an 802.2 header.</summary>
    public abstract Fragment Protocol(Scope scope, uint protocol);

    /// <summary>Whether an address of the link header is this one.</summary>
    public virtual Fragment Host(Scope scope, FilterDirection direction, ReadOnlySpan<byte> address) =>
        throw scope.Error($"{Describe()} has no Ethernet addresses");

    /// <summary>Whether the packet goes to all.</summary>
    public virtual Fragment Broadcast(Scope scope) => throw scope.Error($"{Describe()} is not a broadcast link");

    /// <summary>Whether the packet goes to a group.</summary>
    public virtual Fragment Multicast(Scope scope) => throw scope.Error($"{Describe()} has no link-layer multicast");

    /// <summary>Whether the packet was sent by the machine that captured it, or to it.</summary>
    public virtual Fragment Direction(Scope scope, bool isOutbound)
    {
        string word = isOutbound ? "outbound" : "inbound";
        if (!HasMetadata(scope))
            throw scope.Error($"'{word}' has no meaning for a file of packets of {Describe()}: the direction is not in the packet");
        Fragment outgoing = scope.Metadata(ClassicExtension.PacketType, OutgoingPacket);
        return isOutbound ? outgoing : outgoing.Not();
    }

    /// <summary>Whether the packet came through an interface.</summary>
    public virtual Fragment InterfaceIndex(Scope scope, uint index) => HasMetadata(scope)
        ? scope.Metadata(ClassicExtension.InterfaceIndex, index)
        : throw scope.Error($"'ifindex' has no meaning for a file of packets of {Describe()}: the interface is not in the packet");

    /// <summary>Whether there is an 802.2 header.</summary>
    public virtual Fragment Llc(Scope scope) => throw scope.Error($"'llc' is not supported on {Describe()}");

    /// <summary>Whether an OSI packet is of a protocol: its first byte, behind an 802.2 header without SNAP (ISO/IEC TR 9577).</summary>
    public virtual Fragment IsoProtocol(Scope scope, uint protocol) =>
        Protocols.Test(scope, LinkProtocol.Iso).And(scope.Equal(Anchor.NetworkWithoutSnap, 0, Bytecode.MemorySize.Byte, protocol));

    /// <summary>What must hold of the link layer that carries this one before its header is looked at; null when nothing must.</summary>
    public virtual Fragment? CheckCarried(Scope scope) => null;

    /// <summary>What comes before all tests: computes the variable offsets that tests have asked for; where it fails, the packet is not for the filter.</summary>
    public virtual Fragment? Prepare(Scope scope) => null;

    private static bool HasMetadata(Scope scope) => scope.Options.IsLive || scope.Options.UsesMetadata;
}
