// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;
using Hornet.Packets;

namespace Hornet.Samples;

/// <summary>Builds packets from the inside out, with correct lengths and checksums.</summary>
internal static class Frames
{
    public const byte Icmp = 1;
    public const byte Igmp = 2;
    public const byte IpInIp = 4;
    public const byte TcpNumber = 6;
    public const byte UdpNumber = 17;
    public const byte GreNumber = 47;
    public const byte Icmpv6 = 58;
    public const byte SctpNumber = 132;

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] U32(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();

    public static byte[] Ethernet(byte[] destination, byte[] source, int type, byte[] payload) => Join(destination, source, U16(type), payload);

    public static byte[] Vlan(int priority, int id, int type, byte[] payload) => Join(U16((priority << 13) | id), U16(type), payload);

    public static byte[] Arp(int operation, byte[] senderMac, string sender, byte[] targetMac, string target) =>
        Join(U16(1), U16(0x0800), [6, 4], U16(operation), senderMac, Address(sender), targetMac, Address(target));

    public static byte[] IPv4(string source, string destination, byte protocol, byte[] payload, int id, int flagsAndOffset = 0x4000, byte timeToLive = 64, byte[]? options = null)
    {
        options ??= [];
        byte[] header = Join(
            [(byte)(0x45 + (options.Length / 4)), 0], U16(20 + options.Length + payload.Length), U16(id), U16(flagsAndOffset), [timeToLive, protocol, 0, 0],
            Address(source), Address(destination), options);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), InternetChecksum.Compute(header));
        return Join(header, payload);
    }

    public static byte[] IPv6(string source, string destination, byte next, byte[] payload, byte hopLimit = 64, uint flow = 0) =>
        Join(U32(0x6000_0000 | flow), U16(payload.Length), [next, hopLimit], Address(source), Address(destination), payload);

    /// <summary>An IPv6 fragment header followed by its part of the payload; the offset is in bytes.</summary>
    public static byte[] Fragment(byte next, int offset, bool more, uint id, byte[] part) => Join([next, 0], U16(offset | (more ? 1 : 0)), U32(id), part);

    public static byte[] Tcp(string source, string destination, int sourcePort, int destinationPort, uint sequence, uint acknowledgment, byte flags, byte[] payload, byte[]? options = null, int window = 502)
    {
        options ??= [];
        byte[] segment = Join(
            U16(sourcePort), U16(destinationPort), U32(sequence), U32(acknowledgment), [(byte)((20 + options.Length) << 2), flags], U16(window), [0, 0, 0, 0],
            options, payload);
        return WithChecksum(source, destination, TcpNumber, segment, 16);
    }

    public static byte[] Udp(string source, string destination, int sourcePort, int destinationPort, byte[] payload) =>
        WithChecksum(source, destination, UdpNumber, Join(U16(sourcePort), U16(destinationPort), U16(8 + payload.Length), [0, 0], payload), 6);

    public static byte[] IcmpMessage(int type, int code, byte[] rest)
    {
        byte[] message = Join([(byte)type, (byte)code, 0, 0], rest);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), InternetChecksum.Compute(message));
        return message;
    }

    public static byte[] Icmpv6Message(string source, string destination, int type, int code, byte[] rest) =>
        WithChecksum(source, destination, Icmpv6, Join([(byte)type, (byte)code, 0, 0], rest), 2);

    /// <summary>An SCTP packet of chunks; each is padded to four bytes.</summary>
    public static byte[] Sctp(int sourcePort, int destinationPort, uint tag, params byte[][] chunks)
    {
        byte[] packet = Join(U16(sourcePort), U16(destinationPort), U32(tag), [0, 0, 0, 0], Join(chunks));
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), InternetChecksum.Crc32C(packet));
        return packet;
    }

    public static byte[] Chunk(byte type, byte flags, byte[] value) => Join([type, flags], U16(4 + value.Length), value, new byte[-value.Length & 3]);

    /// <summary>A DNS message with one question, and one answer when <paramref name="answer"/> is an address.</summary>
    public static byte[] Dns(int id, string name, int type, string? answer)
    {
        byte[] question = Join(Join([.. name.Split('.').Select(label => Join([(byte)label.Length], System.Text.Encoding.ASCII.GetBytes(label)))]), [0], U16(type), U16(1));
        byte[] header = Join(U16(id), U16(answer is null ? 0x0100 : 0x8180), U16(1), U16(answer is null ? 0 : 1), U16(0), U16(0));
        if (answer is null)
            return Join(header, question);
        byte[] address = Address(answer);
        return Join(header, question, U16(0xc00c), U16(type), U16(1), U32(300), U16(address.Length), address);
    }

    private static byte[] WithChecksum(string source, string destination, byte protocol, byte[] message, int at)
    {
        uint seed = InternetChecksum.PseudoHeader(Address(source), Address(destination), protocol, message.Length);
        ushort checksum = InternetChecksum.Compute(message, seed);

        // UDP says "no checksum" with 0, so a sum of 0 travels as ffff (RFC 768).
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(at), checksum == 0 && protocol == UdpNumber ? (ushort)0xffff : checksum);
        return message;
    }
}
