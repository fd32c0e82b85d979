// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

// Layout: sizes, alignments, what a type is under its typedefs.
public sealed partial class Btf
{
    // Chains longer than this exist in no compiler's output; damaged data may hold cycles.
    private const int MaximumDepth = 64;

    private int _pointerSize;

    /// <summary>The size of a pointer in bytes: that of <c>long</c> where the BTF knows it, as on 32-bit kernels; 8 otherwise.</summary>
    public int PointerSize => _pointerSize != 0 ? _pointerSize : _pointerSize = Base?.PointerSize ?? FindPointerSize();

    /// <summary>What a type is under its typedefs, qualifiers and tags.</summary>
    /// <param name="id">The type.</param>
    /// <returns>The id of a type that is none of these.</returns>
    /// <exception cref="ObjectFormatException">An id is out of range, or the chain is endless.</exception>
    public uint Resolve(uint id)
    {
        for (int depth = 0; depth < MaximumDepth; depth++)
        {
            BtfRecord record = Record(id);
            if (!IsModifier(record.Kind) && record.Kind != BtfKind.Typedef)
                return id;
            id = record.SizeOrType;
        }

        throw Endless(id);
    }

    /// <summary>What a type is under its qualifiers and tags; typedefs are kept.</summary>
    /// <param name="id">The type.</param>
    /// <exception cref="ObjectFormatException">An id is out of range, or the chain is endless.</exception>
    public uint SkipModifiers(uint id)
    {
        for (int depth = 0; depth < MaximumDepth; depth++)
        {
            BtfRecord record = Record(id);
            if (!IsModifier(record.Kind))
                return id;
            id = record.SizeOrType;
        }

        throw Endless(id);
    }

    /// <summary>The size of a type in bytes.</summary>
    /// <param name="id">The type.</param>
    /// <returns>False for types without a size: <c>void</c>, functions, forward declarations.</returns>
    /// <param name="size">The size.</param>
    /// <exception cref="ObjectFormatException">An id is out of range, the chain is endless or the size exceeds 63 bits.</exception>
    public bool TryGetSize(uint id, out long size)
    {
        long count = 1;
        for (int depth = 0; depth < MaximumDepth; depth++)
        {
            BtfRecord record = Record(id);
            switch (record.Kind)
            {
                case BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Struct or BtfKind.Union or BtfKind.Float or BtfKind.DataSection:
                    return Multiply(count, record.SizeOrType, out size) ? true : throw TooLarge(id);
                case BtfKind.Pointer:
                    return Multiply(count, PointerSize, out size) ? true : throw TooLarge(id);
                case BtfKind.Array:
                    if (!Multiply(count, record.Extra(2), out count))
                        throw TooLarge(id);
                    id = record.Extra(0);
                    break;
                case BtfKind.Typedef or BtfKind.Variable or BtfKind.DeclarationTag:
                case BtfKind kind when IsModifier(kind):
                    id = record.SizeOrType;
                    break;
                default:
                    size = 0;
                    return false;
            }
        }

        throw Endless(id);
    }

    /// <summary>The size of a type in bytes.</summary>
    /// <exception cref="ObjectFormatException">The type has no size, or is damaged.</exception>
    public long SizeOf(uint id) =>
        TryGetSize(id, out long size) ? size : throw Error($"Type {id} ({KindOf(id)} '{NameOf(id)}') has no size.", Record(id).Offset);

    /// <summary>The alignment of a type in bytes, as the compiler places it: 1 for packed structures and for types without a size.</summary>
    /// <exception cref="ObjectFormatException">An id is out of range, or the chain is endless.</exception>
    public int AlignmentOf(uint id) => AlignmentOf(id, 0);

    internal static bool IsModifier(BtfKind kind) => kind is BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag;

    private int AlignmentOf(uint id, int depth)
    {
        if (depth == MaximumDepth)
            throw Endless(id);
        BtfRecord record = Record(id);
        switch (record.Kind)
        {
            case BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float:
                return (int)Math.Min((uint)PointerSize, Math.Max(1, record.SizeOrType));
            case BtfKind.Pointer:
                return PointerSize;
            case BtfKind.Array:
                return AlignmentOf(record.Extra(0), depth + 1);
            case BtfKind.Typedef or BtfKind.Variable:
            case BtfKind kind when IsModifier(kind):
                return AlignmentOf(record.SizeOrType, depth + 1);
            case BtfKind.Struct or BtfKind.Union:
                return StructAlignment(record, depth);
            default:
                return 1;
        }
    }

    /// <summary>
    /// The largest alignment of a member; but a structure whose members or size do not keep to that is packed. BTF does not say so itself.
    /// </summary>
    private int StructAlignment(in BtfRecord record, int depth)
    {
        int alignment = 1;
        for (int i = 0; i < record.Count; i++)
        {
            BtfRawMember member = record.Member(i);
            int own = AlignmentOf(member.TypeId, depth + 1);
            alignment = Math.Max(alignment, own);
            if (member.BitfieldSize == 0 && member.BitOffset % (uint)(own * 8) != 0)
                return 1;
        }

        return record.SizeOrType % (uint)alignment == 0 ? alignment : 1;
    }

    private int FindPointerSize()
    {
        for (uint id = 1; id < TypeCount; id++)
        {
            BtfRecord record = Record(id);
            if (record.Kind != BtfKind.Int || record.SizeOrType is not (4 or 8))
                continue;
            ReadOnlySpan<byte> name = record.Name;
            if (name.SequenceEqual("long unsigned int"u8) || name.SequenceEqual("long int"u8) || name.SequenceEqual("long"u8) || name.SequenceEqual("unsigned long"u8))
                return (int)record.SizeOrType;
        }

        return 8;
    }

    private static bool Multiply(long left, long right, out long product)
    {
        product = left * right; // both below 2^63 and not negative
        return Math.BigMul(left, right, out _) == 0 && product >= 0;
    }

    private ObjectFormatException Endless(uint id) => Error($"The chain of types through {id} has no end.", Record(id).Offset);

    private ObjectFormatException TooLarge(uint id) => Error($"The size of type {id} does not fit into 63 bits.", Record(id).Offset);
}
