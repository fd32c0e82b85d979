// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Packets;
using static Hornet.Samples.Frames;

namespace Hornet.Samples;

/// <summary>
/// A made-up minute of a small network, the same bytes every time: web traffic over IPv4 and IPv6, name service, time service, pings,
/// neighbours, VLANs, fragments, multicast membership, SCTP and tunnels. All addresses are those reserved for documentation
/// (RFC 5737, RFC 3849, RFC 7042).
/// </summary>
internal sealed class SampleCapture
{
    private const string Router4 = "192.0.2.1";
    private const string Resolver4 = "198.51.100.53";
    private const string Web4 = "203.0.113.80";
    private const string Router6 = "2001:db8:1::1";
    private const string Resolver6 = "2001:db8:2::53";
    private const string Web6 = "2001:db8:2::80";

    private const int TypeIPv4 = 0x0800;
    private const int TypeArp = 0x0806;
    private const int TypeVlan = 0x8100;
    private const int TypeServiceVlan = 0x88a8;
    private const int TypeIPv6 = 0x86dd;

    private const byte Syn = 2;
    private const byte Ack = 16;
    private const byte Push = 8;
    private const byte Fin = 1;
    private const byte Reset = 4;

    private static readonly byte[] RouterMac = [0x00, 0x00, 0x5e, 0x00, 0x53, 0x01];
    private static readonly byte[] Broadcast = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    private readonly CaptureWriter _writer;
    private long _time = 1_735_689_600_000_000_000;
    private uint _random = 0x9e3779b9;
    private int _identification = 4096;

    private SampleCapture(CaptureWriter writer) => _writer = writer;

    public static void Write(Stream stream)
    {
        using var writer = CaptureWriter.Create(stream, LinkType.Ethernet, new CaptureWriterOptions { LeaveOpen = true });
        var capture = new SampleCapture(writer);
        for (int round = 0; round < 6; round++)
            capture.Round(round);
    }

    private void Round(int round)
    {
        int host = 10 + round;
        Neighbours(host);
        NameService(host, $"host{round}.example.com");
        WebOverIPv4(host, 49152 + round, 80, round);
        WebOverIPv6(host, 51000 + round, 443, round);
        Pings(host, round);
        TimeService(host);
        Vlans(host, round);
        Fragments(host, round);
        Membership(host, round);
        Association(host, round);
        Tunnels(host, round);
        Refusals(host, round);
    }

    private void Neighbours(int host)
    {
        Out(host, TypeArp, Arp(1, Mac(host), V4(host), new byte[6], Router4), Broadcast);
        In(host, TypeArp, Arp(2, RouterMac, Router4, Mac(host), V4(host)));
        string solicited = "ff02::1:ff00:1";
        byte[] target = Address(Router6);
        Out(host, TypeIPv6, IPv6(V6(host), solicited, Icmpv6, Icmpv6Message(V6(host), solicited, 135, 0, Join(new byte[4], target, [1, 1], Mac(host))), 255), Multicast6(solicited));
        In(host, TypeIPv6, IPv6(Router6, V6(host), Icmpv6, Icmpv6Message(Router6, V6(host), 136, 0, Join([0xe0, 0, 0, 0], target, [2, 1], RouterMac)), 255));
    }

    private void NameService(int host, string name)
    {
        int id = Next() & 0xffff;
        int port = 32768 + (Next() & 0x3fff);
        Out4(host, Resolver4, UdpNumber, Udp(V4(host), Resolver4, port, 53, Dns(id, name, 1, null)));
        In4(host, Resolver4, UdpNumber, Udp(Resolver4, V4(host), 53, port, Dns(id, name, 1, Web4)));
        id = Next() & 0xffff;
        port = 32768 + (Next() & 0x3fff);
        Out6(host, Resolver6, UdpNumber, Udp(V6(host), Resolver6, port, 53, Dns(id, name, 28, null)));
        In6(host, Resolver6, UdpNumber, Udp(Resolver6, V6(host), 53, port, Dns(id, name, 28, Web6)));
    }

    private void WebOverIPv4(int host, int port, int service, int round)
    {
        byte[] request = Encoding.ASCII.GetBytes($"GET /{round} HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: sample\r\n\r\n");
        byte[] answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1200\r\n\r\n" + new string((char)('a' + round), 1200));
        Conversation(
            (flags, seq, ack, data, options) => Out4(host, Web4, TcpNumber, Tcp(V4(host), Web4, port, service, seq, ack, flags, data, options)),
            (flags, seq, ack, data, options) => In4(host, Web4, TcpNumber, Tcp(Web4, V4(host), service, port, seq, ack, flags, data, options, 65160)),
            request, answer, 3 + round);
    }

    private void WebOverIPv6(int host, int port, int service, int round)
    {
        byte[] request = Join([0x16, 3, 1, 0, 64], Bytes(64));
        byte[] answer = Join([0x17, 3, 3, 2, 0], Bytes(512));
        Conversation(
            (flags, seq, ack, data, options) => Out6(host, Web6, TcpNumber, Tcp(V6(host), Web6, port, service, seq, ack, flags, data, options)),
            (flags, seq, ack, data, options) => In6(host, Web6, TcpNumber, Tcp(Web6, V6(host), service, port, seq, ack, flags, data, options, 64260)),
            request, answer, 2 + round);
    }

