// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Finds what lies at an offset of a structure: through nested structures, unions, arrays and bit fields.</summary>
/// <remarks>Each question is answered once: programs ask the same ones on every path.</remarks>
internal sealed class TypeWalker
{
    /// <summary>Structures nest less deep than this; damaged types may hold themselves.</summary>
    public const int MaxDepth = 64;

    private readonly BtfSet _btfs;
    private readonly Dictionary<(short BtfIndex, uint TypeId), BtfStruct?> _structures = [];
    private readonly Dictionary<(short BtfIndex, uint TypeId, int Offset, int Size), FieldAccess> _accesses = [];

    /// <summary>Works on the types of a verification.</summary>
    public TypeWalker(BtfSet btfs) => _btfs = btfs;

    /// <summary>What an access to a structure touches: a whole pointer, or a number.</summary>
    /// <param name="btfIndex">The structure's BTF.</param>
    /// <param name="typeId">The structure.</param>
    /// <param name="offset">The first byte; not negative.</param>
    /// <param name="size">Bytes.</param>
    public FieldAccess Access(short btfIndex, uint typeId, int offset, int size)
    {
        (short, uint, int, int) question = (btfIndex, typeId, offset, size);
        if (_accesses.TryGetValue(question, out FieldAccess answer))
            return answer;
        answer = Step(btfIndex, typeId, offset, size, ValueFlags.None);
        for (int depth = 0; answer.Kind == FieldAccessKind.Structure; depth++)
            answer = depth < MaxDepth ? Step(btfIndex, answer.TypeId, 0, size, answer.Flags) : TooDeep(btfIndex, typeId, offset);
        _accesses.Add(question, answer);
        return answer;
    }

    /// <summary>Walks to the member at an offset, but no further than to the first structure that begins there.</summary>
    /// <param name="btfIndex">The structure's BTF.</param>
    /// <param name="typeId">The structure.</param>
    /// <param name="offset">The first byte; not negative.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="flags">What the way here says of a pointer found: those that lie in unions are not trusted.</param>
    public FieldAccess Step(short btfIndex, uint typeId, int offset, int size, ValueFlags flags)
    {
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            if (Structure(btfIndex, typeId) is not { } type)
                return FieldAccess.Refused($"Type '{NameOf(_btfs[btfIndex].NameOf(_btfs[btfIndex].Resolve(typeId)))}' is not a struct");
            if (type.IsUnion && type.Members.Length != 1)
                flags |= ValueFlags.Untrusted;
            if ((uint)(offset + size) > type.Size)
            {
                FieldAccess element = FlexibleElement(btfIndex, type, ref offset, size);
                if (element.Kind != FieldAccessKind.Structure)
                    return element;
                typeId = element.TypeId;
                continue;
            }

            FieldAccess found = FindMember(btfIndex, type, ref offset, size, flags, out bool isInside);
            if (!isInside)
                return found;
            typeId = found.TypeId;
        }

