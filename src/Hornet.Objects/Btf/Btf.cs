// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace Hornet.Objects;

/// <summary>
/// The BPF Type Format of an object or a kernel (Documentation/bpf/btf.rst): a table of types that name each other by id. Opening reads no
/// more than the position of each type; a type becomes an object when it is asked for, and finding one by name parses little else.
/// </summary>
/// <remarks>
/// Immutable and safe for use by several threads. A split BTF, as kernel modules have, continues the ids and strings of its base.
/// Type ids out of range, damaged records and the like are reported by <see cref="ObjectFormatException"/> when they are met.
/// </remarks>
public sealed partial class Btf
{
    internal const string SectionName = ".BTF";
    internal const ushort Magic = 0xeb9f;
    internal const int HeaderSize = 24;
    internal const int TypeHeaderSize = 12;

    // The kernel takes names of up to 511 bytes; source lines can be longer. Without a limit, damaged data could make every type's name megabytes long.
    private const int MaximumStringLength = 1 << 16;

    private readonly ReadOnlyMemory<byte> _data;
    private readonly int _stringsStart;
    private readonly int _stringsLength;
    private readonly uint _firstString;
    private readonly int[] _offsets;
    private readonly int _count;

    private Btf(ReadOnlyMemory<byte> data, Btf? baseBtf)
    {
        _data = data;
        Base = baseBtf;
        FirstId = baseBtf?.TypeCount ?? 1;
        _firstString = baseBtf?.StringsEnd ?? 0;

        ReadOnlySpan<byte> bytes = data.Span;
        if (bytes.Length < HeaderSize)
            throw Error($"The header needs {HeaderSize} bytes; there are {bytes.Length}.", 0);
        ushort magic = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        IsBigEndian = magic == BinaryPrimitives.ReverseEndianness(Magic);
        if (!IsBigEndian && magic != Magic)
            throw Error($"The first two bytes are 0x{magic:x4}, not the magic number 0x{Magic:x4}.", 0);
        if (baseBtf is not null && baseBtf.IsBigEndian != IsBigEndian)
            throw Error("The byte order differs from that of the base.", 0);
        if (bytes[2] != 1)
            throw Error($"Version {bytes[2]} is unknown; only version 1 is defined.", 2);

        uint headerLength = ReadUInt32(bytes, 4);
        if (headerLength < HeaderSize || headerLength > bytes.Length)
            throw Error($"A header length of {headerLength} bytes cannot be right.", 4);
        (int typesStart, int typesLength) = Part(bytes, 8, headerLength, "types");
        (_stringsStart, _stringsLength) = Part(bytes, 16, headerLength, "strings");
        CheckStrings(bytes.Slice(_stringsStart, _stringsLength));
        if ((typesStart & 3) != 0)
            throw Error("The types are not aligned to 4 bytes.", 8);
        _offsets = FindTypes(bytes, typesStart, typesStart + typesLength, out _count);
    }

    /// <summary>The BTF this one continues, or null.</summary>
    public Btf? Base { get; }

    /// <summary>Whether the data is that of a big-endian machine.</summary>
    public bool IsBigEndian { get; }

    /// <summary>The first id of this BTF's own types: 1, or for a split BTF the number of types of its base.</summary>
    public uint FirstId { get; }

    /// <summary>The number of types, <c>void</c> and those of the base included: one more than the highest id.</summary>
    public uint TypeCount => FirstId + (uint)_count;

    /// <summary>The encoded bytes this BTF was made from.</summary>
    public ReadOnlyMemory<byte> Data => _data;

    /// <summary>The offset one past the last string, the base's included.</summary>
    internal uint StringsEnd => _firstString + (uint)_stringsLength;

    /// <summary>The length of the string section, the base's included.</summary>
    internal ReadOnlySpan<byte> OwnStrings => _data.Span.Slice(_stringsStart, _stringsLength);

    /// <summary>Opens encoded BTF.</summary>
    /// <param name="data">The bytes, of either byte order; they must not change while the BTF is in use.</param>
    /// <param name="baseBtf">The BTF that a split one continues.</param>
    /// <exception cref="ObjectFormatException">The bytes are not BTF, or damaged.</exception>
    public static Btf Parse(ReadOnlyMemory<byte> data, Btf? baseBtf = null) => new(data, baseBtf);

