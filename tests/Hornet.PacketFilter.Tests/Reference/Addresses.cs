// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>Addresses of the network layer and of the link layer.</summary>
internal static class Addresses
{
    /// <summary>A network of either family; a host is one with a full mask.</summary>
    public static Condition Net(Layer layer, FilterProtocol protocol, FilterDirection direction, IPAddress network, IPAddress mask)
    {
        if (network.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return protocol is FilterProtocol.Default or FilterProtocol.Ip6
                ? Directed(direction, isSource => IPv6(layer, isSource ? 8 : 24, network, mask))
                : throw new UnsupportedTestException($"{protocol} has no such address");
        }

        Condition Carried(uint carrier, int source, int destination) =>
            Directed(direction, isSource => LinkLayer.Encloses(layer, carrier) & Masked(layer.NetworkHeader + (isSource ? source : destination), Number(network), Number(mask)));
        return protocol switch
        {
            FilterProtocol.Default when layer.Labels > 0 => Carried(LinkLayer.IPv4, 12, 16),
            FilterProtocol.Default => Carried(LinkLayer.IPv4, 12, 16) | Carried(LinkLayer.Arp, 14, 24) | Carried(LinkLayer.ReverseArp, 14, 24),
            FilterProtocol.Ip => Carried(LinkLayer.IPv4, 12, 16),
            FilterProtocol.Arp => Carried(LinkLayer.Arp, 14, 24),
            FilterProtocol.Rarp => Carried(LinkLayer.ReverseArp, 14, 24),
            _ => throw new UnsupportedTestException($"{protocol} has no such address"),
        };
    }

    /// <summary>Any of a host's addresses.</summary>
    public static Condition Host(Layer layer, HostTest test)
    {
        // A name may stand for addresses of both families; those its protocol has are looked for.
        IEnumerable<IPAddress> addresses = test.Addresses;
        if (test.Addresses.Length > 1)
        {
            addresses = addresses.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6
                ? test.Protocol is FilterProtocol.Default or FilterProtocol.Ip6
                : test.Protocol != FilterProtocol.Ip6);
        }