    /// <summary>One TCP connection: handshake, a request, some answers each acknowledged, and the close from both sides.</summary>
    private void Conversation(Segment toServer, Segment toClient, byte[] request, byte[] answer, int answers)
    {
        uint client = (uint)Next();
        uint server = (uint)Next();
        uint clock = 1_000_000 + (uint)(_time / 1_000_000 % 1_000_000);
        byte[] Timestamps() => Join([1, 1, 8, 10], U32(++clock), U32(clock - 1));

        toServer(Syn, client++, 0, [], Join([2, 4, 5, 0xb4, 4, 2, 8, 10], U32(clock), U32(0), [1, 3, 3, 7]));
        toClient(Syn | Ack, server++, client, [], Join([2, 4, 5, 0xb4, 4, 2, 8, 10], U32(clock + 7), U32(clock), [1, 3, 3, 7]));
        toServer(Ack, client, server, [], Timestamps());
        toServer(Push | Ack, client, server, request, Timestamps());
        client += (uint)request.Length;
        toClient(Ack, server, client, [], Timestamps());
        for (int i = 0; i < answers; i++)
        {
            toClient(i == answers - 1 ? (byte)(Push | Ack) : Ack, server, client, answer, Timestamps());
            server += (uint)answer.Length;
            if (i % 2 == 1 || i == answers - 1)
                toServer(Ack, client, server, [], Timestamps());
        }

        toServer(Fin | Ack, client++, server, [], Timestamps());
        toClient(Fin | Ack, server++, client, [], Timestamps());
        toServer(Ack, client, server, [], Timestamps());
    }

    private void Pings(int host, int round)
    {
        for (int sequence = 1; sequence <= 2; sequence++)
        {
            byte[] body = Join(U16(0x4d00 + round), U16(sequence), Bytes(56));
            Out4(host, Router4, Icmp, IcmpMessage(8, 0, body));
            In4(host, Router4, Icmp, IcmpMessage(0, 0, body));
            Out6(host, Router6, Icmpv6, Icmpv6Message(V6(host), Router6, 128, 0, body));
            In6(host, Router6, Icmpv6, Icmpv6Message(Router6, V6(host), 129, 0, body));
        }
    }

    private void TimeService(int host)
    {
        byte[] query = Join([0x23, 0, 6, 0xec], new byte[44]);
        byte[] reply = Join([0x24, 2, 6, 0xec], new byte[8], Address(Resolver4), Bytes(32));
        Out4(host, Resolver4, UdpNumber, Udp(V4(host), Resolver4, 123, 123, query));
        In4(host, Resolver4, UdpNumber, Udp(Resolver4, V4(host), 123, 123, reply));
    }

    private void Vlans(int host, int round)
    {
        string peer = $"198.51.100.{100 + round}";
        byte[] datagram = IPv4(V4(host), peer, UdpNumber, Udp(V4(host), peer, 40000 + round, 5000, Bytes(32 + round)), Identification());
        Out(host, TypeVlan, Vlan(0, 100 + round, TypeIPv4, datagram), RouterMac);
        string peer6 = $"2001:db8:5::{round + 1:x}";
        byte[] datagram6 = IPv6(V6(host), peer6, UdpNumber, Udp(V6(host), peer6, 40000 + round, 5000, Bytes(24)));
        Out(host, TypeVlan, Vlan(5, 100 + round, TypeIPv6, datagram6), RouterMac);
        Out(host, TypeServiceVlan, Vlan(0, 200, TypeVlan, Vlan(0, 100 + round, TypeIPv4, datagram)), RouterMac);
    }

    private void Fragments(int host, int round)
    {
        byte[] datagram = Udp(V4(host), Resolver4, 45000 + round, 2049, Bytes(3000));
        int id = Identification();
        for (int offset = 0; offset < datagram.Length; offset += 1480)
        {
            byte[] part = datagram[offset..Math.Min(datagram.Length, offset + 1480)];
            int more = offset + part.Length < datagram.Length ? 0x2000 : 0;
            Out(host, TypeIPv4, IPv4(V4(host), Resolver4, UdpNumber, part, id, more | (offset / 8)), RouterMac);
        }

        byte[] datagram6 = Udp(V6(host), Resolver6, 45000 + round, 2049, Bytes(2000));
        for (int offset = 0; offset < datagram6.Length; offset += 1232)
        {
            byte[] part = datagram6[offset..Math.Min(datagram6.Length, offset + 1232)];
            Out6(host, Resolver6, 44, Fragment(UdpNumber, offset, offset + part.Length < datagram6.Length, 0xf00d0000 + (uint)round, part));
        }
    }

