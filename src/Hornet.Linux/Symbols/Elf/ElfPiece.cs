// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A piece of an ELF file with its byte order; every access is checked.</summary>
internal readonly struct ElfPiece(ElfSource source, byte[] bytes, bool is64Bit, bool bigEndian, string what)
{
    public ReadOnlySpan<byte> Bytes => bytes;

    public int Length => bytes.Length;

    public ushort UInt16(long at) => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(Slice(at, 2)) : BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, 2));

    public uint UInt32(long at) => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Slice(at, 4)) : BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4));

    public ulong UInt64(long at) => bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(Slice(at, 8)) : BinaryPrimitives.ReadUInt64LittleEndian(Slice(at, 8));

    /// <summary>A number as wide as an address of the file, where files of both classes have it at one place.</summary>
    public ulong Word(long at) => is64Bit ? UInt64(at) : UInt32(at);

    /// <summary>A number as wide as an address of the file, at its place in files of 64 or of 32 bits.</summary>
    public ulong Word(long at64, long at32) => is64Bit ? UInt64(at64) : UInt32(at32);

    public ReadOnlySpan<byte> Slice(long at, long size)
    {
        if (at < 0 || size < 0 || at > bytes.Length || size > bytes.Length - at)
            throw source.Error($"{what} ends before offset {at} + {size}", at, what);
        return bytes.AsSpan((int)at, (int)size);
    }

    /// <summary>A text that ends with a zero byte, with the piece, or after a number of bytes.</summary>
    public string Text(long at, int longest) => Encoding.UTF8.GetString(TextBytes(at, longest));

    /// <summary>The bytes of such a text.</summary>
    public ReadOnlySpan<byte> TextBytes(long at, int longest)
    {
        ReadOnlySpan<byte> rest = Slice(at, Math.Min(longest, Math.Max(0, bytes.Length - at)));
        int end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>An error in this piece.</summary>
    public ObjectFormatException Error(string fault, long at) => source.Error($"{what}: {fault}", at, what);
}
