// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>
/// Finds the types of a builder that mean the same. The classes are those of the kernel's loader library: named types are equal by kind, name
/// and structure; a forward declaration is equal to the one structure it stands for; a type that refers to others is equal to another when
/// what both refer to is. Structures can contain themselves by pointers, so equality of two of them is assumed while it is being checked.
/// </summary>
internal sealed class BtfDeduplicator(IReadOnlyList<BtfType> types, Btf? baseBtf)
{
    private const int MaximumDepth = 32;

    // A structure's graph is compared with each earlier one of the same outline. Damaged data may make that long; real data stays far below.
    private const int MaximumComparisonsPerType = 100_000;

    private readonly uint _first = baseBtf?.TypeCount ?? 1;
    private readonly uint[] _canonical = new uint[types.Count];
    private readonly Dictionary<int, List<uint>> _classes = [];
    private readonly Dictionary<uint, uint> _assumed = [];
    private int _comparisons;

    /// <summary>For every type, the id of the type that stands for it.</summary>
    public uint[] Run()
    {
        for (int i = 0; i < types.Count; i++)
            _canonical[i] = _first + (uint)i;
        if (baseBtf is not null)
            EnterBase(baseBtf);
        ForEach(type => type is BtfInt or BtfFloat or BtfEnum or BtfForward, Primitive);
        ForEach(type => type is BtfStruct, Composite);
        ResolveForwards();
        var state = new byte[types.Count];
        for (int i = 0; i < types.Count; i++)
            Reference(_first + (uint)i, state, 0);
        for (int i = 0; i < types.Count; i++)
            _canonical[i] = Resolve(_first + (uint)i);
        return _canonical;
    }

    private BtfType TypeOf(uint id) => id >= _first ? types[(int)(id - _first)] : baseBtf is not null ? baseBtf[id] : new BtfVoid();

    private uint Resolve(uint id)
    {
        while (id >= _first && _canonical[id - _first] != id)
            id = _canonical[id - _first];
        return id;
    }

    private void ForEach(Predicate<BtfType> which, Action<uint, BtfType> action)
    {
        for (int i = 0; i < types.Count; i++)
        {
            if (which(types[i]))
                action(_first + (uint)i, types[i]);
        }
    }

    /// <summary>A split BTF's types may be found equal to those of its base, which are taken to be free of duplicates.</summary>
    private void EnterBase(Btf btf)
    {
        if (btf.Base is not null)
            EnterBase(btf.Base);
        foreach (BtfType type in btf.OwnTypes)
            Class(HasOutline(type) ? Outline(type) : HashOf(type)).Add(type.Id);
    }

    private static bool HasOutline(BtfType type) => type is BtfInt or BtfFloat or BtfEnum or BtfForward or BtfStruct;

    private List<uint> Class(int outline)
    {
        if (!_classes.TryGetValue(outline, out List<uint>? members))
            _classes.Add(outline, members = []);
        return members;
    }

    /// <summary>A hash of what equal types have in common before their references are looked at.</summary>
    private static int Outline(BtfType type)
    {
        var hash = default(HashCode);
        // Enumerations of both widths, and their declarations without values, may stand for each other.
        hash.Add(type.Kind == BtfKind.Enum64 ? BtfKind.Enum : type.Kind);
        hash.Add(type.Name);
        switch (type)
        {
            case BtfInt x:
                hash.Add(x.Size);
                hash.Add(x.Encoding);
                break;
            case BtfFloat x:
                hash.Add(x.Size);
                break;
            case BtfForward x:
                hash.Add(x.IsUnion);
                break;
            case BtfStruct x:
                hash.Add(x.Size);
                foreach (BtfMember member in x.Members)
                {
                    hash.Add(member.Name);
                    hash.Add(member.BitOffset);
                }

                break;
        }

        return hash.ToHashCode();
    }

    private void Primitive(uint id, BtfType type)
    {
        List<uint> members = Class(Outline(type));
        for (int i = 0; i < members.Count; i++)
        {
            uint other = members[i];
            BtfType known = TypeOf(other);
            if (!SamePrimitive(type, known))
                continue;
            if (type is BtfEnum { Values.Length: > 0 } && known is BtfEnum { Values.Length: 0 } && other >= _first)
            {
                // The definition stands for the declaration, whichever comes first.
                _canonical[other - _first] = id;
                members[i] = id;
                continue;
            }

            _canonical[id - _first] = other;
            return;
        }

        if (!members.Contains(id))
            members.Add(id);
    }

