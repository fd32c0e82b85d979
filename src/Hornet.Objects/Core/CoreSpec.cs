// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Objects;

/// <summary>
/// The meaning of an access string on one BTF: the path from a root type to a field, element or enumerator, with the bit offset reached.
/// For <c>0:1:2</c> on <c>struct s</c>: element 0 of the pointed-to array of <c>s</c>, member 1, member 2 of that.
/// </summary>
internal sealed class CoreSpec(Btf btf, uint rootId, CoreRelocationKind kind)
{
    /// <summary>More steps than this no compiler makes; the kernel refuses them (kernel limit <c>BPF_CORE_SPEC_MAX_LEN</c>).</summary>
    public const int MaximumSteps = 64;

    public Btf Btf { get; } = btf;

    public uint RootId { get; } = rootId;

    public CoreRelocationKind Kind { get; } = kind;

    /// <summary>The steps with a meaning of their own: named members, array elements, enumerators. Anonymous members are passed over.</summary>
    public List<CoreStep> Steps { get; } = [];

    public ulong BitOffset { get; set; }

    public static bool IsFieldKind(CoreRelocationKind kind) => kind <= CoreRelocationKind.FieldRightShift;

    public static bool IsTypeKind(CoreRelocationKind kind) =>
        kind is CoreRelocationKind.TypeIdLocal or CoreRelocationKind.TypeIdTarget or CoreRelocationKind.TypeExists
            or CoreRelocationKind.TypeSize or CoreRelocationKind.TypeMatches;

    public static bool IsEnumKind(CoreRelocationKind kind) => kind is CoreRelocationKind.EnumValue or CoreRelocationKind.EnumValueExists;

    /// <summary>Follows an access string through the object's own types.</summary>
    /// <exception cref="FormatException">The string does not fit the types; the message says why.</exception>
    public static CoreSpec Parse(Btf btf, in CoreRelocation relocation)
    {
        var spec = new CoreSpec(btf, relocation.TypeId, relocation.Kind);
        if (IsTypeKind(relocation.Kind))
        {
            if (relocation.AccessPath != "0")
                throw new FormatException("a relocation of a type takes the access string 0");
            return spec;
        }

        List<int> path = ParsePath(relocation.AccessPath);
        uint id = btf.Resolve(relocation.TypeId);
        if (IsEnumKind(relocation.Kind))
            spec.StartEnum(id, path);
        else if (IsFieldKind(relocation.Kind))
            spec.Follow(id, path);
        else
            throw new FormatException($"the kind {(uint)relocation.Kind} is unknown");
        return spec;
    }

    public void Advance(uint elementType, int index)
    {
        long size = Btf.TryGetSize(elementType, out long known) ? known : throw new FormatException("an element has no size");
        BitOffset = checked(BitOffset + ((ulong)index * (ulong)size * 8));
    }

    /// <summary>
    /// Whether an array may be indexed past its length: it has none and ends its structure.
    /// </summary>
    public bool IsFlexible(in BtfRecord array)
    {
        if (array.Extra(2) > 0 || Steps.Count == 0 || Steps[^1].Name is null)
            return false;
        CoreStep last = Steps[^1];
        return last.Index == Btf.Record(last.TypeId).Count - 1;
    }

    /// <summary>The path in words, for example <c>struct task_struct.comm[3]</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(CoreNames.Describe(Btf, RootId));
        if (IsEnumKind(Kind))
            return Steps.Count == 0 ? text.ToString() : text.Append("::").Append(Steps[0].Name).ToString();
        for (int i = 0; i < Steps.Count; i++)
        {
            CoreStep step = Steps[i];
            if (step.Name is not null)
                text.Append('.').Append(step.Name);
            else if (i > 0 || step.Index > 0)
                text.Append('[').Append(step.Index).Append(']');
        }

        return text.ToString();
    }

    private static List<int> ParsePath(string text)
    {
        var path = new List<int>();
        foreach (Range part in text.AsSpan().Split(':'))
        {
            if (path.Count == MaximumSteps)
                throw new FormatException($"the access string has more than {MaximumSteps} steps");
            if (!int.TryParse(text.AsSpan(part), NumberStyles.None, CultureInfo.InvariantCulture, out int step))
                throw new FormatException($"'{text}' is not an access string");
            path.Add(step);
        }

        return path;
    }

    private void StartEnum(uint id, List<int> path)
    {
        BtfRecord record = Btf.Record(id);
        if (record.Kind is not (BtfKind.Enum or BtfKind.Enum64))
            throw new FormatException($"type {RootId} is no enumeration");
        if (path.Count != 1 || path[0] >= record.Count)
            throw new FormatException($"type {RootId} has {record.Count} enumerators");
        Steps.Add(new CoreStep(id, path[0], record.Owner.GetString(record.Enumerator(path[0]).NameOffset)));
    }

    private void Follow(uint id, List<int> path)
    {
        Steps.Add(new CoreStep(id, path[0], null));
        Advance(id, path[0]);
        for (int i = 1; i < path.Count; i++)
        {
            int index = path[i];
            id = Btf.Resolve(id);
            BtfRecord record = Btf.Record(id);
            switch (record.Kind)
            {
                case BtfKind.Struct or BtfKind.Union:
                    if (index >= record.Count)
                        throw new FormatException($"{CoreNames.Describe(Btf, id)} has {record.Count} members, none with index {index}");
                    BtfRawMember member = record.Member(index);
                    BitOffset += member.BitOffset;
                    if (member.NameOffset != 0)
                        Steps.Add(new CoreStep(id, index, record.Owner.GetString(member.NameOffset)));
                    id = member.TypeId;
                    break;
                case BtfKind.Array:
                    if (index >= record.Extra(2) && !IsFlexible(record))
                        throw new FormatException($"index {index} lies outside an array of {record.Extra(2)} elements");
                    id = Btf.Resolve(record.Extra(0));
                    Steps.Add(new CoreStep(id, index, null));
                    Advance(id, index);
                    break;
                default:
                    throw new FormatException($"{CoreNames.Describe(Btf, id)} has no parts");
            }
        }
    }
}

/// <summary>A step of a path.</summary>
/// <param name="TypeId">The structure, union or enumeration, or the type of an array's elements.</param>
/// <param name="Index">The member, enumerator or element.</param>
/// <param name="Name">The name of the member or enumerator; null for an element.</param>
internal readonly record struct CoreStep(uint TypeId, int Index, string? Name);
