// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Hornet.Objects;

/// <summary>
/// Turns the bytes of a map's keys and values, of variables and of events into text or JSON by their BTF types, and text back into bytes.
/// </summary>
/// <remarks>
/// <para>Integers are numbers, whatever their width; <c>bool</c> is true or false; enumerations are their enumerators' names, or numbers where none fits;
/// pointers are <c>0x…</c>; arrays of <c>char</c> are strings up to their first zero byte, or arrays of numbers when that is not text; structures and unions
/// are objects, with the members of anonymous ones among those of the outer; a flexible array takes the bytes that are left.</para>
/// <para>Remembers the types it meets. Not safe for several threads at once.</para>
/// </remarks>
public sealed partial class BtfValueFormatter
{
    private const int MaximumDepth = 64;

    // Structures that contain themselves, in damaged BTF, are cut off here; a value of this many parts is not for reading.
    private const int MaximumParts = 4_000_000;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly Btf _btf;
    private readonly bool _bigEndian;
    private readonly Dictionary<uint, BtfType> _types = [];
    private int _parts;

    /// <summary>Prepares for values of a BTF's types.</summary>
    /// <param name="btf">The types.</param>
    public BtfValueFormatter(Btf btf)
    {
        ArgumentNullException.ThrowIfNull(btf);
        _btf = btf;
        _bigEndian = btf.IsBigEndian;
    }

    /// <summary>Writes a value as JSON.</summary>
    /// <param name="writer">Where to; a property name, if one is needed, is written already.</param>
    /// <param name="typeId">The value's type; a variable stands for its type, a data section is an object of its variables.</param>
    /// <param name="bytes">The value, in the byte order of the BTF, at least as long as the type.</param>
    /// <exception cref="ArgumentException">There are too few bytes.</exception>
    /// <exception cref="ObjectFormatException">The types are damaged.</exception>
    public void WriteJson(Utf8JsonWriter writer, uint typeId, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Write(new JsonValueSink(writer), typeId, bytes);
    }

    /// <summary>A value as one line of text, for example <c>{pid: 7, comm: "bash"}</c>.</summary>
    /// <param name="typeId">The value's type.</param>
    /// <param name="bytes">The value, in the byte order of the BTF, at least as long as the type.</param>
    /// <exception cref="ArgumentException">There are too few bytes.</exception>
    /// <exception cref="ObjectFormatException">The types are damaged.</exception>
    public string Format(uint typeId, ReadOnlySpan<byte> bytes)
    {
        var sink = new TextValueSink();
        Write(sink, typeId, bytes);
        return sink.ToString();
    }

    private static ObjectFormatException Damaged(string message) => new($"Decoding a value by its BTF type: {message}", Btf.SectionName);

    private void Write(IValueSink sink, uint typeId, ReadOnlySpan<byte> bytes)
    {
        if (_btf.TryGetSize(typeId, out long size) && size > bytes.Length)
            throw new ArgumentException($"A value of type {typeId} takes {size} bytes; there are {bytes.Length}.", nameof(bytes));
        _parts = 0;
        Write(sink, typeId, bytes, 0, 0, 0);
    }

    private BtfType TypeOf(uint id)
    {
        if (!_types.TryGetValue(id, out BtfType? type))
        {
            type = _btf[id];
            type = type switch
            {
                BtfTypedef or BtfModifier or BtfTypeTag => _btf[_btf.Resolve(id)],
                BtfVariable variable => _btf[_btf.Resolve(variable.TypeId)],
                _ => type,
            };
            _types.Add(id, type);
        }

        return type;
    }

    private void Write(IValueSink sink, uint typeId, ReadOnlySpan<byte> bytes, long bitOffset, int bitfieldSize, int depth)
    {
        if (depth == MaximumDepth || ++_parts > MaximumParts)
            throw Damaged($"type {typeId} contains itself, or has more than {MaximumParts} parts.");
        BtfType type = TypeOf(typeId);
        switch (type)
        {
            case BtfInt x:
                WriteInteger(sink, x, bytes, bitOffset, bitfieldSize);
                break;
            case BtfEnum x:
                WriteEnum(sink, x, Number(bytes, bitOffset, bitfieldSize == 0 ? (int)Math.Min(x.Size, 16) * 8 : bitfieldSize, x.IsSigned));
                break;
            case BtfPointer:
                int digits = _btf.PointerSize * 8;
                sink.Word("0x" + ((ulong)Number(bytes, bitOffset, digits, false)).ToString("x", CultureInfo.InvariantCulture));
                break;
            case BtfFloat x:
                WriteFloat(sink, Part(bytes, bitOffset, x.Size));
                break;
            case BtfArray x:
                WriteArray(sink, x, bytes, bitOffset, depth);
                break;
            case BtfStruct x:
                sink.BeginObject();
                WriteMembers(sink, x, bytes, bitOffset, depth);
                sink.EndObject();
                break;
            case BtfDataSection x:
                sink.BeginObject();
                foreach (BtfSectionVariable variable in x.Variables)
                {
                    sink.Name(_btf.NameOf(variable.TypeId));
                    Write(sink, variable.TypeId, bytes, bitOffset + (variable.Offset * 8L), 0, depth + 1);
                }

                sink.EndObject();
                break;
            default:
                sink.Null(); // void, functions, forward declarations: nothing that could be shown
                break;
        }
    }

