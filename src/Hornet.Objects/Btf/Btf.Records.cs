// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Hornet.Objects;

// Records: from the encoded form to types, one at a time.
public sealed partial class Btf
{
    /// <summary>The type with an id.</summary>
    /// <exception cref="ObjectFormatException">There is no such id, or its record is damaged.</exception>
    public BtfType this[uint id]
    {
        get
        {
            if (id == 0)
                return new BtfVoid();
            BtfRecord record = Record(id);
            return record.Owner.Materialise(id, record);
        }
    }

    /// <summary>This BTF's own types, those of the base not included, in the order of their ids. Each is made as the enumeration reaches it.</summary>
    public IEnumerable<BtfType> OwnTypes
    {
        get
        {
            for (uint id = FirstId; id < TypeCount; id++)
                yield return this[id];
        }
    }

    /// <summary>The kind of a type.</summary>
    /// <exception cref="ObjectFormatException">There is no such id.</exception>
    public BtfKind KindOf(uint id) => id == 0 ? BtfKind.Void : Record(id).Kind;

    /// <summary>The name of a type; empty for anonymous ones.</summary>
    /// <exception cref="ObjectFormatException">There is no such id, or its name is damaged.</exception>
    public string NameOf(uint id) => id == 0 ? "void" : GetString(Record(id).NameOffset);

    /// <summary>The undecoded record of a type other than <c>void</c>.</summary>
    internal BtfRecord Record(uint id)
    {
        Btf owner = this;
        while (id < owner.FirstId)
        {
            if (owner.Base is null)
                return default; // void
            owner = owner.Base;
        }

        uint index = id - owner.FirstId;
        if (index >= (uint)owner._count)
            throw Error($"There is no type {id}; the highest is {TypeCount - 1}.", HeaderSize);
        return new BtfRecord(owner, owner._offsets[index]);
    }

    private BtfType Materialise(uint id, in BtfRecord record)
    {
        string name = GetString(record.NameOffset);
        uint typeOrSize = record.SizeOrType;
        switch (record.Kind)
        {
            case BtfKind.Int:
                uint data = record.Extra(0);
                return new BtfInt(id, name, typeOrSize, (BtfIntEncoding)((data >> 24) & 0xf), (int)((data >> 16) & 0xff), (int)(data & 0xff));
            case BtfKind.Pointer:
                return new BtfPointer(id, typeOrSize);
            case BtfKind.Array:
                return new BtfArray(id, record.Extra(0), record.Extra(1), record.Extra(2));
            case BtfKind.Struct or BtfKind.Union:
                return new BtfStruct(id, name, record.Kind == BtfKind.Union, typeOrSize, Members(record));
            case BtfKind.Enum or BtfKind.Enum64:
                return new BtfEnum(id, name, typeOrSize, record.KindFlag, record.Kind == BtfKind.Enum64, EnumValues(record));
            case BtfKind.Forward:
                return new BtfForward(id, name, record.KindFlag);
            case BtfKind.Typedef:
                return new BtfTypedef(id, name, typeOrSize);
            case BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict:
                return new BtfModifier(id, record.Kind, typeOrSize);
            case BtfKind.Function:
                return new BtfFunction(id, name, typeOrSize, (BtfLinkage)record.Count);
            case BtfKind.FunctionPrototype:
                return new BtfFunctionPrototype(id, typeOrSize, Parameters(record));
            case BtfKind.Variable:
                return new BtfVariable(id, name, typeOrSize, (BtfLinkage)record.Extra(0));
            case BtfKind.DataSection:
                return new BtfDataSection(id, name, typeOrSize, SectionVariables(record));
            case BtfKind.Float:
                return new BtfFloat(id, name, typeOrSize);
            case BtfKind.DeclarationTag:
                return new BtfDeclarationTag(id, name, typeOrSize, (int)record.Extra(0), record.KindFlag);
            case BtfKind.TypeTag:
                return new BtfTypeTag(id, name, typeOrSize, record.KindFlag);
            default:
                return new BtfVoid();
        }
    }

