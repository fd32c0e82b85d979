// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The checksum of <c>.gnu_debuglink</c>: CRC-32 with the polynomial of ISO 3309 (Ethernet, zip), eight bytes a step, for debug files are large.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xedb88320;
    private const int Steps = 8;

    private static readonly uint[] Tables = MakeTables();

    public static uint Of(Stream stream)
    {
        byte[] buffer = new byte[256 * 1024];
        uint crc = uint.MaxValue;
        for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
            crc = Add(crc, buffer.AsSpan(0, count));
        return ~crc;
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] tables = Tables;
        for (; bytes.Length >= Steps; bytes = bytes[Steps..])
        {
            ulong step = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = 0;
            for (int i = 0; i < Steps; i++, step >>= 8)
                crc ^= tables[((Steps - 1 - i) << 8) | (byte)step];
        }

        foreach (byte value in bytes)
            crc = (crc >> 8) ^ tables[(byte)crc ^ value];
        return crc;
    }

    /// <summary>Table k gives the effect of a byte that k further bytes follow.</summary>
    private static uint[] MakeTables()
    {
        var tables = new uint[Steps * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            tables[value] = crc;
        }

        for (int i = 256; i < tables.Length; i++)
            tables[i] = (tables[i - 256] >> 8) ^ tables[(byte)tables[i - 256]];
        return tables;
    }
}