    private void WriteMembers(IValueSink sink, BtfStruct type, ReadOnlySpan<byte> bytes, long bitOffset, int depth)
    {
        foreach (BtfMember member in type.Members)
        {
            long at = bitOffset + member.BitOffset;
            if (member.Name.Length == 0 && TypeOf(member.TypeId) is BtfStruct inner && depth < MaximumDepth)
            {
                if (++_parts > MaximumParts)
                    throw Damaged($"type {type.Id} contains itself.");
                WriteMembers(sink, inner, bytes, at, depth + 1);
                continue;
            }

            sink.Name(member.Name);
            Write(sink, member.TypeId, bytes, at, (int)member.BitfieldSize, depth + 1);
        }
    }

    private void WriteInteger(IValueSink sink, BtfInt type, ReadOnlySpan<byte> bytes, long bitOffset, int bitfieldSize)
    {
        // Integers of compilers before 2018 carry the position of a bit field themselves.
        bool isOldBitfield = bitfieldSize == 0 && (type.BitOffset != 0 || type.BitCount < type.Size * 8) && type.BitCount > 0;
        int bits = bitfieldSize != 0 ? bitfieldSize : isOldBitfield ? type.BitCount : (int)Math.Min(type.Size, 16) * 8;
        BigInteger value = Number(bytes, isOldBitfield ? bitOffset + type.BitOffset : bitOffset, bits, type.IsSigned);
        if (IsBoolean(type) && (value.IsZero || value.IsOne))
            sink.Boolean(value.IsOne);
        else
            sink.Number(value);
    }

    private static bool IsBoolean(BtfInt type) => type.IsBool || type.Name is "_Bool" or "bool";

    private static bool IsCharacter(BtfType type) => type is BtfInt { Size: 1 } x && (x.IsChar || x.Name == "char");

    private static void WriteEnum(IValueSink sink, BtfEnum type, BigInteger value)
    {
        foreach (BtfEnumValue known in type.Values)
        {
            if ((type.IsSigned ? known.Value : (BigInteger)(ulong)known.Value) == value)
            {
                sink.Word(known.Name);
                return;
            }
        }

        sink.Number(value);
    }

    private void WriteFloat(IValueSink sink, ReadOnlySpan<byte> bytes)
    {
        switch (bytes.Length)
        {
            case 2:
                sink.Number((double)(_bigEndian ? BinaryPrimitives.ReadHalfBigEndian(bytes) : BinaryPrimitives.ReadHalfLittleEndian(bytes)));
                break;
            case 4:
                sink.Number(_bigEndian ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes));
                break;
            case 8:
                sink.Number(_bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes));
                break;
            default:
                sink.Word("0x" + Convert.ToHexStringLower(bytes));
                break;
        }
    }

    private void WriteArray(IValueSink sink, BtfArray type, ReadOnlySpan<byte> bytes, long bitOffset, int depth)
    {
        long size = _btf.TryGetSize(type.ElementTypeId, out long known) ? known : 0;
        long start = bitOffset / 8;
        long count = size == 0 ? 0 : type.Length > 0 ? type.Length : Math.Max(0, bytes.Length - start) / size;
        if (IsCharacter(TypeOf(type.ElementTypeId)) && TryText(Part(bytes, bitOffset, count), out string text))
        {
            sink.Text(text);
            return;
        }

        sink.BeginArray();
        for (long i = 0; i < count; i++)
            Write(sink, type.ElementTypeId, bytes, bitOffset + (i * size * 8), 0, depth + 1);
        sink.EndArray();
    }

    private static bool TryText(ReadOnlySpan<byte> bytes, out string text)
    {
        int end = bytes.IndexOf((byte)0);
        text = "";
        try
        {
            text = StrictUtf8.GetString(end < 0 ? bytes : bytes[..end]);
            return !text.Any(letter => char.IsControl(letter) && letter is not ('\t' or '\n' or '\r'));
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, long bitOffset, long size)
    {
        long start = bitOffset / 8;
        return start >= 0 && size >= 0 && start + size <= bytes.Length
            ? bytes.Slice((int)start, (int)size)
            : throw Damaged($"a part of {size} bytes at {start} lies outside the {bytes.Length} bytes of the value.");
    }

    private BigInteger Number(ReadOnlySpan<byte> bytes, long bitOffset, int bits, bool isSigned)
    {
        if (bitOffset < 0 || bitOffset + bits > bytes.Length * 8L)
            throw Damaged($"a number of {bits} bits at bit {bitOffset} lies outside the {bytes.Length} bytes of the value.");
        return BtfBits.Read(bytes, bitOffset, bits, isSigned, _bigEndian);
    }
}
