// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Hornet.Bytecode;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>Tests of network addresses: <c>host</c>, <c>net</c>, <c>gateway</c>, DECnet's addresses, broadcast and multicast.</summary>
internal static class HostTests
{
    /// <summary><c>host</c>: one of several addresses.</summary>
    public static Fragment Host(Scope scope, HostTest test)
    {
        ImmutableArray<IPAddress> usable = [.. test.Addresses.Where(address => CanBe(test.Protocol, address))];
        if (usable.IsEmpty)
            throw NoAddress(scope, test.Protocol, "host");
        Fragment? result = null;
        foreach (IPAddress address in usable)
        {
            Fragment next = Network(scope, test.Protocol, test.Direction, address, null, "host");
            result = result is null ? next : result.Or(next);
        }

        return result!;
    }

    /// <summary><c>net</c>.</summary>
    public static Fragment Net(Scope scope, NetTest test) => CanBe(test.Protocol, test.Network)
        ? Network(scope, test.Protocol, test.Direction, test.Network, test.Mask, "net")
        : throw NoAddress(scope, test.Protocol, test.IsHost ? "host" : "net");

    /// <summary><c>gateway</c>: the link address of one machine, the network address of another.</summary>
    public static Fragment Gateway(Scope scope, GatewayTest test)
    {
        if (test.Protocol is not (FilterProtocol.Default or FilterProtocol.Ip or FilterProtocol.Arp or FilterProtocol.Rarp))
            throw scope.Error($"'{Keyword(test.Protocol)}' has no meaning for 'gateway'");
        if (!scope.Link.HasAddresses)
            throw scope.Error($"'gateway' needs link addresses, which {scope.Link.Describe()} does not have");
        Fragment link = scope.Link.Host(scope, FilterDirection.SourceOrDestination, test.LinkAddress.AsSpan());
        Fragment? network = null;
        foreach (IPAddress address in test.Addresses)
        {
            if (!CanBe(test.Protocol, address))
                continue;
            Fragment next = Network(scope, test.Protocol, FilterDirection.SourceOrDestination, address, null, "gateway");
            network = network is null ? next : network.Or(next);
        }

        return network is null ? link : link.And(network.Not());
    }

    /// <summary><c>broadcast</c>.</summary>
    public static Fragment Broadcast(Scope scope, FilterProtocol protocol)
    {
        if (protocol is FilterProtocol.Default or FilterProtocol.Link)
            return scope.Link.Broadcast(scope);
        if (protocol != FilterProtocol.Ip)
            throw scope.Error("only the link layer and 'ip' have broadcasts");
        if (scope.Options.Netmask is not { AddressFamily: AddressFamily.InterNetwork } netmask)
            throw scope.Error("'ip broadcast' needs the mask of the network, which is not known");

        uint hosts = ~Word(netmask, 0);
        Fragment ip = Protocols.Test(scope, LinkProtocol.IPv4);
        Fragment zeros = scope.Equal(Anchor.Network, 16, MemorySize.Word, 0, hosts);
        return ip.And(zeros.Or(scope.Equal(Anchor.Network, 16, MemorySize.Word, hosts, hosts)));
    }

    /// <summary><c>multicast</c>: of IPv4 224.0.0.0 and up, the reserved addresses and the broadcast included; of IPv6 ff00::/8.</summary>
    public static Fragment Multicast(Scope scope, FilterProtocol protocol)
    {
        switch (protocol)
        {
            case FilterProtocol.Default or FilterProtocol.Link:
                return scope.Link.Multicast(scope);
            case FilterProtocol.Ip:
                Fragment ip = Protocols.Test(scope, LinkProtocol.IPv4);
                return ip.And(scope.Compare(Anchor.Network, 16, MemorySize.Byte, Compiler.Ssa.Comparison.GreaterOrEqual, 224));
            case FilterProtocol.Ip6:
                Fragment ip6 = Protocols.Test(scope, LinkProtocol.IPv6);
                return ip6.And(scope.Equal(Anchor.Network, 24, MemorySize.Byte, 255));
            default:
                throw scope.Error("only the link layer, 'ip' and 'ip6' have multicast");
        }
    }

