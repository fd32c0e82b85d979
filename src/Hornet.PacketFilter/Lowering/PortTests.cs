// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Lowering.LinkLayers;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// <c>port</c> and <c>portrange</c>. IPv6 first, the transport directly behind its header; then IPv4, where later fragments have no ports. Without a
/// transport all three that have ports are tried, SCTP first.
/// </summary>
internal static class PortTests
{
    public static Fragment Lower(Scope scope, PortTest test)
    {
        FilterProtocol[] transports = test.Protocol switch
        {
            FilterProtocol.Default => [FilterProtocol.Sctp, FilterProtocol.Tcp, FilterProtocol.Udp],
            FilterProtocol.Tcp or FilterProtocol.Udp or FilterProtocol.Sctp => [test.Protocol],
            _ => throw scope.Error($"'{FilterPrinter.Keyword(test.Protocol)}' has no ports"),
        };
        Fragment ip6 = Protocols.Test(scope, LinkProtocol.IPv6);
        ip6 = ip6.And(Any(transports, transport => Ports(scope, test, Anchor.TransportIPv6, CarriedBy(scope, 6, transport))));
        Fragment ip4 = Protocols.Test(scope, LinkProtocol.IPv4);
        ip4 = ip4.And(Any(transports, transport => Ports(scope, test, Anchor.TransportIPv4, CarriedBy(scope, 9, transport).And(IsFirstFragment(scope)))));
        return ip6.Or(ip4);
    }

    /// <summary>Whether an IPv4 packet has the beginning of its payload: the fragment offset, 13 bits, is 0.</summary>
    public static Fragment IsFirstFragment(Scope scope) => scope.Compare(Anchor.Network, 6, MemorySize.HalfWord, Comparison.AnyBits, 0x1fff).Not();

    private static Fragment CarriedBy(Scope scope, int offset, FilterProtocol transport) =>
        scope.Equal(Anchor.Network, offset, MemorySize.Byte, Protocols.Transport(transport).Number);

    private static Fragment Ports(Scope scope, PortTest test, Anchor transport, Fragment carried) =>
        carried.And(Directions.Combine(scope, test.Direction, isSource => Port(scope, test, transport, isSource ? 0 : 2)));

    private static Fragment Port(Scope scope, PortTest test, Anchor transport, int offset)
    {
        if (!test.IsRange)
            return scope.Equal(transport, offset, MemorySize.HalfWord, test.First);
        (uint low, uint high) = (Math.Min(test.First, test.Last), Math.Max(test.First, test.Last));
        Fragment atLeast = scope.Compare(transport, offset, MemorySize.HalfWord, Comparison.GreaterOrEqual, low);
        return atLeast.And(scope.Compare(transport, offset, MemorySize.HalfWord, Comparison.LessOrEqual, high));
    }

    private static Fragment Any(FilterProtocol[] transports, Func<FilterProtocol, Fragment> test)
    {
        Fragment result = test(transports[0]);
        foreach (FilterProtocol transport in transports.AsSpan(1))
            result = result.Or(test(transport));
        return result;
    }
}