        return Condition.Any(addresses.Select(address => Net(
            layer, test.Protocol, test.Direction, address, address.AddressFamily == AddressFamily.InterNetworkV6 ? FullMask6 : IPAddress.Broadcast)));
    }

    /// <summary>An address of the link layer.</summary>
    public static Condition LinkHost(Layer layer, FilterDirection direction, byte[] address)
    {
        if (IsWireless(layer.Link))
            return Wireless.Host(layer, direction, address);
        if (layer.Link is LinkType.ArcnetBsd or LinkType.ArcnetLinux && address.Length == 1)
            return Directed(direction, isSource => Reads.Byte(layer.LinkHeader + (isSource ? 0 : 1), address[0]));
        (int source, int destination) = layer.Link switch
        {
            LinkType.Ethernet or LinkType.Netanalyzer or LinkType.NetanalyzerTransparent => (6, 0),
            LinkType.Fddi => (7, 1),
            LinkType.TokenRing => (8, 2),
            LinkType.IPOverFibreChannel => (10, 2),
            _ => throw new UnsupportedTestException($"{layer.Link} has no such addresses"),
        };
        return HasAddresses(layer) & Directed(direction, isSource => Reads.Bytes(layer.LinkHeader + (isSource ? source : destination), address));
    }

    public static Condition Broadcast(Layer layer, FilterProtocol protocol, IPAddress? netmask)
    {
        if (protocol == FilterProtocol.Ip)
        {
            uint hosts = ~(netmask is null ? 0 : Number(netmask));
            Place destination = layer.NetworkHeader + 16;
            return LinkLayer.Encloses(layer, LinkLayer.IPv4) & (Reads.Word(destination, hosts, 0) | Reads.Word(destination, hosts, hosts));
        }

        if (layer.Link is LinkType.ArcnetBsd or LinkType.ArcnetLinux)
            return Reads.Byte(layer.LinkHeader + 1, 0);
        return LinkHost(layer, FilterDirection.Destination, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    }

    public static Condition Multicast(Layer layer, FilterProtocol protocol)
    {
        if (protocol == FilterProtocol.Ip)
            return LinkLayer.Encloses(layer, LinkLayer.IPv4) & Reads.Byte(layer.NetworkHeader + 16, first => first >= 224);
        if (protocol == FilterProtocol.Ip6)
            return LinkLayer.Encloses(layer, LinkLayer.IPv6) & Reads.Byte(layer.NetworkHeader + 24, 255);
        if (IsWireless(layer.Link))
            return Wireless.Multicast(layer);
        return layer.Link switch
        {
            LinkType.ArcnetBsd or LinkType.ArcnetLinux => Reads.Byte(layer.LinkHeader + 1, 0),
            LinkType.Ethernet or LinkType.Netanalyzer or LinkType.NetanalyzerTransparent => HasAddresses(layer) & Reads.Byte(layer.LinkHeader, 1, 1),
            LinkType.Fddi => Reads.Byte(layer.LinkHeader + 1, 1, 1),
            LinkType.TokenRing or LinkType.IPOverFibreChannel => Reads.Byte(layer.LinkHeader + 2, 1, 1),
            _ => throw new UnsupportedTestException($"{layer.Link} has no groups"),
        };
    }

    /// <summary>A node of DECnet: in a short or a long header, each with or without padding before it.</summary>
    public static Condition Decnet(Layer layer, DecnetHostTest test)
    {
        uint address = BinaryPrimitives.ReverseEndianness((ushort)((test.Area << 10) | test.Node));
        return Directed(test.Direction, isSource =>
        {
            Place header = layer.NetworkHeader;
            Condition At(int offset) => Reads.Half(header + offset, address);
            Condition isShort = Reads.Byte(header + 2, 7, 2);
            Condition isPaddedShort = Reads.Half(header + 2, 0xff07, 0x8102);
            Condition isLong = Reads.Byte(header + 2, 7, 6);
            Condition isPaddedLong = Reads.Half(header + 2, 0xff07, 0x8106);
            return LinkLayer.Encloses(layer, LinkLayer.Decnet)
                & ((isShort & At(isSource ? 5 : 3)) | (isPaddedShort & At(isSource ? 6 : 4)) | (isLong & At(isSource ? 17 : 9)) | (isPaddedLong & At(isSource ? 18 : 10)));
        });
    }

    /// <summary>What a direction means: source, destination, either or both, the source tested first.</summary>
    public static Condition Directed(FilterDirection direction, Func<bool, Condition> test) => direction switch
    {
        FilterDirection.Source => test(true),
        FilterDirection.Destination => test(false),
        FilterDirection.SourceAndDestination => test(true) & test(false),
        FilterDirection.Default or FilterDirection.SourceOrDestination => test(true) | test(false),
        _ => throw new UnsupportedTestException($"{direction} is for wireless frames"),
    };

    public static bool IsWireless(LinkType link) => link
        is LinkType.Ieee80211 or LinkType.Ieee80211Prism or LinkType.Ieee80211Radiotap or LinkType.Ieee80211Avs or LinkType.Ppi;

    private static IPAddress FullMask6 { get; } = new([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]);

    private static Condition HasAddresses(Layer layer)
    {
        if (layer.IsGeneve)
            return layer.HasLinkHeader ? Condition.Always : Condition.Never;
        return LinkLayer.IsData(layer);
    }

    private static Condition IPv6(Layer layer, int offset, IPAddress network, IPAddress mask)
    {
        byte[] expected = network.GetAddressBytes();
        byte[] bits = mask.GetAddressBytes();
        return LinkLayer.Encloses(layer, LinkLayer.IPv6) & Condition.All(Enumerable.Range(0, 4).Select(word => Masked(
            layer.NetworkHeader + offset + (word * 4), BinaryPrimitives.ReadUInt32BigEndian(expected.AsSpan(word * 4)), BinaryPrimitives.ReadUInt32BigEndian(bits.AsSpan(word * 4)))));
    }

    private static Condition Masked(Place place, uint value, uint mask) => Reads.Word(place, mask, value);

    private static uint Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