    /// <summary>The string at an offset of the string section.</summary>
    /// <exception cref="ObjectFormatException">The offset lies outside, or the string has no end.</exception>
    public string GetString(uint offset) => offset == 0 ? "" : Encoding.UTF8.GetString(StringBytes(offset));

    /// <summary>The bytes of the string at an offset, without the terminating zero.</summary>
    internal ReadOnlySpan<byte> StringBytes(uint offset)
    {
        if (offset < _firstString)
            return Base!.StringBytes(offset);
        uint own = offset - _firstString;
        if (own >= (uint)_stringsLength)
        {
            if (offset == 0)
                return [];
            throw Error($"A string offset of {offset} lies outside the strings, which end at {StringsEnd}.", _stringsStart);
        }

        ReadOnlySpan<byte> rest = _data.Span.Slice(_stringsStart + (int)own, Math.Min(_stringsLength - (int)own, MaximumStringLength));
        int length = rest.IndexOf((byte)0);
        return length >= 0 ? rest[..length] : throw Error($"The string at {offset} is longer than {MaximumStringLength} bytes.", _stringsStart + (int)own);
    }

    internal uint ReadUInt32(ReadOnlySpan<byte> bytes, int offset) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static ObjectFormatException Error(string message, long offset) => new($"Reading BTF: {message}", SectionName, offset);

    private (int Start, int Length) Part(ReadOnlySpan<byte> bytes, int field, uint headerLength, string name)
    {
        ulong start = (ulong)headerLength + ReadUInt32(bytes, field);
        uint length = ReadUInt32(bytes, field + 4);
        if (start > (ulong)bytes.Length || start + length > (ulong)bytes.Length)
            throw Error($"The {name} ({length} bytes at {start}) do not fit into the {bytes.Length} bytes there are.", field);
        return ((int)start, (int)length);
    }

    private void CheckStrings(ReadOnlySpan<byte> strings)
    {
        if (strings.Length == 0)
        {
            if (Base is null)
                throw Error("There is no string section.", 20);
            return;
        }

        if (strings[^1] != 0)
            throw Error("The last string has no end.", _stringsStart + strings.Length - 1);
        if (Base is null && strings[0] != 0)
            throw Error("The first string is not the empty one.", _stringsStart);
    }

    /// <summary>One pass over the records, to learn where each starts; nothing else is read.</summary>
    private int[] FindTypes(ReadOnlySpan<byte> bytes, int start, int end, out int count)
    {
        // A record takes 12 bytes at least. Pages of the array past the last type are never touched, so they cost nothing.
        int[] offsets = GC.AllocateUninitializedArray<int>((end - start) / TypeHeaderSize);
        count = 0;
        bool bigEndian = IsBigEndian;
        int position = start;
        while (position < end)
        {
            if (end - position < TypeHeaderSize)
                throw Error($"The record of type {FirstId + (uint)count} is cut off.", position);
            uint info = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Slice(position + 4, 4));
            if (bigEndian)
                info = BinaryPrimitives.ReverseEndianness(info);
            int size = RecordSize(info);
            if (size == 0)
                throw Error($"Type {FirstId + (uint)count} is of an unknown kind, {(info >> 24) & 0x1f}.", position + 4);
            if (size > end - position)
                throw Error($"The record of type {FirstId + (uint)count} is cut off.", position);
            offsets[count++] = position;
            position += size;
        }

        return offsets;
    }

    /// <summary>The size of a record from its info word, or 0 for an unknown kind.</summary>
    private static int RecordSize(uint info)
    {
        int count = (int)(info & 0xffff);
        return (BtfKind)((info >> 24) & 0x1f) switch
        {
            BtfKind.Pointer or BtfKind.Forward or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict
                or BtfKind.Function or BtfKind.Float or BtfKind.TypeTag => TypeHeaderSize,
            BtfKind.Int or BtfKind.Variable or BtfKind.DeclarationTag => TypeHeaderSize + 4,
            BtfKind.Array => TypeHeaderSize + 12,
            BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => TypeHeaderSize + (12 * count),
            BtfKind.Enum or BtfKind.FunctionPrototype => TypeHeaderSize + (8 * count),
            _ => 0,
        };
    }
}
