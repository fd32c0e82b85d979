// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;

namespace Hornet.PacketFilters.Syntax;

/// <summary>Values that are names.</summary>
internal sealed partial class ExpressionParser
{
    /// <summary>Protocols of the link layer by name: Ethernet types, and service access points of 802.2 for the last four.</summary>
    private static readonly FrozenDictionary<string, uint> s_linkProtocols = new Dictionary<string, uint>
    {
        ["aarp"] = 0x80f3,
        ["arp"] = 0x0806,
        ["atalk"] = 0x809b,
        ["decnet"] = 0x6003,
        ["ip"] = 0x0800,
        ["ip6"] = 0x86dd,
        ["lat"] = 0x6004,
        ["loopback"] = 0x9000,
        ["mopdl"] = 0x6001,
        ["moprc"] = 0x6002,
        ["rarp"] = 0x8035,
        ["sca"] = 0x6007,
        ["iso"] = 0xfe,
        ["stp"] = 0x42,
        ["ipx"] = 0xe0,
        ["netbeui"] = 0xf0,
    }.ToFrozenDictionary();

    /// <summary>Protocols of OSI by name: network layer protocol identifiers.</summary>
    private static readonly FrozenDictionary<string, uint> s_isoProtocols = new Dictionary<string, uint>
    {
        ["clnp"] = 0x81,
        ["esis"] = 0x82,
        ["isis"] = 0x83,
    }.ToFrozenDictionary();

    private FilterNode NameValue(FilterToken token, Qualifiers qualifiers)
    {
        switch (qualifiers.Kind)
        {
            case ValueKind.Net:
                return NetworkName(token, qualifiers);
            case ValueKind.Port:
                return PortName(token, qualifiers);
            case ValueKind.PortRange:
                return PortRange(token, qualifiers);
            case ValueKind.Gateway:
                return Gateway(token, qualifiers);
            case ValueKind.Protocol:
                return new ProtocolNumber(token.Span, qualifiers.Protocol, ProtocolByName(token, qualifiers));
            case ValueKind.ProtocolChain:
                return new ProtocolChain(token.Span, qualifiers.Protocol, ProtocolByName(token, qualifiers));
        }
        if (qualifiers.Protocol == FilterProtocol.Link)
            return new LinkHostTest(token.Span, qualifiers.Protocol, qualifiers.Direction, LinkAddressOf(token));
        if (qualifiers.Protocol == FilterProtocol.Decnet)
            throw Error($"hosts of DECnet have no names here; an address such as `10.15` is expected, not {token.Description}", token.Span);
        ImmutableArray<IPAddress> addresses = OfFamily(AddressesOf(token), qualifiers.Protocol);
        if (addresses.IsEmpty)
            throw Error($"the host {token.Description} has no address of {(qualifiers.Protocol == FilterProtocol.Ip ? "IPv4" : "IPv6")}", token.Span);
        return new HostTest(token.Span, qualifiers.Protocol, qualifiers.Direction, addresses, token.Text);
    }

    private ImmutableArray<IPAddress> AddressesOf(FilterToken token)
    {
        ImmutableArray<IPAddress> addresses = _names.FindHost(token.Text);
        if (!addresses.IsEmpty)
            return addresses;
        string? keyword = StartsValue() ? FilterSuggestions.Nearest(token.Text) : null;
        throw Error($"the host {token.Description} is unknown{(keyword is null ? Advice(_names.HostAdvice) : $"; did you mean `{keyword}`?")}", token.Span);
    }

    private ImmutableArray<byte> LinkAddressOf(FilterToken token)
    {
        ImmutableArray<byte> address = _names.FindLinkAddress(token.Text);
        return address.IsEmpty ? throw Error($"the host {token.Description} has no known link address{Advice(_names.LinkAddressAdvice)}", token.Span) : address;
    }

    private static string Advice(string? advice) => advice is null ? "" : $"; {advice}";

    /// <summary>A network by name. Its mask covers what is left when trailing bytes of 0 are dropped: of 127.0.0.0, one byte.</summary>
    private NetTest NetworkName(FilterToken token, Qualifiers qualifiers)
    {
        IPAddress address = _names.FindNetwork(token.Text) ?? throw Error($"the network {token.Description} is unknown{Advice(_names.NetworkAdvice)}", token.Span);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        Span<byte> mask = stackalloc byte[length];
        int used = bytes[..length].LastIndexOfAnyExcept((byte)0) + 1;
        mask[..Math.Max(used, 1)].Fill(0xff);
        return new NetTest(token.Span, qualifiers.Protocol, qualifiers.Direction, address, new IPAddress(mask));
    }

    private GatewayTest Gateway(FilterToken token, Qualifiers qualifiers)
    {
        ImmutableArray<byte> link = LinkAddressOf(token);
        return new GatewayTest(token.Span, qualifiers.Protocol, link, AddressesOf(token));
    }

