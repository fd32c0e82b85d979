// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>What the magic number of a pcap file says: byte order, timestamp unit, size of the record header.</summary>
internal readonly record struct PcapVariant(bool BigEndian, bool Nanoseconds, int RecordHeaderLength)
{
    public const uint Microseconds = 0xa1b2c3d4;
    public const uint NanosecondMagic = 0xa1b23c4d;

    /// <summary>Alexey Kuznetzov's patched libpcap for Linux 2.2: eight more bytes (interface, protocol, packet type) in each record header.</summary>
    public const uint Kuznetzov = 0xa1b2cd34;

    /// <summary>Finds the variant of a magic number that was read as little-endian.</summary>
    public static bool TryFind(uint magic, out PcapVariant variant)
    {
        bool bigEndian = BinaryPrimitives.ReverseEndianness(magic) is Microseconds or NanosecondMagic or Kuznetzov;
        uint value = bigEndian ? BinaryPrimitives.ReverseEndianness(magic) : magic;
        variant = new PcapVariant(bigEndian, value == NanosecondMagic, value == Kuznetzov ? 24 : 16);
        return value is Microseconds or NanosecondMagic or Kuznetzov;
    }
}
