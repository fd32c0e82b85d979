// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace Hornet.Objects;

/// <summary>
/// Makes BTF: add types, refer to them by the ids that adding returns (or will return, for types that contain each other:
/// <see cref="NextId"/>), then <see cref="Build"/> or <see cref="ToArray"/>. The ids in the added values themselves are ignored.
/// </summary>
/// <example>
/// <code>
/// var builder = new BtfBuilder();
/// uint u32 = builder.AddInt("unsigned int", 4);
/// uint next = builder.NextId + 1; // the pointer below
/// uint node = builder.AddStruct("node", 16, [new("value", u32, 0, 0), new("next", next, 64, 0)]);
/// builder.AddPointer(node);
/// Btf btf = builder.Build();
/// </code>
/// </example>
public sealed partial class BtfBuilder
{
    private const int MaximumParts = ushort.MaxValue;
    private const uint MaximumBitfieldOffset = 0xff_ffff;

    private readonly List<BtfType> _types = [];
    private readonly Lazy<Dictionary<string, uint>> _baseStrings;

    /// <summary>Starts an empty BTF.</summary>
    /// <param name="baseBtf">The BTF to continue, for split BTF.</param>
    /// <param name="bigEndian">Whether the encoded form is that of a big-endian machine.</param>
    public BtfBuilder(Btf? baseBtf = null, bool bigEndian = false)
    {
        if (baseBtf is not null && baseBtf.IsBigEndian != bigEndian)
            throw new ArgumentException("A split BTF has the byte order of its base.", nameof(bigEndian));
        Base = baseBtf;
        IsBigEndian = bigEndian;
        _baseStrings = new Lazy<Dictionary<string, uint>>(() => CollectStrings(baseBtf));
    }

    /// <summary>Starts from a copy of another BTF's own types; the ids stay.</summary>
    /// <param name="btf">What to copy. A split one gives a builder with the same base.</param>
    /// <exception cref="ObjectFormatException">The BTF is damaged.</exception>
    public BtfBuilder(Btf btf)
        : this(btf is null ? throw new ArgumentNullException(nameof(btf)) : btf.Base, btf.IsBigEndian) =>
        _types.AddRange(btf.OwnTypes);

    /// <summary>The BTF this one continues, or null.</summary>
    public Btf? Base { get; }

    /// <summary>Whether the encoded form is that of a big-endian machine.</summary>
    public bool IsBigEndian { get; }

    /// <summary>The id of the next type added.</summary>
    public uint NextId => FirstId + (uint)_types.Count;

    private uint FirstId => Base?.TypeCount ?? 1;

    /// <summary>Adds a type.</summary>
    /// <param name="type">The type; its id is ignored.</param>
    /// <returns>The id it got.</returns>
    /// <exception cref="ArgumentException">The type cannot be encoded: <c>void</c>, more than 65,535 parts, a bit field too far from the start.</exception>
    public uint Add(BtfType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Check(type);
        uint id = NextId;
        _types.Add(type with { Id = id });
        return id;
    }