    private static bool SamePrimitive(BtfType left, BtfType right) => (left, right) switch
    {
        (BtfInt x, BtfInt y) => x with { Id = y.Id } == y,
        (BtfFloat x, BtfFloat y) => x with { Id = y.Id } == y,
        (BtfForward x, BtfForward y) => x with { Id = y.Id } == y,
        (BtfEnum x, BtfEnum y) => SameEnum(x, y),
        _ => false,
    };

    private static bool SameEnum(BtfEnum left, BtfEnum right)
    {
        if (left.Name != right.Name)
            return false;
        // A declaration without values is equal to any definition of its name; its size is a guess of the compiler.
        if (left.Values.IsEmpty || right.Values.IsEmpty)
            return left.Name.Length > 0 || (left.Values.IsEmpty && right.Values.IsEmpty && left.Size == right.Size);
        return left.Kind == right.Kind && left.IsSigned == right.IsSigned && left.Size == right.Size && left.Values.SequenceEqual(right.Values);
    }

    private void Composite(uint id, BtfType type)
    {
        if (Resolve(id) != id)
            return; // found equal as a part of an earlier one
        List<uint> members = Class(Outline(type));
        foreach (uint other in members)
        {
            if (!SameOutline((BtfStruct)type, TypeOf(other) as BtfStruct))
                continue;
            _assumed.Clear();
            _comparisons = 0;
            if (Equal(id, other, 0))
            {
                AcceptAssumptions();
                return;
            }
        }

        members.Add(id);
    }

    private static bool SameOutline(BtfStruct left, BtfStruct? right)
    {
        if (right is null || left.Name != right.Name || left.IsUnion != right.IsUnion || left.Size != right.Size || left.Members.Length != right.Members.Length)
            return false;
        for (int i = 0; i < left.Members.Length; i++)
        {
            if (left.Members[i] with { TypeId = 0 } != right.Members[i] with { TypeId = 0 })
                return false;
        }

        return true;
    }

    /// <summary>Whether a type's graph is the same as a canonical type's; the pairs met are assumed equal until the whole is decided.</summary>
    private bool Equal(uint candidate, uint canonical, int depth)
    {
        if (Resolve(candidate) == Resolve(canonical))
            return true;
        if (++_comparisons > MaximumComparisonsPerType || depth > 512)
            return false;
        canonical = Resolve(canonical);
        BtfType right = TypeOf(canonical);
        BtfType left = TypeOf(candidate);
        if (_assumed.TryGetValue(canonical, out uint assumed))
        {
            // A compiler may repeat an identical array or structure inside one unit; such copies are equal although they are two.
            return assumed == candidate || Repeated(left, TypeOf(assumed));
        }

        if (left.Name != right.Name)
            return false;
        _assumed[canonical] = candidate;
        if (left is BtfForward || right is BtfForward)
            return SameForward(left, right);
        return (left, right) switch
        {
            (BtfVoid, BtfVoid) => true,
            (BtfInt or BtfFloat or BtfEnum, _) => SamePrimitive(left, right),
            (BtfStruct x, BtfStruct y) => SameOutline(x, y) && All(x.Members, y.Members, member => member.TypeId, depth),
            (BtfArray x, BtfArray y) => x.Length == y.Length && Equal(x.IndexTypeId, y.IndexTypeId, depth + 1) && Equal(x.ElementTypeId, y.ElementTypeId, depth + 1),
            (BtfFunctionPrototype x, BtfFunctionPrototype y) => SameParameters(x, y) && Equal(x.ReturnTypeId, y.ReturnTypeId, depth + 1)
                && All(x.Parameters, y.Parameters, parameter => parameter.TypeId, depth),
            _ => Shell(left) == Shell(right) && Target(left) is { } x && Target(right) is { } y && Equal(x, y, depth + 1),
        };
    }

