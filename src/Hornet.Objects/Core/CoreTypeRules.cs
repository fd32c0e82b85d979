// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>
/// When a type of the object and a type of the target count as the same. There are three measures: of fields (may the access be made),
/// of types (does such a type exist) and the strict match. They are those of the kernel's loader library, because programs are written
/// against them.
/// </summary>
internal sealed class CoreTypeRules(Btf localBtf, Btf targetBtf)
{
    private const int MaximumDepth = 32;

    // Damaged BTF can hold structures that contain themselves several times over; real types need a few thousand comparisons.
    private const int MaximumComparisons = 1_000_000;

    private int _comparisons;

    /// <summary>Enumerations of 32 and of 64 bits stand for each other.</summary>
    public static bool SameKind(BtfKind left, BtfKind right) => left == right || (IsEnum(left) && IsEnum(right));

    public static bool IsEnum(BtfKind kind) => kind is BtfKind.Enum or BtfKind.Enum64;

    public static bool IsComposite(BtfKind kind) => kind is BtfKind.Struct or BtfKind.Union;

    /// <summary>
    /// Whether a field of one type can be accessed as another: structures and unions always, pointers, floats and integers among themselves,
    /// arrays by their elements, enumerations and forward declarations when one is anonymous or the names agree.
    /// </summary>
    public bool FieldsAreCompatible(uint localId, uint targetId)
    {
        for (int depth = 0; depth < MaximumDepth; depth++)
        {
            BtfRecord local = localBtf.Record(localBtf.Resolve(localId));
            BtfRecord target = targetBtf.Record(targetBtf.Resolve(targetId));
            if (IsComposite(local.Kind) && IsComposite(target.Kind))
                return true;
            if (!SameKind(local.Kind, target.Kind))
                return false;
            switch (local.Kind)
            {
                case BtfKind.Pointer or BtfKind.Float:
                    return true;
                case BtfKind.Enum or BtfKind.Enum64 or BtfKind.Forward:
                    return local.NameOffset == 0 || target.NameOffset == 0
                        || CoreNames.SameEssentialName(local.Name, target.Name);
                case BtfKind.Int:
                    return IsPlainInt(local) && IsPlainInt(target);
                case BtfKind.Array:
                    localId = local.Extra(0);
                    targetId = target.Extra(0);
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether a type exists in the target: the same kind all the way down, members and names below the root not compared.</summary>
    public bool TypesAreCompatible(uint localId, uint targetId, int depth = 0)
    {
        if (!SameKind(localBtf.KindOf(localId), targetBtf.KindOf(targetId)))
            return false;
        while (depth++ < MaximumDepth)
        {
            Count();
            BtfRecord local = localBtf.Record(localBtf.Resolve(localId));
            BtfRecord target = targetBtf.Record(targetBtf.Resolve(targetId));
            if (!SameKind(local.Kind, target.Kind))
                return false;
            switch (local.Kind)
            {
                case BtfKind.Void or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Forward:
                    return true;
                case BtfKind.Int:
                    return IsPlainInt(local) && IsPlainInt(target);
                case BtfKind.Pointer:
                    (localId, targetId) = (local.SizeOrType, target.SizeOrType);
                    break;
                case BtfKind.Array:
                    (localId, targetId) = (local.Extra(0), target.Extra(0));
                    break;
                case BtfKind.FunctionPrototype:
                    if (!ParametersAre(local, target, (l, t) => TypesAreCompatible(localBtf.Resolve(l), targetBtf.Resolve(t), depth)))
                        return false;
                    (localId, targetId) = (local.SizeOrType, target.SizeOrType);
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a type matches in full: names without flavours, integer sizes and signs, array lengths; every local member and enumerator has
    /// a counterpart. Behind a pointer, structures match by name and may be forward declarations.
    /// </summary>
    public bool TypesMatch(uint localId, uint targetId, bool behindPointer = false, int depth = 0)
    {
        while (depth++ < MaximumDepth)
        {
            Count();
            BtfRecord local = localBtf.Record(localBtf.Resolve(localId));
            BtfRecord target = targetBtf.Record(targetBtf.Resolve(targetId));
            // Typedefs are passed over; the name of a typedef at the root was compared when the candidate was found.
            if (!CoreNames.SameEssentialName(local.Name, target.Name))
                return false;
            switch (local.Kind)
            {
                case BtfKind.Void:
                    return target.Kind == BtfKind.Void;
                case BtfKind.Forward:
                    return ForwardMatches(local.KindFlag, target, behindPointer);
                case BtfKind.Enum or BtfKind.Enum64:
                    return IsEnum(target.Kind) && EnumsMatch(local, target);
                case BtfKind.Struct or BtfKind.Union when behindPointer:
                    return local.Kind == target.Kind || (target.Kind == BtfKind.Forward && target.KindFlag == (local.Kind == BtfKind.Union));
                case BtfKind.Struct or BtfKind.Union:
                    return local.Kind == target.Kind && MembersMatch(local, target, depth);
                case BtfKind.Int:
                    return target.Kind == BtfKind.Int && local.SizeOrType == target.SizeOrType && IsSigned(local) == IsSigned(target);
                case BtfKind.Pointer when target.Kind == BtfKind.Pointer:
                    behindPointer = true;
                    (localId, targetId) = (local.SizeOrType, target.SizeOrType);
                    break;
                case BtfKind.Array when target.Kind == BtfKind.Array && local.Extra(2) == target.Extra(2):
                    (localId, targetId) = (local.Extra(0), target.Extra(0));
                    break;
                case BtfKind.FunctionPrototype when target.Kind == BtfKind.FunctionPrototype:
                    bool behind = behindPointer;
                    if (!ParametersAre(local, target, (l, t) => TypesMatch(l, t, behind, depth)))
                        return false;
                    (localId, targetId) = (local.SizeOrType, target.SizeOrType);
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    public static bool IsSigned(in BtfRecord integer) => ((integer.Extra(0) >> 24) & (uint)BtfIntEncoding.Signed) != 0;

    /// <summary>Counts a comparison, and gives up on damaged data.</summary>
    public void Count()
    {
        if (++_comparisons > MaximumComparisons)
            throw new ObjectFormatException("Reading BTF: Types contain each other without end.", Btf.SectionName);
    }

    // Integers with an offset are bit fields of compilers before 2018, which cannot be accessed by bytes.
    private static bool IsPlainInt(in BtfRecord integer) => ((integer.Extra(0) >> 16) & 0xff) == 0;

    private static bool ForwardMatches(bool localIsUnion, in BtfRecord target, bool behindPointer) => target.Kind switch
    {
        BtfKind.Forward => target.KindFlag == localIsUnion,
        BtfKind.Struct => behindPointer && !localIsUnion,
        BtfKind.Union => behindPointer && localIsUnion,
        _ => false,
    };

    private static bool ParametersAre(in BtfRecord local, in BtfRecord target, Func<uint, uint, bool> same)
    {
        if (local.Count != target.Count)
            return false;
        for (int i = 0; i < local.Count; i++)
        {
            if (!same(local.Extra((2 * i) + 1), target.Extra((2 * i) + 1)))
                return false;
        }

        return true;
    }

    private static bool EnumsMatch(in BtfRecord local, in BtfRecord target)
    {
        if (local.SizeOrType != target.SizeOrType || local.Count > target.Count)
            return false;
        for (int i = 0; i < local.Count; i++)
        {
            ReadOnlySpan<byte> name = CoreNames.PartName(local, local.Enumerator(i).NameOffset);
            bool found = false;
            for (int k = 0; k < target.Count && !found; k++)
                found = CoreNames.SameEssentialName(name, CoreNames.PartName(target, target.Enumerator(k).NameOffset));
            if (!found)
                return false;
        }

        return true;
    }

    private bool MembersMatch(in BtfRecord local, in BtfRecord target, int depth)
    {
        if (local.Count > target.Count)
            return false;
        for (int i = 0; i < local.Count; i++)
        {
            BtfRawMember member = local.Member(i);
            ReadOnlySpan<byte> name = CoreNames.PartName(local, member.NameOffset);
            bool found = false;
            for (int k = 0; k < target.Count && !found; k++)
            {
                BtfRawMember other = target.Member(k);
                found = CoreNames.SameEssentialName(name, CoreNames.PartName(target, other.NameOffset))
                    && TypesMatch(member.TypeId, other.TypeId, behindPointer: false, depth);
            }

            if (!found)
                return false;
        }

        return true;
    }
}