        return TooDeep(btfIndex, typeId, offset);
    }

    /// <summary>The structure or union that a type is under its typedefs and qualifiers, or null.</summary>
    public BtfStruct? Structure(short btfIndex, uint typeId)
    {
        if (_structures.TryGetValue((btfIndex, typeId), out BtfStruct? known))
            return known;
        Btf btf = _btfs[btfIndex];
        uint resolved = btf.Resolve(typeId);
        BtfStruct? structure = btf.KindOf(resolved) is BtfKind.Struct or BtfKind.Union ? (BtfStruct)btf[resolved] : null;
        _structures.Add((btfIndex, typeId), structure);
        return structure;
    }

    private static string NameOf(string? name) => string.IsNullOrEmpty(name) ? "(anon)" : name;

    private FieldAccess TooDeep(short btfIndex, uint typeId, int offset) =>
        FieldAccess.Refused($"struct {NameOf(Structure(btfIndex, typeId)?.Name)} doesn't have field at offset {offset}");

    // A last member without a length goes on for as long as the object does: its elements repeat.
    private FieldAccess FlexibleElement(short btfIndex, BtfStruct type, ref int offset, int size)
    {
        FieldAccess beyond = FieldAccess.Refused($"access beyond struct {NameOf(type.Name)} at off {(uint)offset} size {(uint)size}");
        if (type.Members.Length == 0)
            return beyond;
        Btf btf = _btfs[btfIndex];
        BtfMember last = type.Members[^1];
        int start = (int)(last.BitOffset / 8);
        if (btf[btf.Resolve(last.TypeId)] is not BtfArray { Length: 0 } array || offset < start)
            return beyond;
        uint element = btf.Resolve(array.ElementTypeId);
        if (btf.KindOf(element) == BtfKind.Int)
            return FieldAccess.Scalar;
        if (Structure(btfIndex, element) is not { Size: > 0 } structure)
            return beyond;
        offset = (int)((offset - start) % structure.Size);
        return new FieldAccess(FieldAccessKind.Structure, element);
    }

    private FieldAccess FindMember(short btfIndex, BtfStruct type, ref int offset, int size, ValueFlags flags, out bool isInside)
    {
        isInside = false;
        foreach (BtfMember member in type.Members)
        {
            int start = (int)(member.BitOffset / 8);
            if (offset + size <= start)
                break;
            if (member.IsBitfield)
            {
                int end = (int)((member.BitOffset + member.BitfieldSize + 7) / 8);
                if (offset <= start && end <= offset + size)
                    return FieldAccess.Scalar;
                continue;
            }

            if (offset < start)
                break;
            if (!TypeShape.TryFind(_btfs[btfIndex], member.TypeId, out TypeShape shape))
                return FieldAccess.Refused($"field {NameOf(member.Name)} doesn't have size");
            if (offset >= start + shape.Size)
                continue;
            return AccessMember(btfIndex, type, in member, in shape, ref offset, size, flags, out isInside);
        }

        return FieldAccess.Refused($"struct {NameOf(type.Name)} doesn't have field at offset {offset}");
    }

    private FieldAccess AccessMember(
        short btfIndex, BtfStruct type, in BtfMember member, in TypeShape shape, ref int offset, int size, ValueFlags flags, out bool isInside)
    {
        isInside = false;
        int start = (int)(member.BitOffset / 8);
        long end = start + shape.Size;
        if (shape.IsArray)
            start += (int)((offset - start) / shape.ElementSize * shape.ElementSize);
        switch (_btfs[btfIndex].KindOf(shape.ElementTypeId))
        {
            case BtfKind.Struct or BtfKind.Union:
                isInside = offset != start;
                offset -= start;
                return new FieldAccess(FieldAccessKind.Structure, shape.ElementTypeId, flags);
            case BtfKind.Pointer when shape.ElementSize != size || offset != start:
                return FieldAccess.Refused(
                    $"cannot access ptr member {NameOf(member.Name)} with moff {start} in struct {NameOf(type.Name)} with off {offset} size {size}");
            case BtfKind.Pointer:
                return AccessPointer(btfIndex, shape.ElementTypeId, member.Name, flags);
            default:
                // Arrays of numbers may be used as so many bytes.
                if (offset + size <= end || (flags & ValueFlags.Untrusted) != 0)
                    return FieldAccess.Scalar;
                return FieldAccess.Refused(
                    $"access beyond the end of member {NameOf(member.Name)} (mend:{end}) in struct {NameOf(type.Name)} with off {offset} size {size}");
        }
    }

    private FieldAccess AccessPointer(short btfIndex, uint pointerId, string name, ValueFlags flags)
    {
        Btf btf = _btfs[btfIndex];
        uint target = ((BtfPointer)btf[pointerId]).TypeId;
        return Structure(btfIndex, target) is { } structure
            ? new FieldAccess(FieldAccessKind.Pointer, structure.Id, flags | TypeTags.FlagsOf(btf, target), name)
            : new FieldAccess(FieldAccessKind.UntrustedMemory);
    }
}
