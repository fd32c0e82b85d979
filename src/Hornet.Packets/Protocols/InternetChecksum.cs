// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>The checksums of the internet protocols.</summary>
public static class InternetChecksum
{
    /// <summary>
    /// The ones' complement sum of 16-bit big-endian words (RFC 1071) that IPv4, TCP, UDP and ICMP use, complemented and ready to be stored
    /// big-endian. Over bytes that include a correct checksum it gives 0.
    /// </summary>
    /// <param name="data">The bytes; a last odd one counts as the upper half of a word.</param>
    /// <param name="seed">A sum to start with, from <see cref="PseudoHeader"/>.</param>
    public static ushort Compute(ReadOnlySpan<byte> data, uint seed = 0)
    {
        ulong sum = seed;
        while (data.Length >= 4)
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(data);
            data = data[4..];
        }

        if (data.Length >= 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(data);
            data = data[2..];
        }

        if (data.Length == 1)
            sum += (uint)data[0] << 8;
        while (sum > 0xffff)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }

    /// <summary>
    /// The part of a TCP, UDP or ICMPv6 checksum that covers the addresses, the length and the protocol (RFC 9293 section 3.1, RFC 8200 section 8.1).
    /// </summary>
    /// <param name="source">The source address, 4 or 16 bytes.</param>
    /// <param name="destination">The destination address, of the same length.</param>
    /// <param name="protocol">The protocol number.</param>
    /// <param name="length">The length of the upper-layer header and data in bytes.</param>
    public static uint PseudoHeader(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, byte protocol, int length)
    {
        uint sum = (uint)(ushort)~Compute(source) + (ushort)~Compute(destination) + protocol;
        return sum + ((uint)length >> 16) + ((uint)length & 0xffff);
    }

    /// <summary>The CRC-32C of SCTP (RFC 9260 appendix A), to be stored little-endian.</summary>
    /// <param name="data">The whole SCTP packet with its checksum field zero.</param>
    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
            crc = System.Numerics.BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
