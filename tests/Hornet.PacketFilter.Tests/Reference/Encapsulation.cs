// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>What encloses other packets: a test for it, and the layer inside.</summary>
internal static class Encapsulation
{
    private const uint GenevePort = 6081;
    private const uint EthernetInGeneve = 0x6558;

    public static (Condition Test, Layer Inside) Vlan(Layer layer, VlanTest test)
    {
        if (layer.Labels > 0 || !(Addresses.IsWireless(layer.Link) && layer.Link != LinkType.Ppi || layer.Link is LinkType.Ethernet or LinkType.Netanalyzer or LinkType.NetanalyzerTransparent))
            throw new UnsupportedTestException($"no VLAN tags here on {layer.Link}");
        Condition isTagged = LinkLayer.Encloses(layer, 0x8100) | LinkLayer.Encloses(layer, 0x88a8) | LinkLayer.Encloses(layer, 0x9100);
        if (test.Id is { } id)
            isTagged &= Reads.Half(layer.NetworkHeader, 0xfff, id);
        return (isTagged, layer with { Payload = layer.Payload + 4, Type = layer.Type + 4 });
    }

    public static (Condition Test, Layer Inside) Mpls(Layer layer, MplsTest test)
    {
        Condition isLabelled = layer.Labels > 0
            ? Reads.Byte(layer.NetworkHeader + -2, 1, 0)
            : layer.Link switch
            {
                LinkType.Ethernet or LinkType.Netanalyzer or LinkType.NetanalyzerTransparent or LinkType.CiscoHdlc => LinkLayer.Encloses(layer, 0x8847),
                LinkType.Ppp => LinkLayer.Encloses(layer, 0x281),
                _ => throw new UnsupportedTestException($"no MPLS labels on {layer.Link}"),
            };
        if (test.Label is { } label)
            isLabelled &= Reads.Word(layer.NetworkHeader, 0xfffff000, label << 12);
        return (isLabelled, layer with { Network = layer.Network + 4, NetworkWithoutSnap = layer.NetworkWithoutSnap + 4, Labels = layer.Labels + 1 });
    }

    public static (Condition Test, Layer Inside) PppoeSession(Layer layer, PppoeSessionTest test)
    {
        Condition isSession = LinkLayer.Encloses(layer, 0x8864);
        if (test.Session is { } session)
            isSession &= Reads.Word(layer.NetworkHeader, 0xffff, session);
        Place inside = layer.NetworkHeader + 6;
        return (isSession, new Layer { Link = LinkType.Ppp, LinkHeader = inside, Type = inside, Payload = inside + 2, HasLinkHeader = true });
    }

    /// <summary>Geneve (RFC 8926) of version 0 in UDP over IPv4 or IPv6.</summary>
    public static Condition Geneve(Layer layer, GeneveTest test)
    {
        Condition OfIPv4(int offset, int size, Func<uint, bool> holds) => new ComputedCondition(
            packet => holds(packet.Read(InternetHeader.Transport(packet, layer.NetworkHeader) + (uint)offset, size)), layer.NetworkHeader);
        Condition OfIPv6(int offset, int size, Func<uint, bool> holds) => new ReadCondition(layer.NetworkHeader + (40 + offset), size, holds);
        Condition Rest(Func<int, int, Func<uint, bool>, Condition> at)
        {
            Condition isVersion0 = at(8, 1, flags => (flags & 0xc0) == 0);
            return test.NetworkIdentifier is { } identifier ? isVersion0 & at(12, 4, word => (word & 0xffffff00) == identifier << 8) : isVersion0;
        }

        return (Ports.OverIPv4(layer, [17], FilterDirection.Destination, port => port == GenevePort) & Rest(OfIPv4))
            | (Ports.OverIPv6(layer, [17], FilterDirection.Destination, port => port == GenevePort) & Rest(OfIPv6));
    }

    /// <summary>The layer inside of a Geneve packet that matched.</summary>
    public static Layer InsideGeneve(Layer layer, ReferencePacket packet)
    {
        bool isIPv4 = LinkLayer.Encloses(layer, LinkLayer.IPv4).Holds(packet);
        uint header = 8 + (isIPv4 ? InternetHeader.Transport(packet, layer.NetworkHeader) : packet.Resolve(layer.NetworkHeader + 40));
        uint payload = unchecked(header + 8 + ((packet.Read(header, 1) & 0x3f) * 4));
        bool isEthernet = packet.Read(header + 2, 2) == EthernetInGeneve;
        return InsideGeneve(payload, isEthernet, isEthernet ? payload + 12 : header + 2);
    }

    /// <summary>Some layer inside of Geneve, to ask which tests have a meaning there.</summary>
    public static Layer SomewhereInGeneve { get; } = InsideGeneve(0, isEthernet: true, 0);

    /// <summary>The Ethernet frame inside of LAN emulation.</summary>
    public static Layer InsideLane(Layer layer)
    {
        Place frame = layer.Payload + 2;
        return new Layer
        {
            Link = LinkType.Ethernet, LinkHeader = frame, Type = frame + 12, Payload = frame + 14, NetworkWithoutSnap = 3, HasLinkHeader = true, IsLaneFrame = true,
        };
    }

    private static Layer InsideGeneve(uint payload, bool isEthernet, uint type) => new()
    {
        Link = LinkType.Ethernet,
        LinkHeader = new Place(PlaceBase.Packet, payload),
        Type = new Place(PlaceBase.Packet, type),
        Payload = new Place(PlaceBase.Packet, isEthernet ? unchecked(payload + 14) : payload),
        NetworkWithoutSnap = 3,
        HasLinkHeader = isEthernet,
        IsGeneve = true,
    };
}
