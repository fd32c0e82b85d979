// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Packets;

namespace Hornet.Benchmarks.Engines.Captures;

/// <summary>
/// Makes up a capture of mixed traffic, the same for the same seed: TCP, UDP and ICMP over IPv4 and IPv6, with and without a VLAN tag, some ARP; requests and replies
/// of the usual services; acknowledgements, full segments and sizes between. Checksums are zero.
/// </summary>
internal sealed class CaptureGenerator(int seed)
{
    private const int EthernetHeader = 14;
    private const int MostBytes = 1514;

    private static readonly ushort[] Services = [443, 443, 443, 443, 443, 443, 80, 80, 22, 25, 993, 3306, 5432, 8080];

    private readonly Random _random = new(seed);
    private readonly byte[] _packet = new byte[MostBytes + 4];

    /// <summary>Writes a capture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="packets">How many packets.</param>
    public static void Write(string path, int packets)
    {
        var generator = new CaptureGenerator(20);
        using CaptureWriter writer = CaptureWriter.Create(path, LinkType.Ethernet, new CaptureWriterOptions { Format = CaptureFormat.Pcap });
        long time = 1_700_000_000_000_000_000;
        for (int i = 0; i < packets; i++)
            writer.Write(generator.Next(), time += generator._random.Next(1_000, 9_000));
    }

    private ReadOnlySpan<byte> Next()
    {
        _random.NextBytes(_packet.AsSpan(0, 128));
        int at = 12;
        if (_random.Next(100) < 15)
        {
            Put(ref at, 0x8100);
            Put(ref at, (ushort)_random.Next(4096));
        }

        int kind = _random.Next(100);
        if (kind < 3)
        {
            Put(ref at, 0x0806);
            return _packet.AsSpan(0, at + 46);
        }

        byte protocol = _random.Next(100) switch
        {
            < 66 => 6,
            < 93 => 17,
            _ => 1,
        };
        int payload = protocol switch
        {
            6 => TcpSize(),
            17 => _random.Next(10) < 7 ? _random.Next(40, 250) : _random.Next(1000, 1300),
            _ => 64,
        };
        if (kind < 73)
            PutIpv4(ref at, protocol, payload);
        else
            PutIpv6(ref at, protocol, payload);
        if (protocol != 1)
            PutPorts(at, protocol);
        return _packet.AsSpan(0, Math.Min(at + payload, at < EthernetHeader + 21 ? MostBytes : MostBytes + 4));
    }

    private int TcpSize() => _random.Next(100) switch
    {
        < 50 => 32,
        < 75 => 1480,
        _ => _random.Next(60, 900),
    };

    private void PutIpv4(ref int at, byte protocol, int payload)
    {
        Put(ref at, 0x0800);
        _packet[at] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(at + 2), (ushort)(20 + payload));
        // Two in a hundred are fragments that do not begin the datagram.
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(at + 6), (ushort)(_random.Next(100) < 2 ? 185 : 0x4000));
        _packet[at + 8] = 64;
        _packet[at + 9] = protocol;
        at += 20;
    }

    private void PutIpv6(ref int at, byte protocol, int payload)
    {
        Put(ref at, 0x86dd);
        _packet[at] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(at + 4), (ushort)payload);
        _packet[at + 6] = protocol == 1 ? (byte)58 : protocol;
        _packet[at + 7] = 64;
        at += 40;
    }

    private void PutPorts(int at, byte protocol)
    {
        ushort client = (ushort)_random.Next(32768, 61000);
        ushort service = protocol == 17 && _random.Next(10) < 6 ? (ushort)53 : Services[_random.Next(Services.Length)];
        bool isRequest = _random.Next(2) == 0;
        Put(ref at, isRequest ? client : service);
        Put(ref at, isRequest ? service : client);
    }

    private void Put(ref int at, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(at), value);
        at += 2;
    }
}
