// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace Hornet.Objects;

/// <summary>
/// The bytes of a section (or of the whole file) with their byte order and a name for errors. Every read is checked: a read outside the
/// bytes is an <see cref="ObjectFormatException"/> with the section and the offset.
/// </summary>
internal readonly struct SectionBytes(ReadOnlyMemory<byte> bytes, bool bigEndian, string? section)
{
    public ReadOnlyMemory<byte> Memory { get; } = bytes;

    public bool IsBigEndian { get; } = bigEndian;

    public string? Section { get; } = section;

    public int Length => Memory.Length;

    public ushort UInt16(long offset, string what)
    {
        ReadOnlySpan<byte> bytes = Slice(offset, 2, what).Span;
        return IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public uint UInt32(long offset, string what)
    {
        ReadOnlySpan<byte> bytes = Slice(offset, 4, what).Span;
        return IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong UInt64(long offset, string what)
    {
        ReadOnlySpan<byte> bytes = Slice(offset, 8, what).Span;
        return IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>A part of the bytes.</summary>
    public ReadOnlyMemory<byte> Slice(long offset, long length, string what)
    {
        if (offset < 0 || length < 0 || offset > Length || length > Length - offset)
            throw Error($"{what} ({length} bytes at offset {offset}) lies outside the {Length} bytes there are", offset);
        return Memory.Slice((int)offset, (int)length);
    }

    /// <summary>A string that ends with a zero byte.</summary>
    public string String(long offset, string what)
    {
        ReadOnlySpan<byte> rest = Slice(offset, Math.Max(0, Length - offset), what).Span;
        int length = rest.IndexOf((byte)0);
        if (length < 0)
            throw Error($"{what} at offset {offset} has no terminating zero byte", offset);
        return Encoding.UTF8.GetString(rest[..length]);
    }

    /// <summary>An error in these bytes.</summary>
    public ObjectFormatException Error(string fault, long? offset = null) =>
        new(Section is null ? $"Reading the ELF file: {fault}." : $"Reading section '{Section}': {fault}.", Section, offset);
}