    private ImmutableArray<BtfMember> Members(in BtfRecord record)
    {
        var members = ImmutableArray.CreateBuilder<BtfMember>(record.Count);
        for (int i = 0; i < record.Count; i++)
        {
            BtfRawMember member = record.Member(i);
            members.Add(new BtfMember(GetString(member.NameOffset), member.TypeId, member.BitOffset, member.BitfieldSize));
        }

        return members.MoveToImmutable();
    }

    private ImmutableArray<BtfEnumValue> EnumValues(in BtfRecord record)
    {
        var values = ImmutableArray.CreateBuilder<BtfEnumValue>(record.Count);
        for (int i = 0; i < record.Count; i++)
        {
            (uint name, long value) = record.Enumerator(i);
            values.Add(new BtfEnumValue(GetString(name), value));
        }

        return values.MoveToImmutable();
    }

    private ImmutableArray<BtfParameter> Parameters(in BtfRecord record)
    {
        var parameters = ImmutableArray.CreateBuilder<BtfParameter>(record.Count);
        for (int i = 0; i < record.Count; i++)
            parameters.Add(new BtfParameter(GetString(record.Extra(2 * i)), record.Extra((2 * i) + 1)));
        return parameters.MoveToImmutable();
    }

    private static ImmutableArray<BtfSectionVariable> SectionVariables(in BtfRecord record)
    {
        var variables = ImmutableArray.CreateBuilder<BtfSectionVariable>(record.Count);
        for (int i = 0; i < record.Count; i++)
            variables.Add(new BtfSectionVariable(record.Extra(3 * i), record.Extra((3 * i) + 1), record.Extra((3 * i) + 2)));
        return variables.MoveToImmutable();
    }
}

/// <summary>A member as it is encoded: names by offset.</summary>
internal readonly record struct BtfRawMember(uint NameOffset, uint TypeId, uint BitOffset, uint BitfieldSize);

/// <summary>The encoded record of one type, read field by field without making objects. The default value stands for <c>void</c>.</summary>
internal readonly struct BtfRecord(Btf owner, int offset)
{
    private readonly int _offset = offset;

    /// <summary>The BTF that holds the record: the one asked, or one of its bases.</summary>
    public Btf Owner { get; } = owner;

    private uint Info => _offset == 0 ? 0 : Word(4);

    public uint NameOffset => _offset == 0 ? 0 : Word(0);

    public BtfKind Kind => (BtfKind)((Info >> 24) & 0x1f);

    /// <summary>The number of members, enumerators, parameters or variables.</summary>
    public int Count => (int)(Info & 0xffff);

    public bool KindFlag => (Info >> 31) != 0;

    public uint SizeOrType => _offset == 0 ? 0 : Word(8);

    /// <summary>The position of the record in its owner's data.</summary>
    public int Offset => _offset;

    /// <summary>Word <paramref name="index"/> of what follows the common header.</summary>
    public uint Extra(int index) => Word(Btf.TypeHeaderSize + (4 * index));

    public ReadOnlySpan<byte> Name => _offset == 0 ? [] : Owner.StringBytes(NameOffset);

    /// <summary>A member; with the kind flag, the upper 8 bits of its offset are the width of a bit field (btf.rst, section 2.2.4).</summary>
    public BtfRawMember Member(int index)
    {
        uint packed = Extra((3 * index) + 2);
        return KindFlag
            ? new BtfRawMember(Extra(3 * index), Extra((3 * index) + 1), packed & 0xff_ffff, packed >> 24)
            : new BtfRawMember(Extra(3 * index), Extra((3 * index) + 1), packed, 0);
    }

    /// <summary>An enumerator; values of 32 bits are extended as the enumeration's sign says.</summary>
    public (uint NameOffset, long Value) Enumerator(int index)
    {
        if (Kind == BtfKind.Enum64)
            return (Extra(3 * index), (long)(Extra((3 * index) + 1) | ((ulong)Extra((3 * index) + 2) << 32)));
        uint value = Extra((2 * index) + 1);
        return (Extra(2 * index), KindFlag ? (int)value : value);
    }

    private uint Word(int at)
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(Owner.Data.Span.Slice(_offset + at, 4));
        return Owner.IsBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}