    /// <summary>
    /// <c>decnet host</c>: DECnet phase IV. The routing header is short or long, and a byte of padding may come before it; two bytes of length come
    /// before all. Addresses are little-endian, six bits of area and ten of node.
    /// </summary>
    public static Fragment Decnet(Scope scope, DecnetHostTest test) => Directions.Combine(scope, test.Direction, isSource =>
    {
        uint address = BinaryPrimitives.ReverseEndianness((ushort)(test.Area << 10 | test.Node));
        int shortHeader = isSource ? 3 : 1;
        int longHeader = isSource ? 15 : 7;
        Fragment protocol = Protocols.Test(scope, LinkProtocol.Decnet);
        Fragment forms = Form(scope, shortHeader, 0x02, isPadded: false, address)
            .Or(Form(scope, shortHeader, 0x02, isPadded: true, address))
            .Or(Form(scope, longHeader, 0x06, isPadded: false, address))
            .Or(Form(scope, longHeader, 0x06, isPadded: true, address));
        return protocol.And(forms);
    });

    private static Fragment Form(Scope scope, int offset, uint flags, bool isPadded, uint address)
    {
        Fragment form = isPadded
            ? scope.Equal(Anchor.Network, 2, MemorySize.HalfWord, 0x8100 | flags, 0xff07)
            : scope.Equal(Anchor.Network, 2, MemorySize.Byte, flags, 0x07);
        return form.And(scope.Equal(Anchor.Network, (isPadded ? 3 : 2) + offset, MemorySize.HalfWord, address));
    }

    private static Fragment Network(Scope scope, FilterProtocol protocol, FilterDirection direction, IPAddress address, IPAddress? mask, string what)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && protocol is FilterProtocol.Default or FilterProtocol.Ip6)
            return IPv6(scope, direction, address, mask);
        switch (protocol)
        {
            case FilterProtocol.Default:
                Fragment ip = IPv4(scope, LinkProtocol.IPv4, direction, address, mask);
                if (scope.State.LabelDepth > 0)
                    return ip;
                Fragment arp = IPv4(scope, LinkProtocol.Arp, direction, address, mask);
                return ip.Or(arp).Or(IPv4(scope, LinkProtocol.ReverseArp, direction, address, mask));
            case FilterProtocol.Ip:
                return IPv4(scope, LinkProtocol.IPv4, direction, address, mask);
            case FilterProtocol.Arp:
                return IPv4(scope, LinkProtocol.Arp, direction, address, mask);
            case FilterProtocol.Rarp:
                return IPv4(scope, LinkProtocol.ReverseArp, direction, address, mask);
            default:
                throw scope.Error($"'{Keyword(protocol)}' has no meaning for '{what}'");
        }
    }

    // The addresses stand at 12 and 16 in IPv4 (RFC 791), at 14 and 24 in ARP for IPv4 over a link with addresses of six bytes (RFC 826).
    private static Fragment IPv4(Scope scope, uint protocol, FilterDirection direction, IPAddress address, IPAddress? mask) =>
        Directions.Combine(scope, direction, isSource =>
        {
            bool isIp = protocol == LinkProtocol.IPv4;
            int offset = isSource ? (isIp ? 12 : 14) : (isIp ? 16 : 24);
            Fragment carried = Protocols.Test(scope, protocol);
            return carried.And(scope.Equal(Anchor.Network, offset, MemorySize.Word, Word(address, 0), mask is null ? uint.MaxValue : Word(mask, 0)));
        });

    // RFC 8200: source at 8, destination at 24.
    private static Fragment IPv6(Scope scope, FilterDirection direction, IPAddress address, IPAddress? mask) =>
        Directions.Combine(scope, direction, isSource =>
        {
            int offset = isSource ? 8 : 24;
            Fragment? words = null;
            for (int word = 0; word < 4; word++)
            {
                uint bits = mask is null ? uint.MaxValue : Word(mask, word);
                Fragment next = scope.Equal(Anchor.Network, offset + 4 * word, MemorySize.Word, Word(address, word), bits);
                words = words is null ? next : words.And(next);
            }

            return Protocols.Test(scope, LinkProtocol.IPv6).And(words!);
        });

    private static bool CanBe(FilterProtocol protocol, IPAddress address) => protocol switch
    {
        FilterProtocol.Ip6 => address.AddressFamily == AddressFamily.InterNetworkV6,
        FilterProtocol.Default => true,
        _ => address.AddressFamily == AddressFamily.InterNetwork,
    };

    private static PacketFilterException NoAddress(Scope scope, FilterProtocol protocol, string what) => scope.Error(
        protocol is FilterProtocol.Ip or FilterProtocol.Ip6 or FilterProtocol.Arp or FilterProtocol.Rarp
            ? $"'{Keyword(protocol)} {what}' needs an address of {(protocol == FilterProtocol.Ip6 ? "IPv6" : "IPv4")}"
            : $"'{Keyword(protocol)}' has no meaning for '{what}'");

    private static string Keyword(FilterProtocol protocol) => FilterPrinter.Keyword(protocol);

    private static uint Word(IPAddress address, int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * index)..]);
    }
}
