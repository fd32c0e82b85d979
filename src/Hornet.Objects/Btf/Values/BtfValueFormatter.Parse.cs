// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Hornet.Objects;

// From text to bytes.
public sealed partial class BtfValueFormatter
{
    /// <summary>Reads a value from text.</summary>
    /// <param name="typeId">The type; a variable stands for its type.</param>
    /// <param name="text">
    /// A number (decimal, <c>0x</c> or <c>0b</c>, with a sign), <c>true</c> or <c>false</c>, a character in single quotes, an enumerator's name; for arrays of
    /// <c>char</c> the text itself or a JSON string; for other arrays and for structures and unions JSON, whose strings may be any of the former.
    /// </param>
    /// <returns>The bytes, in the byte order of the BTF. What the text leaves out is 0.</returns>
    /// <exception cref="BtfValueException">The text is not a value of the type, or out of its range.</exception>
    /// <exception cref="ObjectFormatException">The type is damaged or has no size.</exception>
    public byte[] Parse(uint typeId, string text)
    {
        long size = _btf.SizeOf(typeId);
        if (size > Array.MaxLength)
            throw Damaged($"type {typeId} takes {size} bytes.");
        byte[] bytes = new byte[size];
        Parse(typeId, text, bytes);
        return bytes;
    }

    /// <summary>Reads a value from text over an existing one: members and elements that the text leaves out keep their bytes.</summary>
    /// <param name="typeId">The type.</param>
    /// <param name="text">See <see cref="Parse(uint, string)"/>.</param>
    /// <param name="destination">The value, in the byte order of the BTF, at least as long as the type. Unspecified after an error.</param>
    /// <exception cref="BtfValueException">The text is not a value of the type, or out of its range.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="ObjectFormatException">The type is damaged or has no size.</exception>
    public void Parse(uint typeId, string text, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(text);
        long size = _btf.SizeOf(typeId);
        if (size > destination.Length)
            throw new ArgumentException($"A value of type {typeId} takes {size} bytes; there are {destination.Length}.", nameof(destination));
        destination = destination[..(int)size];
        string trimmed = text.Trim();
        BtfType type = TypeOf(typeId);
        bool isText = type is BtfArray array && IsCharacter(TypeOf(array.ElementTypeId));
        bool isJson = type is BtfStruct or BtfArray or BtfDataSection && (!isText || trimmed.StartsWith('"') || trimmed.StartsWith('['));
        if (!isJson)
        {
            SetScalar(type, isText ? text : trimmed, destination, 0, 0, "");
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(trimmed, new JsonDocumentOptions { AllowTrailingCommas = true });
            Set(typeId, document.RootElement, destination, 0, 0, "", 0);
        }
        catch (JsonException error)
        {
            throw Bad($"'{trimmed}' is not JSON, which a value of {CoreNames.Describe(_btf, type.Id)} has to be ({error.Message})", "");
        }
    }

    private static BtfValueException Bad(string message, string path) =>
        new($"Reading a value{(path.Length == 0 ? "" : " for " + path)}: {message}.", path);

    private void Set(uint typeId, JsonElement json, Span<byte> bytes, long bitOffset, int bitfieldSize, string path, int depth)
    {
        if (depth == MaximumDepth)
            throw Damaged($"type {typeId} contains itself.");
        BtfType type = TypeOf(typeId);
        switch (type)
        {
            case BtfStruct x:
                SetMembers(x, Expect(json, JsonValueKind.Object, path), bytes, bitOffset, path, depth);
                break;
            case BtfDataSection x:
                foreach (JsonProperty property in Expect(json, JsonValueKind.Object, path).EnumerateObject())
                    SetVariable(x, property, bytes, path, depth);
                break;
            case BtfArray x when json.ValueKind == JsonValueKind.Array:
                SetElements(x, json, bytes, bitOffset, path, depth);
                break;
            case BtfArray x when !IsCharacter(TypeOf(x.ElementTypeId)):
                throw Bad("an array is written as a JSON array", path);
            default:
                string text = json.ValueKind switch
                {
                    JsonValueKind.String => json.GetString()!,
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => json.GetRawText(),
                    _ => throw Bad($"{json.ValueKind.ToString().ToLowerInvariant()} is no number, name or text", path),
                };
                SetScalar(type, text, bytes, bitOffset, bitfieldSize, path);
                break;
        }
    }