    private uint ProtocolByName(FilterToken token, Qualifiers qualifiers)
    {
        switch (qualifiers.Protocol)
        {
            case FilterProtocol.Default or FilterProtocol.Ip or FilterProtocol.Ip6:
                return _names.FindProtocol(token.Text) ?? throw Error($"the IP protocol {token.Description} is unknown", token.Span);
            case FilterProtocol.Link:
                return FindIn(s_linkProtocols, "protocol of the link layer");
            case FilterProtocol.Iso:
                return FindIn(s_isoProtocols, "protocol of OSI");
            default:
                throw Error($"no protocol has a name there: {token.Description} is known after `proto`, `ip proto`, `ip6 proto`, `ether proto` or `iso proto`", token.Span);
        }

        uint FindIn(FrozenDictionary<string, uint> table, string what) =>
            table.TryGetValue(token.Text, out uint number) ? number
            : throw Error($"{token.Description} is not a {what}: {string.Join(", ", table.Keys.Order(StringComparer.Ordinal))}", token.Span);
    }

    private FilterNode PortName(FilterToken token, Qualifiers qualifiers)
    {
        ResolvedPort port = ResolvePort(token.Text, qualifiers.Protocol, token);
        if (port.Udp is { } udp && udp != port.Port)
        {
            PortTest tcp = new(token.Span, FilterProtocol.Tcp, qualifiers.Direction, port.Port, port.Port, false);
            return new Disjunction(tcp, tcp with { Protocol = FilterProtocol.Udp, First = udp, Last = udp });
        }
        return new PortTest(token.Span, port.Protocol, qualifiers.Direction, port.Port, port.Port, false);
    }

    /// <summary>A port found by name.</summary>
    /// <param name="Protocol">The transport that the test is about: the only one with the service when none is said.</param>
    /// <param name="Port">The port.</param>
    /// <param name="Udp">The port of UDP when no transport is said and the service has one in each.</param>
    private readonly record struct ResolvedPort(FilterProtocol Protocol, ushort Port, ushort? Udp);

    /// <summary>Finds a service, for a transport or for that of TCP and UDP which has it.</summary>
    private ResolvedPort ResolvePort(string name, FilterProtocol protocol, FilterToken token)
    {
        ushort? tcp = _names.FindPort(name, FilterProtocol.Tcp);
        ushort? udp = _names.FindPort(name, FilterProtocol.Udp);
        ushort? sctp = _names.FindPort(name, FilterProtocol.Sctp);
        switch (protocol)
        {
            case FilterProtocol.Tcp or FilterProtocol.Udp or FilterProtocol.Sctp:
                ushort? port = protocol == FilterProtocol.Tcp ? tcp : protocol == FilterProtocol.Udp ? udp : sctp ?? (tcp == udp ? tcp : null);
                if (port is null && (tcp ?? udp ?? sctp) is not null)
                    throw Error($"the service `{name}` is not one of {Transport(protocol)}, but of {(tcp is not null ? "TCP" : udp is not null ? "UDP" : "SCTP")}", token.Span);
                return new ResolvedPort(protocol, port ?? throw UnknownPort(name, token), null);
        }
        if ((tcp ?? udp ?? sctp) is not { } found)
            throw UnknownPort(name, token);
        if (protocol != FilterProtocol.Default)
            return new ResolvedPort(protocol, found, null);
        return tcp is not null && udp is not null ? new ResolvedPort(FilterProtocol.Default, tcp.Value, udp)
            : tcp is not null ? new ResolvedPort(FilterProtocol.Tcp, found, null)
            : new ResolvedPort(udp is not null ? FilterProtocol.Udp : FilterProtocol.Sctp, found, null);
    }

    private static string Transport(FilterProtocol protocol) => protocol == FilterProtocol.Tcp ? "TCP" : protocol == FilterProtocol.Udp ? "UDP" : "SCTP";

    private static PacketFilterException UnknownPort(string name, FilterToken token)
    {
        bool isRange = name.Contains('-', StringComparison.Ordinal) && char.IsAsciiDigit(name[0]);
        return Error($"the service `{name}` is unknown{(isRange ? "; a range of ports is written `portrange " + name + "`" : "")}", token.Span);
    }

    /// <summary>A range: each end a number or a name. As names may have hyphens, the first hyphen with a known end on both sides counts.</summary>
    private PortTest PortRange(FilterToken token, Qualifiers qualifiers)
    {
        string text = token.Text;
        for (int hyphen = text.IndexOf('-', StringComparison.Ordinal); hyphen > 0; hyphen = text.IndexOf('-', hyphen + 1))
        {
            if (RangeEnd(text[..hyphen], qualifiers.Protocol, token) is not { } first || RangeEnd(text[(hyphen + 1)..], qualifiers.Protocol, token) is not { } last)
                continue;
            FilterProtocol protocol = first.Protocol == last.Protocol ? first.Protocol : qualifiers.Protocol;
            return new PortTest(token.Span, protocol, qualifiers.Direction, Math.Min(first.Port, last.Port), Math.Max(first.Port, last.Port), true);
        }
        throw Error($"a range of ports is written `first-last`, of numbers or known services; {token.Description} is none", token.Span);
    }

    private ResolvedPort? RangeEnd(string text, FilterProtocol protocol, FilterToken token)
    {
        if (BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger number))
            return number <= ushort.MaxValue ? new ResolvedPort(protocol, (ushort)number, null) : throw Error($"the greatest port is 65535, not {text}", token.Span);
        bool isKnown = text.Length > 0 && (_names.FindPort(text, FilterProtocol.Tcp) ?? _names.FindPort(text, FilterProtocol.Udp) ?? _names.FindPort(text, FilterProtocol.Sctp)) is not null;
        return isKnown ? ResolvePort(text, protocol, token) : null;
    }
}
