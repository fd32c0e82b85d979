// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.VirtualMachines;

/// <summary>
/// SYN cookies built as the kernel builds them (<c>net/ipv4/syncookies.c</c>): a hash of the connection, the minute in the top byte, and an index
/// into a table of segment sizes hidden behind a second hash. The kernel's secret is random; this one is fixed, so that results repeat.
/// </summary>
internal static class SynCookies
{
    private const uint DataMask = 0xff_ffff;
    private const int MinuteShift = 24;
    private const uint MaxAgeMinutes = 2;
    private const int TcpHeaderLength = 20;
    private const byte MaximumSegmentOption = 2;

    private static readonly ushort[] SegmentsV4 = [536, 1300, 1440, 1460];
    private static readonly ushort[] SegmentsV6 = [1220, 1420, 1440, 8940];

    /// <summary>Makes a cookie for a SYN; returns it with the segment size it stands for in the upper half.</summary>
    /// <param name="addresses">Source and destination address: 8 or 32 bytes.</param>
    /// <param name="tcp">The TCP header with its options.</param>
    /// <param name="minute">The time in minutes.</param>
    public static ulong Generate(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> tcp, uint minute)
    {
        ushort[] segments = Segments(addresses);
        ushort wanted = FindSegmentSize(tcp);
        if (wanted == 0)
            wanted = segments[0];
        uint index = (uint)segments.Length - 1;
        while (index > 0 && wanted < segments[index])
            index--;

        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]);
        ReadOnlySpan<byte> ports = tcp[..4];
        uint cookie = unchecked(Hash(addresses, ports, 0, 0) + sequence + (minute << MinuteShift) +
            ((Hash(addresses, ports, minute, 1) + index) & DataMask));
        return cookie | ((ulong)segments[index] << 32);
    }

    /// <summary>Whether an acknowledgement carries a cookie that is at most two minutes old.</summary>
    public static bool IsValid(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> tcp, uint minute)
    {
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]) - 1;
        uint cookie = BinaryPrimitives.ReadUInt32BigEndian(tcp[8..]) - 1;
        ReadOnlySpan<byte> ports = tcp[..4];
        cookie = unchecked(cookie - (Hash(addresses, ports, 0, 0) + sequence));
        uint age = (minute - (cookie >> MinuteShift)) & (byte.MaxValue);
        if (age >= MaxAgeMinutes)
            return false;
        uint index = unchecked(cookie - Hash(addresses, ports, minute - age, 1)) & DataMask;
        return index < (uint)Segments(addresses).Length;
    }

    private static ushort[] Segments(ReadOnlySpan<byte> addresses) => addresses.Length == 8 ? SegmentsV4 : SegmentsV6;

    /// <summary>The segment size a SYN asks for, or 0.</summary>
    private static ushort FindSegmentSize(ReadOnlySpan<byte> tcp)
    {
        ReadOnlySpan<byte> options = tcp[TcpHeaderLength..];
        while (!options.IsEmpty && options[0] != 0)
        {
            if (options[0] == 1)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < 2 || options[1] < 2 || options[1] > options.Length)
                return 0;
            if (options[0] == MaximumSegmentOption && options[1] == 4)
                return BinaryPrimitives.ReadUInt16BigEndian(options[2..]);
            options = options[options[1]..];
        }

        return 0;
    }

    /// <summary>SplitMix64 over the words of a connection.</summary>
    private static uint Hash(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> ports, uint minute, uint secret)
    {
        ulong state = 0x486f726e_65740000UL + secret;
        for (int at = 0; at < addresses.Length; at += sizeof(uint))
            state = Mix(state ^ BinaryPrimitives.ReadUInt32BigEndian(addresses[at..]));
        state = Mix(state ^ BinaryPrimitives.ReadUInt32BigEndian(ports));
        return (uint)(Mix(state ^ minute) >> 32);
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9e3779b97f4a7c15;
            value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
            value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
            return value ^ (value >> 31);
        }
    }
}