    private static JsonElement Expect(JsonElement json, JsonValueKind kind, string path) =>
        json.ValueKind == kind ? json : throw Bad("a structure is written as a JSON object", path);

    private void SetMembers(BtfStruct type, JsonElement json, Span<byte> bytes, long bitOffset, string path, int depth)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            string own = $"{path}.{property.Name}";
            if (FindMember(type, property.Name, bitOffset, 0) is not { } found)
                throw Bad($"{CoreNames.Describe(_btf, type.Id)} has no member '{property.Name}'", own);
            Set(found.Member.TypeId, property.Value, bytes, found.BitOffset, (int)found.Member.BitfieldSize, own, depth + 1);
        }
    }

    private (BtfMember Member, long BitOffset)? FindMember(BtfStruct type, string name, long bitOffset, int depth)
    {
        if (depth == MaximumDepth || ++_parts > MaximumParts)
            throw Damaged($"type {type.Id} contains itself.");
        foreach (BtfMember member in type.Members)
        {
            if (member.Name.Length > 0 && member.Name == name)
                return (member, bitOffset + member.BitOffset);
            if (member.Name.Length == 0 && TypeOf(member.TypeId) is BtfStruct inner && FindMember(inner, name, bitOffset + member.BitOffset, depth + 1) is { } found)
                return found;
        }

        return null;
    }

    private void SetVariable(BtfDataSection section, JsonProperty property, Span<byte> bytes, string path, int depth)
    {
        foreach (BtfSectionVariable variable in section.Variables)
        {
            if (_btf.NameOf(variable.TypeId) != property.Name)
                continue;
            Set(variable.TypeId, property.Value, bytes, variable.Offset * 8L, 0, $"{path}.{property.Name}", depth + 1);
            return;
        }

        throw Bad($"section {section.Name} has no variable '{property.Name}'", path);
    }

    private void SetElements(BtfArray type, JsonElement json, Span<byte> bytes, long bitOffset, string path, int depth)
    {
        if (json.GetArrayLength() > type.Length)
            throw Bad($"{json.GetArrayLength()} elements do not fit into an array of {type.Length}", path);
        long size = _btf.SizeOf(type.ElementTypeId);
        int i = 0;
        foreach (JsonElement element in json.EnumerateArray())
        {
            Set(type.ElementTypeId, element, bytes, bitOffset + (i * size * 8), 0, $"{path}[{i}]", depth + 1);
            i++;
        }
    }

    private void SetScalar(BtfType type, string text, Span<byte> bytes, long bitOffset, int bitfieldSize, string path)
    {
        switch (type)
        {
            case BtfInt x:
                bool isOldBitfield = bitfieldSize == 0 && x.BitCount > 0 && x.BitCount < x.Size * 8;
                int bits = bitfieldSize != 0 ? bitfieldSize : isOldBitfield ? x.BitCount : (int)Math.Min(x.Size, 16) * 8;
                BigInteger number = IsBoolean(x) ? ParseBoolean(text, path) : ParseNumber(text, path);
                SetNumber(bytes, isOldBitfield ? bitOffset + x.BitOffset : bitOffset, bits, x.IsSigned, number, x.Name, path);
                break;
            case BtfEnum x:
                bits = bitfieldSize != 0 ? bitfieldSize : (int)Math.Min(x.Size, 16) * 8;
                SetNumber(bytes, bitOffset, bits, x.IsSigned, ParseEnumerator(x, text, path), CoreNames.Describe(_btf, x.Id), path);
                break;
            case BtfPointer:
                SetNumber(bytes, bitOffset, _btf.PointerSize * 8, false, ParseNumber(text, path), "a pointer", path);
                break;
            case BtfFloat x:
                SetFloat(x, text, Room(bytes, bitOffset, x.Size), path);
                break;
            case BtfArray x:
                SetText(text, Room(bytes, bitOffset, x.Length), path);
                break;
            default:
                throw Bad($"a value of {CoreNames.Describe(_btf, type.Id)} cannot be set", path);
        }
    }

    private static Span<byte> Room(Span<byte> bytes, long bitOffset, long size)
    {
        long start = bitOffset / 8;
        return start >= 0 && start + size <= bytes.Length
            ? bytes.Slice((int)start, (int)size)
            : throw Damaged($"a part of {size} bytes at {start} lies outside the {bytes.Length} bytes of the value.");
    }

    private void SetNumber(Span<byte> bytes, long bitOffset, int bits, bool isSigned, BigInteger value, string typeName, string path)
    {
        BigInteger least = isSigned ? -(BigInteger.One << (bits - 1)) : BigInteger.Zero;
        BigInteger most = (BigInteger.One << (isSigned ? bits - 1 : bits)) - 1;
        if (value < least || value > most)
            throw Bad($"{value} is outside the range of {typeName}{(bits % 8 == 0 ? "" : $" in {bits} bits")}, {least} to {most}", path);
        if (bitOffset < 0 || bitOffset + bits > bytes.Length * 8L)
            throw Damaged($"a number of {bits} bits at bit {bitOffset} lies outside the {bytes.Length} bytes of the value.");
        BtfBits.Write(bytes, bitOffset, bits, value, _bigEndian);
    }

    private static BigInteger ParseBoolean(string text, string path) => text switch
    {
        "true" or "1" => BigInteger.One,
        "false" or "0" => BigInteger.Zero,
        _ => throw Bad($"'{text}' is neither true nor false", path),
    };

    private static BigInteger ParseNumber(string text, string path)
    {
        if (text.Length == 3 && text[0] == '\'' && text[2] == '\'' && text[1] < 128)
            return text[1];
        ReadOnlySpan<char> digits = text;
        bool negative = digits.StartsWith("-");
        if (negative || digits.StartsWith("+"))
            digits = digits[1..];
        (NumberStyles style, int prefix) = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? (NumberStyles.AllowHexSpecifier, 2)
            : digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase) ? (NumberStyles.AllowBinarySpecifier, 2)
            : (NumberStyles.None, 0);
        // 128 binary digits are the longest number there is. The 0 in front keeps the highest digit from being read as a sign.
        string magnitude = $"0{digits[prefix..]}";
        if (digits.Length == prefix || magnitude.Length > 130 || !BigInteger.TryParse(magnitude, style, CultureInfo.InvariantCulture, out BigInteger value))
            throw Bad($"'{text}' is not a whole number", path);
        return negative ? -value : value;
    }

    private static BigInteger ParseEnumerator(BtfEnum type, string text, string path)
    {
        foreach (BtfEnumValue known in type.Values)
        {
            if (known.Name == text)
                return type.IsSigned ? known.Value : (ulong)known.Value;
        }

        if (text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+'))
            return ParseNumber(text, path);
        string names = string.Join(", ", type.Values.Take(8).Select(value => value.Name));
        throw Bad($"enum {type.Name} has no enumerator '{text}'; it has {names}{(type.Values.Length > 8 ? ", …" : "")}", path);
    }

    private void SetFloat(BtfFloat type, string text, Span<byte> bytes, string path)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            throw Bad($"'{text}' is not a number", path);
        switch (type.Size)
        {
            case 4 when _bigEndian: BinaryPrimitives.WriteSingleBigEndian(bytes, (float)value); break;
            case 4: BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)value); break;
            case 8 when _bigEndian: BinaryPrimitives.WriteDoubleBigEndian(bytes, value); break;
            case 8: BinaryPrimitives.WriteDoubleLittleEndian(bytes, value); break;
            default: throw Bad($"a {type.Name} of {type.Size} bytes cannot be set", path);
        }
    }

    private static void SetText(string text, Span<byte> bytes, string path)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        if (length >= bytes.Length)
            throw Bad($"a text of {length} bytes and its end do not fit into {bytes.Length}", path);
        bytes.Clear();
        Encoding.UTF8.GetBytes(text, bytes);
    }
}
