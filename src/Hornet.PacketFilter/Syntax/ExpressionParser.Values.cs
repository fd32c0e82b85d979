// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>Values after qualifiers: addresses and numbers. Names are in <c>ExpressionParser.Names.cs</c>.</summary>
internal sealed partial class ExpressionParser
{
    private static string ValueExpectation(Qualifiers qualifiers) => qualifiers.Kind switch
    {
        ValueKind.Net => "a network after `net`",
        ValueKind.Port => "a port after `port`",
        ValueKind.PortRange => "a range of ports after `portrange`",
        ValueKind.Gateway => "the name of a host after `gateway`",
        ValueKind.Protocol => "a protocol after `proto`",
        ValueKind.ProtocolChain => "a protocol after `protochain`",
        _ when qualifiers.Protocol == FilterProtocol.Link => $"a link address after `{qualifiers.Span.Text}`",
        _ => $"an address or the name of a host after `{qualifiers.Span.Text}`",
    };

    /// <summary>A value that is no number alone.</summary>
    private FilterNode ParseValue(Qualifiers qualifiers)
    {
        FilterToken token = _token;
        Advance();
        return token.Kind switch
        {
            FilterTokenKind.DottedNumber => ParseDotted(token, qualifiers),
            FilterTokenKind.Ipv6Address => ParseIpv6(token, qualifiers),
            FilterTokenKind.LinkAddress => LinkAddressTest(token, qualifiers, [.. LinkAddressBytes(token.Text)]),
            FilterTokenKind.ArcnetAddress => LinkAddressTest(token, qualifiers, [byte.Parse(token.Text.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)]),
            _ => NameValue(token, qualifiers),
        };
    }

    private static LinkHostTest LinkAddressTest(FilterToken token, Qualifiers qualifiers, ImmutableArray<byte> address)
    {
        if (qualifiers.Protocol != FilterProtocol.Link || !qualifiers.IsHost)
            throw Error($"the link address {token.Description} is expected only after `ether` (or another name of the link layer) and `host`, `src` or `dst`", token.Span);
        return new LinkHostTest(token.Span, qualifiers.Protocol, qualifiers.Direction, address);
    }

    /// <summary>The bytes of an address: groups with separators, or pairs of digits.</summary>
    private static byte[] LinkAddressBytes(string text)
    {
        byte[] bytes = new byte[6];
        string[] groups = text.Split(':', '-', '.');
        if (groups.Length == 6)
        {
            for (int i = 0; i < 6; i++)
                bytes[i] = byte.Parse(groups[i], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return bytes;
        }
        return Convert.FromHexString(string.Concat(groups));
    }

    /// <summary>A number as the value of a qualifier.</summary>
    private static FilterNode NumberValue(NumberLiteral literal, Qualifiers qualifiers)
    {
        SourceSpan span = literal.Span;
        uint value = literal.Value;
        switch (qualifiers.Kind)
        {
            case ValueKind.Port or ValueKind.PortRange:
                ushort port = value <= ushort.MaxValue ? (ushort)value : throw Error($"the greatest port is 65535, not {value}", span);
                return new PortTest(span, qualifiers.Protocol, qualifiers.Direction, port, port, qualifiers.Kind == ValueKind.PortRange);
            case ValueKind.Protocol:
                return new ProtocolNumber(span, qualifiers.Protocol, value);
            case ValueKind.ProtocolChain:
                return new ProtocolChain(span, qualifiers.Protocol, value);
            case ValueKind.Gateway:
                throw Error("`gateway` is followed by the name of a host, which must have both a link address and a network address; a number has none", span);
        }
        if (qualifiers.Protocol == FilterProtocol.Link)
            throw Error($"`{span.Text}` is no link address; one is written as `00:00:5e:00:53:01`", span);
        if (qualifiers.Protocol == FilterProtocol.Decnet)
        {
            if (value > ushort.MaxValue)
                throw Error($"a DECnet address has 16 bits; {value} has more", span);
            return new DecnetHostTest(span, qualifiers.Direction, (int)value >> 10, (int)value & 0x3ff);
        }
        if (qualifiers.Kind != ValueKind.Net)
            return new HostTest(span, qualifiers.Protocol, qualifiers.Direction, [Ipv4(value)], null);
        int parts = value == 0 ? 4 : (BitOperationsLog256(value) + 1);
        return Network(span, qualifiers, value << (32 - (8 * parts)), uint.MaxValue << (32 - (8 * parts)));
    }

    /// <summary>How many bytes a number has, without the last.</summary>
    private static int BitOperationsLog256(uint value) => (31 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 8;

    private static IPAddress Ipv4(uint address)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, address);
        return new IPAddress(bytes);
    }

    private static NetTest Network(SourceSpan span, Qualifiers qualifiers, uint network, uint mask) =>
        new(span, qualifiers.Protocol, qualifiers.Direction, Ipv4(network), Ipv4(mask), qualifiers.Kind != ValueKind.Net);

