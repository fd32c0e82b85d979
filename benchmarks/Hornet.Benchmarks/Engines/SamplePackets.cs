// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Benchmarks.Engines;

/// <summary>Packets that the parsers of the benchmarks see. Addresses and ports are fixed, checksums are left zero: nothing looks at them.</summary>
internal static class SamplePackets
{
    private const string Ethernet = "02 00 00 00 00 02  02 00 00 00 00 01";

    /// <summary>A TCP segment that opens a connection: IPv4 without options, TCP with five options.</summary>
    public static byte[] TcpWithOptions() => Parse($"""
        {Ethernet} 0800
        45 00 00 3c 1c 46 40 00 40 06 00 00 c0 00 02 01 c6 33 64 02
        d4 31 01 bb 00 00 00 01 00 00 00 00 a0 02 fa f0 00 00 00 00
        02 04 05 b4  04 02  08 0a 11 22 33 44 00 00 00 00  01  03 03 07
        """);

    /// <summary>A UDP datagram over IPv6 behind a hop-by-hop and a destination header.</summary>
    public static byte[] UdpOverIpv6() => Parse($"""
        {Ethernet} 86dd
        60 00 00 00 00 28 00 40
        20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01  20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02
        3c 00 05 02 00 00 01 00
        11 00 01 04 00 00 00 00
        c3 50 00 35 00 18 00 00  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        """);

    /// <summary>A UDP datagram over IPv4 behind a service and a customer VLAN tag.</summary>
    public static byte[] TaggedUdp() => Parse($"""
        {Ethernet} 88a8 0064 8100 00c8 0800
        45 00 00 24 00 07 00 00 40 11 00 00 c0 00 02 01 c6 33 64 02
        c3 50 00 35 00 10 00 00  00 00 00 00 00 00 00 00
        """);

    private static byte[] Parse(string text) => Convert.FromHexString(string.Concat(text.Where(char.IsAsciiHexDigit)));
}
