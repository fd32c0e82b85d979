// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace Hornet.Objects;

/// <summary>
/// Numbers of any width and position in bytes. Bit offsets count from the lowest bit of the first byte on little-endian machines and
/// from its highest bit on big-endian ones, as BTF's do.
/// </summary>
internal static class BtfBits
{
    /// <summary>Reads a number of up to 128 bits.</summary>
    public static BigInteger Read(ReadOnlySpan<byte> bytes, long bitOffset, int bitCount, bool isSigned, bool bigEndian)
    {
        int first = (int)(bitOffset / 8);
        int skipped = (int)(bitOffset % 8);
        int length = (skipped + bitCount + 7) / 8;
        var all = new BigInteger(bytes.Slice(first, length), isUnsigned: true, bigEndian);
        BigInteger value = bigEndian ? all >> ((length * 8) - skipped - bitCount) : all >> skipped;
        value &= (BigInteger.One << bitCount) - 1;
        return isSigned && bitCount > 0 && !(value >> (bitCount - 1)).IsZero ? value - (BigInteger.One << bitCount) : value;
    }

    /// <summary>Writes a number's low bits; the bits around stay as they are.</summary>
    public static void Write(Span<byte> bytes, long bitOffset, int bitCount, BigInteger value, bool bigEndian)
    {
        for (int i = 0; i < bitCount; i++)
        {
            // Bit i of the value, counted from the lowest.
            long at = bigEndian ? bitOffset + bitCount - 1 - i : bitOffset + i;
            byte mask = (byte)(bigEndian ? 0x80 >> (int)(at % 8) : 1 << (int)(at % 8));
            if (((value >> i) & 1).IsOne)
                bytes[(int)(at / 8)] |= mask;
            else
                bytes[(int)(at / 8)] &= (byte)~mask;
        }
    }
}