    /// <summary>An IPv4 address of two to four parts, the first of it, or with a prefix length or mask.</summary>
    private FilterNode ParseDotted(FilterToken token, Qualifiers qualifiers)
    {
        if (qualifiers.Protocol == FilterProtocol.Decnet && !_token.IsSymbol("/") && !_token.IsKeyword("mask"))
            return DecnetAddress(token, qualifiers);
        (uint address, uint given) = ParseParts(token);
        if (_token.IsSymbol("/") || _token.IsKeyword("mask"))
        {
            uint mask = _token.IsSymbol("/") ? PrefixMask(ParsePrefixLength(32)) : ParseMask();
            SourceSpan span = token.Span.To(_previous);
            if ((address & ~mask) != 0)
                throw Error($"`{span.Text}` has bits outside its mask; the network is {Ipv4(address & mask)}", span);
            if (qualifiers.Kind != ValueKind.Net)
                throw Error("only a network has a mask: `net` is expected before it", span);
            return Network(span, qualifiers, address, mask);
        }
        switch (qualifiers.Kind)
        {
            case ValueKind.Port or ValueKind.PortRange or ValueKind.Protocol or ValueKind.ProtocolChain or ValueKind.Gateway:
                throw Error($"{ValueExpectation(qualifiers)} is expected, not the address {token.Description}", token.Span);
        }
        if (qualifiers.Protocol == FilterProtocol.Link)
            throw Error($"{token.Description} is no link address; one is written as `00:00:5e:00:53:01`", token.Span);
        if (given == uint.MaxValue && qualifiers.Kind != ValueKind.Net)
            return new HostTest(token.Span, qualifiers.Protocol, qualifiers.Direction, [Ipv4(address)], null);
        return Network(token.Span, qualifiers, address, given);
    }

    /// <summary>The parts of an address, decimal and of a byte each, at the left; and the mask of those that are given.</summary>
    private static (uint Address, uint Mask) ParseParts(FilterToken token)
    {
        string[] parts = token.Text.Split('.');
        uint address = 0;
        foreach (string part in parts)
        {
            if (!uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out uint value) || value > 255)
                throw Error($"{token.Description} is no IPv4 address: a part of it is a decimal number up to 255, not {part}", token.Span);
            address = (address << 8) | value;
        }
        int shift = 32 - (8 * parts.Length);
        return (address << shift, uint.MaxValue << shift);
    }

    private static uint PrefixMask(uint length) => length == 0 ? 0 : uint.MaxValue << (int)(32 - length);

    private uint ParsePrefixLength(uint maximum)
    {
        Advance();
        if (_token.Kind != FilterTokenKind.Number)
            throw Error($"the length of a prefix is expected after `/`, not {_token.Description}");
        if (_token.Number > maximum)
            throw Error($"the length of a prefix is at most {maximum} here, not {_token.Number}");
        uint length = _token.Number;
        Advance();
        return length;
    }

    private uint ParseMask()
    {
        Advance();
        if (_token.Kind != FilterTokenKind.DottedNumber)
            throw Error($"a mask such as 255.255.255.0 is expected, not {_token.Description}");
        uint mask = ParseParts(_token).Address;
        Advance();
        return mask;
    }

    private static DecnetHostTest DecnetAddress(FilterToken token, Qualifiers qualifiers)
    {
        string[] parts = token.Text.Split('.');
        if (!qualifiers.IsHost)
            throw Error($"{ValueExpectation(qualifiers)} is expected, not the DECnet address {token.Description}", token.Span);
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int area) || area > 63
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int node) || node > 1023)
            throw Error($"a DECnet address is an area up to 63, a dot and a node up to 1023; {token.Description} is none", token.Span);
        return new DecnetHostTest(token.Span, qualifiers.Direction, area, node);
    }

    private FilterNode ParseIpv6(FilterToken token, Qualifiers qualifiers)
    {
        IPAddress address = IPAddress.Parse(token.Text);
        bool hasPrefix = _token.IsSymbol("/");
        uint length = hasPrefix ? ParsePrefixLength(128) : 128;
        SourceSpan span = token.Span.To(_previous);
        Span<byte> network = stackalloc byte[16];
        Span<byte> mask = stackalloc byte[16];
        address.TryWriteBytes(network, out _);
        bool isNetwork = true;
        for (int i = 0; i < 16; i++)
        {
            int bits = Math.Clamp((int)length - (8 * i), 0, 8);
            mask[i] = (byte)(0xff00 >> bits);
            isNetwork &= (network[i] & ~mask[i]) == 0;
            network[i] &= mask[i];
        }
        if (!isNetwork)
            throw Error($"`{span.Text}` has bits outside its prefix; the network is {new IPAddress(network)}/{length}", span);
        if (!qualifiers.IsHost && qualifiers.Kind != ValueKind.Net)
            throw Error($"{ValueExpectation(qualifiers)} is expected, not the address {token.Description}", token.Span);
        if (qualifiers.Protocol == FilterProtocol.Link)
            throw Error($"{token.Description} is no link address; one is written as `00:00:5e:00:53:01`", token.Span);
        if (qualifiers.Kind == ValueKind.Net)
            return new NetTest(span, qualifiers.Protocol, qualifiers.Direction, address, new IPAddress(mask));
        if (length != 128)
            throw Error("only a network has a prefix: `net` is expected before it", span);
        return new HostTest(span, qualifiers.Protocol, qualifiers.Direction, [address], null);
    }

    /// <summary>Addresses of a family that a protocol can have: all of them, unless <c>ip</c> or <c>ip6</c> is said.</summary>
    private static ImmutableArray<IPAddress> OfFamily(ImmutableArray<IPAddress> addresses, FilterProtocol protocol) => protocol switch
    {
        FilterProtocol.Ip => addresses.RemoveAll(address => address.AddressFamily != AddressFamily.InterNetwork),
        FilterProtocol.Ip6 => addresses.RemoveAll(address => address.AddressFamily != AddressFamily.InterNetworkV6),
        _ => addresses,
    };
}