    /// <summary>Replaces a type added before.</summary>
    /// <param name="id">The id it has.</param>
    /// <param name="type">The type; its own id is ignored.</param>
    public void Replace(uint id, BtfType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentOutOfRangeException.ThrowIfLessThan(id, FirstId);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, NextId);
        Check(type);
        _types[(int)(id - FirstId)] = type with { Id = id };
    }

    /// <summary>Adds all of another BTF's own types (merging). Follow with <see cref="Deduplicate"/> to keep one of each.</summary>
    /// <param name="other">The other BTF. A split one must have the same base as this builder.</param>
    /// <returns>What to add to an own id of the other to get the id here.</returns>
    /// <exception cref="ArgumentException">The bases differ.</exception>
    /// <exception cref="ObjectFormatException">The other BTF is damaged.</exception>
    public uint AddAll(Btf other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Base is not null && other.Base != Base)
            throw new ArgumentException("The other BTF continues another base.", nameof(other));
        uint shift = NextId - other.FirstId;
        foreach (BtfType type in other.OwnTypes)
            Add(type.MapTypeIds(id => id < other.FirstId ? id : id + shift));
        return shift;
    }

    /// <summary>Adds an integer that fills its bytes.</summary>
    public uint AddInt(string name, uint size, BtfIntEncoding encoding = BtfIntEncoding.None) =>
        Add(new BtfInt(0, name, size, encoding, 0, (int)size * 8));

    /// <summary>Adds a floating-point number.</summary>
    public uint AddFloat(string name, uint size) => Add(new BtfFloat(0, name, size));

    /// <summary>Adds a pointer.</summary>
    public uint AddPointer(uint typeId) => Add(new BtfPointer(0, typeId));

    /// <summary>Adds an array.</summary>
    public uint AddArray(uint elementTypeId, uint indexTypeId, uint length) => Add(new BtfArray(0, elementTypeId, indexTypeId, length));

    /// <summary>Adds a structure.</summary>
    public uint AddStruct(string name, uint size, params ReadOnlySpan<BtfMember> members) => Add(new BtfStruct(0, name, false, size, [.. members]));

    /// <summary>Adds a union.</summary>
    public uint AddUnion(string name, uint size, params ReadOnlySpan<BtfMember> members) => Add(new BtfStruct(0, name, true, size, [.. members]));

    /// <summary>Adds an enumeration of up to 32 bits, or of 64 where a value or the size needs them.</summary>
    public uint AddEnum(string name, uint size, bool isSigned, params ReadOnlySpan<BtfEnumValue> values)
    {
        bool wide = size == 8;
        foreach (BtfEnumValue value in values)
            wide |= isSigned ? value.Value != (int)value.Value : (ulong)value.Value > uint.MaxValue;
        return Add(new BtfEnum(0, name, size, isSigned, wide, [.. values]));
    }

    /// <summary>Adds a typedef.</summary>
    public uint AddTypedef(string name, uint typeId) => Add(new BtfTypedef(0, name, typeId));

    /// <summary>Adds a forward declaration.</summary>
    public uint AddForward(string name, bool isUnion = false) => Add(new BtfForward(0, name, isUnion));

    /// <summary>Adds <c>const</c>, <c>volatile</c> or <c>restrict</c>.</summary>
    public uint AddModifier(BtfKind modifier, uint typeId) => Add(new BtfModifier(0, modifier, typeId));

    /// <summary>Adds the prototype of a function.</summary>
    public uint AddFunctionPrototype(uint returnTypeId, params ReadOnlySpan<BtfParameter> parameters) =>
        Add(new BtfFunctionPrototype(0, returnTypeId, [.. parameters]));

    /// <summary>Adds a function.</summary>
    public uint AddFunction(string name, uint prototypeId, BtfLinkage linkage = BtfLinkage.Global) => Add(new BtfFunction(0, name, prototypeId, linkage));

    /// <summary>Adds a variable.</summary>
    public uint AddVariable(string name, uint typeId, BtfLinkage linkage = BtfLinkage.Global) => Add(new BtfVariable(0, name, typeId, linkage));

    /// <summary>Adds a data section.</summary>
    public uint AddDataSection(string name, uint size, params ReadOnlySpan<BtfSectionVariable> variables) =>
        Add(new BtfDataSection(0, name, size, [.. variables]));

    /// <summary>The BTF as it would be after encoding.</summary>
    public Btf Build() => Btf.Parse(ToArray(), Base);

    /// <summary>The encoded form.</summary>
    public byte[] ToArray() => new Encoder(this).Encode();

    private static void Check(BtfType type)
    {
        int parts = type switch
        {
            BtfVoid => throw new ArgumentException("void has id 0 and is not added.", nameof(type)),
            BtfStruct composite => composite.Members.Length,
            BtfEnum enumeration => enumeration.Values.Length,
            BtfFunctionPrototype prototype => prototype.Parameters.Length,
            BtfDataSection section => section.Variables.Length,
            BtfModifier { Modifier: not (BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict) } =>
                throw new ArgumentException("A modifier is const, volatile or restrict.", nameof(type)),
            _ => 0,
        };
        if (parts > MaximumParts)
            throw new ArgumentException($"A type has at most {MaximumParts} parts, not {parts}.", nameof(type));
        if (type.Name.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A name ends at its first zero byte.", nameof(type));
        if (type is not BtfStruct { Members: var members } || !members.Any(member => member.IsBitfield))
            return;
        if (members.Any(member => member.BitOffset > MaximumBitfieldOffset || member.BitfieldSize > byte.MaxValue))
            throw new ArgumentException("In a structure with bit fields, members start below bit 16,777,216.", nameof(type));
    }

    private static Dictionary<string, uint> CollectStrings(Btf? btf)
    {
        var strings = new Dictionary<string, uint>(StringComparer.Ordinal);
        for (Btf? part = btf; part is not null; part = part.Base)
        {
            ReadOnlySpan<byte> bytes = part.OwnStrings;
            uint start = part.StringsEnd - (uint)bytes.Length;
            for (int at = 0; at < bytes.Length;)
            {
                int length = bytes[at..].IndexOf((byte)0);
                strings[Encoding.UTF8.GetString(bytes.Slice(at, length))] = start + (uint)at;
                at += length + 1;
            }
        }

        return strings;
    }

    /// <summary>One encoding: records, then strings, each once.</summary>
    private sealed class Encoder(BtfBuilder builder)
    {
        private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal);
        private readonly uint _firstString = builder.Base?.StringsEnd ?? 0;
        private byte[] _records = new byte[256];
        private byte[] _strings = new byte[256];
        private int _recordsLength;
        private int _stringsLength;

        public byte[] Encode()
        {
            if (builder.Base is null)
                _stringsLength = 1; // the empty string, at offset 0
            foreach (BtfType type in builder._types)
                Record(type);

            byte[] bytes = new byte[Btf.HeaderSize + _recordsLength + _stringsLength];
            Write16(bytes, Btf.Magic);
            bytes[2] = 1;
            Write32(bytes.AsSpan(4), Btf.HeaderSize);
            Write32(bytes.AsSpan(12), (uint)_recordsLength);
            Write32(bytes.AsSpan(16), (uint)_recordsLength);
            Write32(bytes.AsSpan(20), (uint)_stringsLength);
            _records.AsSpan(0, _recordsLength).CopyTo(bytes.AsSpan(Btf.HeaderSize));
            _strings.AsSpan(0, _stringsLength).CopyTo(bytes.AsSpan(Btf.HeaderSize + _recordsLength));
            return bytes;
        }

        private void Record(BtfType type)
        {
            switch (type)
            {
                case BtfInt x:
                    Header(type, x.Size);
                    Word(((uint)x.Encoding << 24) | ((uint)x.BitOffset << 16) | (uint)x.BitCount);
                    break;
                case BtfFloat x: Header(type, x.Size); break;
                case BtfPointer x: Header(type, x.TypeId); break;
                case BtfTypedef x: Header(type, x.TypeId); break;
                case BtfModifier x: Header(type, x.TypeId); break;
                case BtfForward x: Header(type, 0, flag: x.IsUnion); break;
                case BtfTypeTag x: Header(type, x.TypeId, flag: x.IsAttribute); break;
                case BtfFunction x: Header(type, x.TypeId, (int)x.Linkage); break;
                case BtfArray x:
                    Header(type, 0);
                    Word(x.ElementTypeId);
                    Word(x.IndexTypeId);
                    Word(x.Length);
                    break;
                case BtfStruct x: Struct(x); break;
                case BtfEnum x: Enum(x); break;
                case BtfFunctionPrototype x:
                    Header(type, x.ReturnTypeId, x.Parameters.Length);
                    foreach (BtfParameter parameter in x.Parameters)
                    {
                        Word(String(parameter.Name));
                        Word(parameter.TypeId);
                    }

                    break;
                case BtfVariable x:
                    Header(type, x.TypeId);
                    Word((uint)x.Linkage);
                    break;
                case BtfDataSection x:
                    Header(type, x.Size, x.Variables.Length);
                    foreach (BtfSectionVariable variable in x.Variables)
                    {
                        Word(variable.TypeId);
                        Word(variable.Offset);
                        Word(variable.Size);
                    }

                    break;
                case BtfDeclarationTag x:
                    Header(type, x.TypeId, flag: x.IsAttribute);
                    Word((uint)x.ComponentIndex);
                    break;
            }
        }

        private void Struct(BtfStruct type)
        {
            bool bitfields = type.Members.Any(member => member.IsBitfield);
            Header(type, type.Size, type.Members.Length, bitfields);
            foreach (BtfMember member in type.Members)
            {
                Word(String(member.Name));
                Word(member.TypeId);
                Word(member.BitOffset | (member.BitfieldSize << 24));
            }
        }

        private void Enum(BtfEnum type)
        {
            Header(type, type.Size, type.Values.Length, type.IsSigned);
            foreach (BtfEnumValue value in type.Values)
            {
                Word(String(value.Name));
                Word((uint)value.Value);
                if (type.Is64Bit)
                    Word((uint)((ulong)value.Value >> 32));
            }
        }

        private void Header(BtfType type, uint sizeOrType, int count = 0, bool flag = false)
        {
            Word(String(type.Name));
            Word(((uint)type.Kind << 24) | (uint)count | (flag ? 0x8000_0000u : 0));
            Word(sizeOrType);
        }

        private uint String(string text)
        {
            if (text.Length == 0)
                return 0;
            if (_offsets.TryGetValue(text, out uint offset) || builder._baseStrings.Value.TryGetValue(text, out offset))
                return offset;
            int length = Encoding.UTF8.GetByteCount(text);
            while (_stringsLength + length + 1 > _strings.Length)
                Array.Resize(ref _strings, _strings.Length * 2);
            offset = _firstString + (uint)_stringsLength;
            Encoding.UTF8.GetBytes(text, _strings.AsSpan(_stringsLength));
            _stringsLength += length;
            _strings[_stringsLength++] = 0;
            _offsets.Add(text, offset);
            return offset;
        }

        private void Word(uint value)
        {
            if (_recordsLength + 4 > _records.Length)
                Array.Resize(ref _records, _records.Length * 2);
            Write32(_records.AsSpan(_recordsLength), value);
            _recordsLength += 4;
        }

        private void Write16(Span<byte> to, ushort value)
        {
            if (builder.IsBigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(to, value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(to, value);
        }

        private void Write32(Span<byte> to, uint value)
        {
            if (builder.IsBigEndian)
                BinaryPrimitives.WriteUInt32BigEndian(to, value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(to, value);
        }
    }
}
