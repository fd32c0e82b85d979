// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace Hornet.Generator;

/// <summary>One constant of a kernel enumeration.</summary>
internal readonly record struct EnumConstant(string Name, ulong Value);

/// <summary>An enumeration of the kernel. Anonymous ones have an empty name.</summary>
internal sealed record EnumFacts(string Name, int Size, IReadOnlyList<EnumConstant> Constants);

/// <summary>A field of a kernel structure: byte offset and size, C type, elements when it is an array, bits when it is a bit field.</summary>
internal readonly record struct FieldFacts(string Name, int Offset, int Size, string Type, int Count, int BitOffset, int BitSize);

/// <summary>A structure of the kernel, its anonymous members flattened.</summary>
internal sealed record StructFacts(string Name, int Size, IReadOnlyList<FieldFacts> Fields);

/// <summary>
/// The enumerations and structures of a little-endian BTF blob such as <c>/sys/kernel/btf/vmlinux</c>
/// (layout: Documentation/bpf/btf.rst). It is a reader of its own, because the library that has a full one cannot be built
/// before this program has written a part of its sources.
/// </summary>
internal sealed class KernelTypes
{
    private const int KindInt = 1, KindPointer = 2, KindArray = 3, KindStruct = 4, KindUnion = 5, KindEnum = 6, KindForward = 7, KindTypedef = 8,
        KindVolatile = 9, KindConst = 10, KindRestrict = 11, KindFunction = 12, KindFunctionPrototype = 13, KindVariable = 14, KindDataSection = 15,
        KindFloat = 16, KindDeclarationTag = 17, KindTypeTag = 18, KindEnum64 = 19;

    private readonly byte[] _data;
    private readonly int _strings;
    private readonly List<int> _types = [0];

    public KernelTypes(byte[] data)
    {
        _data = data;
        int header = (int)U32(4);
        _strings = header + (int)U32(16);
        int position = header + (int)U32(8);
        int end = position + (int)U32(12);
        while (position < end)
        {
            _types.Add(position);
            position += 12 + TrailerSize(position);
        }
    }

    /// <summary>All enumerations, in the order of their type ids.</summary>
    public IEnumerable<EnumFacts> Enums()
    {
        foreach (int at in _types.Skip(1))
        {
            int kind = Kind(at);
            if (kind is not (KindEnum or KindEnum64))
                continue;
            int stride = kind == KindEnum ? 8 : 12;
            bool signed = U32(at + 4) >> 31 != 0;
            var constants = new EnumConstant[Count(at)];
            for (int i = 0; i < constants.Length; i++)
            {
                int entry = at + 12 + (i * stride);
                ulong value = kind == KindEnum64 ? U32(entry + 4) | ((ulong)U32(entry + 8) << 32)
                    : signed ? (ulong)(int)U32(entry + 4) : U32(entry + 4);
                constants[i] = new EnumConstant(Text(U32(entry)), value);
            }

            yield return new EnumFacts(Text(U32(at)), (int)U32(at + 8), constants);
        }
    }

    /// <summary>The structure of that name, or null.</summary>
    public StructFacts? Struct(string name)
    {
        foreach (int at in _types.Skip(1))
        {
            if (Kind(at) != KindStruct || Text(U32(at)) != name)
                continue;
            var fields = new List<FieldFacts>();
            Flatten(at, 0, fields);
            return new StructFacts(name, (int)U32(at + 8), fields);
        }

        return null;
    }

    /// <summary>The id of a function, structure or typedef, or 0.</summary>
    public uint Id(string kind, string name)
    {
        int wanted = kind == "func" ? KindFunction : kind == "struct" ? KindStruct : KindTypedef;
        for (int id = 1; id < _types.Count; id++)
        {
            if (Kind(_types[id]) == wanted && Text(U32(_types[id])) == name)
                return (uint)id;
        }

        return 0;
    }

    private void Flatten(int at, int baseBits, List<FieldFacts> fields)
    {
        bool bitFields = U32(at + 4) >> 31 != 0;
        for (int i = 0; i < Count(at); i++)
        {
            int entry = at + 12 + (i * 12);
            uint raw = U32(entry + 8);
            int bits = baseBits + (int)(bitFields ? raw & 0xffffff : raw);
            int bitSize = bitFields ? (int)(raw >> 24) : 0;
            string name = Text(U32(entry));
            int type = SkipModifiers((int)U32(entry + 4));
            if (name.Length == 0)
            {
                if (type != 0 && Kind(_types[type]) is KindStruct or KindUnion)
                    Flatten(_types[type], bits, fields);
                continue;
            }

            int count = 0;
            int element = type;
            while (element != 0 && Kind(_types[element]) == KindArray)
            {
                int elements = (int)U32(_types[element] + 20);
                count = count == 0 ? elements : count * elements;
                element = SkipModifiers((int)U32(_types[element] + 12));
            }

            int size = SizeOf(element) * Math.Max(count, 1);
            fields.Add(new FieldFacts(name, bits / 8, size, Describe(element), count, bitSize == 0 ? 0 : bits % 8, bitSize));
        }
    }

    private string Describe(int type)
    {
        if (type == 0)
            return "void";
        int at = _types[type];
        string name = Text(U32(at));
        return Kind(at) switch
        {
            KindPointer => Describe(SkipModifiers((int)U32(at + 8))) + "*",
            KindStruct => "struct " + name,
            KindUnion => "union " + name,
            KindEnum or KindEnum64 => "enum " + name,
            KindForward => "struct " + name,
            KindFunctionPrototype => "func",
            KindInt => (((U32(at + 12) >> 24) & 1) != 0 ? "s" : "u") + (U32(at + 8) * 8),
            _ => name,
        };
    }

    private int SizeOf(int type)
    {
        if (type == 0)
            return 0;
        int at = _types[type];
        return Kind(at) switch
        {
            KindPointer => 8,
            KindInt or KindStruct or KindUnion or KindEnum or KindEnum64 or KindFloat => (int)U32(at + 8),
            _ => 0,
        };
    }

    private int SkipModifiers(int type)
    {
        while (type != 0 && Kind(_types[type]) is KindTypedef or KindVolatile or KindConst or KindRestrict or KindTypeTag)
            type = (int)U32(_types[type] + 8);
        return type;
    }

    private int TrailerSize(int at) => Kind(at) switch
    {
        KindInt => 4,
        KindArray => 12,
        KindStruct or KindUnion => 12 * Count(at),
        KindEnum => 8 * Count(at),
        KindFunctionPrototype => 8 * Count(at),
        KindVariable or KindDeclarationTag => 4,
        KindDataSection or KindEnum64 => 12 * Count(at),
        KindPointer or KindForward or KindTypedef or KindVolatile or KindConst or KindRestrict or KindFunction or KindFloat or KindTypeTag => 0,
        int other => throw new InvalidDataException($"reading kernel BTF: unknown kind {other} at offset {at}"),
    };

    private int Kind(int at) => (int)(U32(at + 4) >> 24) & 0x1f;

    private int Count(int at) => (int)U32(at + 4) & 0xffff;

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_data.AsSpan(at, 4));

    private string Text(uint offset)
    {
        ReadOnlySpan<byte> text = _data.AsSpan(_strings + (int)offset);
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }
}