    private bool All<T>(ImmutableArray<T> left, ImmutableArray<T> right, Func<T, uint> typeOf, int depth)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (!Equal(typeOf(left[i]), typeOf(right[i]), depth + 1))
                return false;
        }

        return true;
    }

    private static bool Repeated(BtfType left, BtfType right) => (left, right) switch
    {
        (BtfArray x, BtfArray y) => x with { Id = y.Id } == y,
        (BtfStruct x, BtfStruct y) => SameOutline(x, y) && x.Members.SequenceEqual(y.Members),
        _ => false,
    };

    private static bool SameParameters(BtfFunctionPrototype left, BtfFunctionPrototype right)
    {
        if (left.Parameters.Length != right.Parameters.Length)
            return false;
        for (int i = 0; i < left.Parameters.Length; i++)
        {
            if (left.Parameters[i].Name != right.Parameters[i].Name)
                return false;
        }

        return true;
    }

    private static bool SameForward(BtfType left, BtfType right) => (left, right) switch
    {
        (BtfForward x, BtfForward y) => x.IsUnion == y.IsUnion,
        (BtfForward x, BtfStruct y) => x.IsUnion == y.IsUnion,
        (BtfStruct x, BtfForward y) => x.IsUnion == y.IsUnion,
        _ => false,
    };

    /// <summary>The type with its reference taken out, for comparison.</summary>
    private static BtfType Shell(BtfType type) => type.MapTypeIds(_ => 0) with { Id = 0 };

    private static uint? Target(BtfType type) => type switch
    {
        BtfPointer x => x.TypeId,
        BtfTypedef x => x.TypeId,
        BtfModifier x => x.TypeId,
        BtfTypeTag x => x.TypeId,
        BtfFunction x => x.TypeId,
        BtfVariable x => x.TypeId,
        _ => null,
    };

    /// <summary>The whole graph is equal: its structures, and forward declarations of them, become one with the canonical ones.</summary>
    private void AcceptAssumptions()
    {
        foreach ((uint canonical, uint candidate) in _assumed)
        {
            uint left = Resolve(candidate);
            uint right = Resolve(canonical);
            if (left == right)
                continue;
            switch (TypeOf(left), TypeOf(right))
            {
                case (BtfStruct, BtfStruct):
                case (BtfForward, BtfStruct):
                    if (left >= _first)
                        _canonical[left - _first] = right;
                    else if (right >= _first)
                        _canonical[right - _first] = left;
                    break;
                case (BtfStruct, BtfForward) when right >= _first:
                    _canonical[right - _first] = left;
                    break;
            }
        }
    }

    /// <summary>A forward declaration that is left stands for the structure of its name and kind, where exactly one is left too.</summary>
    private void ResolveForwards()
    {
        var defined = new Dictionary<(string Name, bool IsUnion), uint>();
        IEnumerable<BtfType> all = baseBtf is null ? types : types.Concat(EveryTypeOf(baseBtf));
        foreach (BtfType type in all)
        {
            if (type is BtfStruct { Name.Length: > 0 } x && Resolve(type.Id) == type.Id)
                defined[(x.Name, x.IsUnion)] = defined.ContainsKey((x.Name, x.IsUnion)) ? 0 : type.Id;
        }

        ForEach(type => type is BtfForward, (id, type) =>
        {
            if (Resolve(id) == id && defined.TryGetValue((type.Name, ((BtfForward)type).IsUnion), out uint found) && found != 0)
                _canonical[id - _first] = found;
        });
    }

    private static IEnumerable<BtfType> EveryTypeOf(Btf btf) => btf.Base is null ? btf.OwnTypes : EveryTypeOf(btf.Base).Concat(btf.OwnTypes);

    /// <summary>
    /// Pointers, arrays, typedefs, prototypes and the rest, once what they refer to is settled. Cycles of these alone do not exist in C
    /// (each goes through a structure); in damaged data they are left as they are.
    /// </summary>
    private void Reference(uint id, byte[] state, int depth)
    {
        if (id < _first || id - _first >= (uint)types.Count || state[id - _first] != 0 || depth > MaximumDepth * 8)
            return;
        BtfType type = TypeOf(id);
        if (HasOutline(type))
            return;
        state[id - _first] = 1;
        BtfType settled = type.MapTypeIds(target =>
        {
            Reference(Resolve(target), state, depth + 1);
            return Resolve(target);
        }) with { Id = 0 };
        if (type is BtfDataSection)
            return; // sections are never merged
        List<uint> members = Class(HashOf(settled));
        foreach (uint other in members)
        {
            BtfType known = TypeOf(other).MapTypeIds(Resolve) with { Id = 0 };
            if (SameReference(settled, known))
            {
                _canonical[id - _first] = other;
                return;
            }
        }

        members.Add(id);
    }

    private static bool SameReference(BtfType left, BtfType right) => (left, right) switch
    {
        (BtfFunctionPrototype x, BtfFunctionPrototype y) => x.ReturnTypeId == y.ReturnTypeId && x.Parameters.SequenceEqual(y.Parameters),
        (BtfArray x, BtfArray y) => x == y,
        (BtfStruct, _) or (_, BtfStruct) => false,
        // Variables of the same name and type in two files are two variables.
        (BtfVariable, _) => false,
        _ => left == right,
    };

    private static int HashOf(BtfType type)
    {
        var hash = default(HashCode);
        hash.Add(type.Kind);
        hash.Add(type.Name);
        type.MapTypeIds(id =>
        {
            hash.Add(id);
            return id;
        });
        return hash.ToHashCode();
    }
}
