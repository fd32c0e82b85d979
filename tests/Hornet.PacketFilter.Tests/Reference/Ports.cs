// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>Ports of TCP, UDP and SCTP.</summary>
internal static class Ports
{
    public static Condition Test(Layer layer, PortTest test)
    {
        uint[] transports = test.Protocol switch
        {
            FilterProtocol.Default => [132, 6, 17],
            FilterProtocol.Tcp => [6],
            FilterProtocol.Udp => [17],
            FilterProtocol.Sctp => [132],
            _ => throw new UnsupportedTestException($"{test.Protocol} has no ports"),
        };
        bool Matches(uint port) => port >= Math.Min(test.First, test.Last) && port <= Math.Max(test.First, test.Last);
        return OverIPv6(layer, transports, test.Direction, Matches) | OverIPv4(layer, transports, test.Direction, Matches);
    }

    /// <summary>Ports behind the fixed header of IPv6.</summary>
    public static Condition OverIPv6(Layer layer, uint[] transports, FilterDirection direction, Func<uint, bool> matches)
    {
        Place header = layer.NetworkHeader;
        return LinkLayer.Encloses(layer, LinkLayer.IPv6) & Condition.Any(transports.Select(transport =>
            Reads.Byte(header + 6, transport) & Addresses.Directed(direction, isSource => Reads.Half(header + (isSource ? 40 : 42), matches))));
    }

    /// <summary>Ports behind the header of IPv4 and its options, in a first fragment.</summary>
    public static Condition OverIPv4(Layer layer, uint[] transports, FilterDirection direction, Func<uint, bool> matches)
    {
        Place header = layer.NetworkHeader;
        Condition Port(int offset) => new ComputedCondition(packet => matches(packet.Read(InternetHeader.Transport(packet, header) + (uint)offset, 2)), header);
        return LinkLayer.Encloses(layer, LinkLayer.IPv4) & Condition.Any(transports.Select(transport =>
            Reads.Byte(header + 9, transport) & InternetHeader.IsFirstFragment(header) & Addresses.Directed(direction, isSource => Port(isSource ? 0 : 2))));
    }
}