    private void Membership(int host, int round)
    {
        string group = $"233.252.0.{round + 1}";
        byte[] routerAlert = [0x94, 4, 0, 0];
        byte[] groupMac = [0x01, 0x00, 0x5e, 0x7c, 0x00, (byte)(round + 1)];
        Out(host, TypeIPv4, IPv4(V4(host), group, Igmp, IcmpMessage(0x16, 0, Address(group)), Identification(), 0, 1, routerAlert), groupMac);
        byte[] report = IcmpMessage(0x22, 0, Join(U16(0), U16(1), [4, 0], U16(0), Address(group)));
        Out(host, TypeIPv4, IPv4(V4(host), "224.0.0.22", Igmp, report, Identification(), 0x4000, 1, routerAlert), [0x01, 0x00, 0x5e, 0, 0, 22]);
    }

    private void Association(int host, int round)
    {
        uint tag = (uint)Next();
        int port = 36412 + round;
        byte[] init = Chunk(1, 0, Join(U32(tag), U32(106_496), U16(10), U16(65535), U32(1)));
        Out4(host, Web4, SctpNumber, Sctp(port, 36412, 0, init));
        In4(host, Web4, SctpNumber, Sctp(36412, port, tag, Chunk(2, 0, Join(U32(tag + 1), U32(106_496), U16(10), U16(10), U32(9)))));
        Out4(host, Web4, SctpNumber, Sctp(port, 36412, tag + 1, Chunk(10, 0, Bytes(16))));
        In4(host, Web4, SctpNumber, Sctp(36412, port, tag, Chunk(11, 0, [])));
        Out4(host, Web4, SctpNumber, Sctp(port, 36412, tag + 1, Chunk(0, 3, Join(U32(1), U16(0), U16(0), U32(0), Bytes(25)))));
    }

    private void Tunnels(int host, int round)
    {
        byte[] inner = IPv4("192.0.2.129", "192.0.2.130", Icmp, IcmpMessage(8, 0, Join(U16(7), U16(round), Bytes(24))), Identification());
        Out4(host, Web4, GreNumber, Join(U16(0), U16(TypeIPv4), inner));
        Out4(host, Web4, GreNumber, Join(U16(0x2000), U16(TypeIPv6), U32(1000u + (uint)round), IPv6("2001:db8:9::1", "2001:db8:9::2", UdpNumber, Udp("2001:db8:9::1", "2001:db8:9::2", 4000, 4001, Bytes(12)))));
        Out4(host, Web4, IpInIp, inner);
    }

    private void Refusals(int host, int round)
    {
        byte[] probe = IPv4(V4(host), Router4, UdpNumber, Udp(V4(host), Router4, 33000, 33434 + round, Bytes(12)), Identification(), 0, 1);
        Out(host, TypeIPv4, probe, RouterMac);
        In4(host, Router4, Icmp, IcmpMessage(3, 3, Join(new byte[4], probe[..28])));
        uint sequence = (uint)Next();
        Out4(host, Web4, TcpNumber, Tcp(V4(host), Web4, 60000 + round, 8080, sequence, 0, Syn, [], [2, 4, 5, 0xb4]));
        In4(host, Web4, TcpNumber, Tcp(Web4, V4(host), 8080, 60000 + round, 0, sequence + 1, Reset | Ack, [], window: 0));
    }

    private static byte[] Mac(int host) => [0x00, 0x00, 0x5e, 0x00, 0x53, (byte)host];

    private static byte[] Multicast6(string address) => Join([0x33, 0x33], Address(address)[12..]);

    private static string V4(int host) => $"192.0.2.{host}";

    private static string V6(int host) => $"2001:db8:1::{host:x}";

    private void Out4(int host, string to, byte protocol, byte[] payload) => Out(host, TypeIPv4, IPv4(V4(host), to, protocol, payload, Identification()), RouterMac);

    private void In4(int host, string from, byte protocol, byte[] payload) => In(host, TypeIPv4, IPv4(from, V4(host), protocol, payload, Identification(), timeToLive: 57));

    private void Out6(int host, string to, byte next, byte[] payload) => Out(host, TypeIPv6, IPv6(V6(host), to, next, payload, flow: 0x4d2u + (uint)host), RouterMac);

    private void In6(int host, string from, byte next, byte[] payload) => In(host, TypeIPv6, IPv6(from, V6(host), next, payload, 58));

    private void Out(int host, int type, byte[] payload, byte[] destination) => Frame(Ethernet(destination, Mac(host), type, payload));

    /// <summary>A frame from the wire: there, short ones are padded to 60 bytes.</summary>
    private void In(int host, int type, byte[] payload)
    {
        byte[] frame = Ethernet(Mac(host), RouterMac, type, payload);
        Frame(frame.Length < 60 ? Join(frame, new byte[60 - frame.Length]) : frame);
    }

    private void Frame(byte[] frame)
    {
        _time += 20_000_000 + ((Next() & 0xffff) * 1000L);
        _writer.Write(frame, _time);
    }

    private int Identification() => _identification++;

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
            bytes[i] = (byte)(i + count);
        return bytes;
    }

    /// <summary>Marsaglia's xorshift: the same numbers on every run and every version of the runtime.</summary>
    private int Next()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return (int)(_random & 0x7fffffff);
    }

    private delegate void Segment(byte flags, uint sequence, uint acknowledgment, byte[] data, byte[] options);
}
