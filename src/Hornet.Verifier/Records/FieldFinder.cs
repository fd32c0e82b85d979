// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Walks a type, its nested structures and arrays, and collects the special fields that it meets.</summary>
/// <remarks>
/// A structure is searched only where the kernel searches: members that are structures or arrays of structures, not unions, typedefs or
/// qualified types; and a field that is not aligned is none. Types that a pointer or collection holds are named by their ids in the same BTF; <see cref="RecordParser"/> settles them.
/// </remarks>
internal sealed class FieldFinder
{
    private const int MaximumFields = 11;
    private const int MaximumNesting = 31;

    // Structures of a hostile program can hold each other many times over.
    private const int MaximumMembers = 1_000_000;

    private readonly Btf _btf;
    private readonly SpecialFieldKinds _wanted;
    private readonly List<FoundField> _found = [];
    private int _members;

    /// <summary>Prepares to search types of a BTF for fields of some kinds.</summary>
    public FieldFinder(Btf btf, SpecialFieldKinds wanted)
    {
        _btf = btf;
        _wanted = wanted;
    }

    /// <summary>The fields, in the order of the declarations.</summary>
    public IReadOnlyList<FoundField> Found => _found;

    /// <summary>What stopped the search, or null.</summary>
    public RecordFault? Fault { get; private set; }

    /// <summary>Searches a structure or data section; anything else has no special fields.</summary>
    public void Search(uint typeId)
    {
        switch (_btf[_btf.Resolve(typeId)])
        {
            case BtfStruct { IsUnion: false } structure:
                SearchStructure(structure, 0, 0);
                break;
            case BtfDataSection section:
                SearchSection(section);
                break;
            default:
                Fault = new RecordFault("a value with special fields is a structure (EINVAL)");
                break;
        }
    }

    private void SearchSection(BtfDataSection section)
    {
        SpecialFieldKinds seen = SpecialFieldKinds.None;
        foreach (BtfSectionVariable placed in section.Variables)
        {
            if (Fault is null && _btf[placed.TypeId] is BtfVariable variable)
                SearchOne(new Place(variable.Id, -1, (int)placed.Offset, (int)placed.Size, 0), variable.TypeId, ref seen);
        }
    }

    private void SearchStructure(BtfStruct structure, int offset, int level)
    {
        _members += structure.Members.Length;
        if (level > MaximumNesting || _members > MaximumMembers)
        {
            Fault = new RecordFault($"structures are nested deeper than {MaximumNesting}, or hold more than {MaximumMembers} members (E2BIG)");
            return;
        }

        SpecialFieldKinds seen = SpecialFieldKinds.None;
        for (int i = 0; i < structure.Members.Length && Fault is null; i++)
        {
            BtfMember member = structure.Members[i];
            if (member.BitOffset % 8 == 0)
                SearchOne(new Place(structure.Id, i, offset + (int)(member.BitOffset / 8), 0, level), member.TypeId, ref seen);
        }
    }

    private void SearchOne(Place place, uint typeId, ref SpecialFieldKinds seen)
    {
        uint id = typeId;
        long count = 1;
        while (_btf[id] is BtfArray array)
        {
            count = Math.Min(int.MaxValue, count * array.Length);
            id = array.ElementTypeId;
        }

        if (count == 0)
            return;
        int before = _found.Count;
        int size;
        if (_btf[id] is BtfStruct { IsUnion: false } structure)
        {
            SpecialFieldKind? known = FieldTypes.OfStructure(structure.Name);
            if (known is { } kind && (_wanted & FieldTypes.BitOf(kind)) != 0)
                AddStructure(place, kind, structure, count, ref seen);
            else
                SearchStructure(structure, place.Offset, place.Level + 1);
            size = (int)structure.Size;
        }
        else if (PointerAt(id) is { } pointer && (_wanted & FieldTypes.Pointers) != 0)
        {
            AddPointer(place, pointer, count);
            size = FieldTypes.SizeOf(SpecialFieldKind.ReferencedKptr);
        }
        else
        {
            return;
        }

        if (Fault is null && count > 1 && _found.Count > before)
            Repeat(before, count, size);
        if (_found.Count > MaximumFields)
            Fault ??= new RecordFault($"there are more than {MaximumFields} special fields (E2BIG)");
    }

    private void AddStructure(Place place, SpecialFieldKind kind, BtfStruct structure, long count, ref SpecialFieldKinds seen)
    {
        if (FieldTypes.IsUnique(kind) && (seen & FieldTypes.BitOf(kind)) != 0)
        {
            Fault = new RecordFault($"there is more than one {structure.Name} (E2BIG)");
            return;
        }

        seen |= FieldTypes.BitOf(kind);
        int size = FieldTypes.SizeOf(kind);
        if (place.ExpectedSize != 0 && place.ExpectedSize != size * count)
            return;
        if (place.Offset % FieldTypes.AlignmentOf(kind) != 0)
            return;
        if (kind is SpecialFieldKind.ListHead or SpecialFieldKind.TreeRoot)
            AddCollection(place, kind);
        else if (structure.Size == size)
            _found.Add(new FoundField(kind, place.Offset, 0, ""));
    }

    private void AddCollection(Place place, SpecialFieldKind kind)
    {
        const string Prefix = "contains:";
        string? tag = null;
        foreach (BtfType type in _btf.OwnTypes)
        {
            if (type is BtfDeclarationTag found && found.TypeId == place.Declaration && found.ComponentIndex == place.Component
                && found.Name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                if (tag is not null)
                {
                    Fault = new RecordFault($"the {FieldTypes.NameOf(kind)} at {place.Offset} has two tags that say what it contains (EEXIST)");
                    return;
                }

                tag = found.Name[Prefix.Length..];
            }
        }

        if (tag?.Split(':', 2) is not [var structure, { Length: > 0 } node])
            Fault = new RecordFault($"the {FieldTypes.NameOf(kind)} at {place.Offset} has no tag contains:STRUCTURE:NODE (EINVAL)");
        else if (structure.Length == 0 || !_btf.TryFindId(structure, BtfKind.Struct, out uint held))
            Fault = new RecordFault($"the {FieldTypes.NameOf(kind)} at {place.Offset} contains '{structure}', which is no structure here (ENOENT)");
        else
            _found.Add(new FoundField(kind, place.Offset, held, node));
    }

    private void AddPointer(Place place, BtfPointer pointer, long count)
    {
        // What makes a pointer special is the tag of what it points to.
        if (_btf[pointer.TypeId] is not BtfTypeTag { IsAttribute: false } tag)
            return;
        int size = FieldTypes.SizeOf(SpecialFieldKind.ReferencedKptr);
        if (place.Offset % size != 0 || (place.ExpectedSize != 0 && place.ExpectedSize != size * count))
            return;
        uint held = _btf.Resolve(tag.TypeId);
        if (_btf[tag.TypeId] is BtfTypeTag || FieldTypes.OfTag(tag.Name) is not { } kind)
            Fault = new RecordFault($"the pointer at {place.Offset} has tags that mean nothing here (EINVAL)");
        else if ((_wanted & FieldTypes.BitOf(kind)) != 0)
            AddPointerTo(held, kind, place.Offset);
    }

    /// <summary>A pointer, which may itself be volatile.</summary>
    private BtfPointer? PointerAt(uint id) =>
        (_btf[id] is BtfModifier { Modifier: BtfKind.Volatile } modifier ? _btf[modifier.TypeId] : _btf[id]) as BtfPointer;

    private void AddPointerTo(uint held, SpecialFieldKind kind, int offset)
    {
        if (_btf[held] is BtfStruct { IsUnion: false })
            _found.Add(new FoundField(kind, offset, held, ""));
        else
            Fault = new RecordFault($"the {FieldTypes.NameOf(kind)} at {offset} points to something else than a structure (EINVAL)");
    }

    /// <summary>Repeats what was found in the first element of an array for its other elements.</summary>
    private void Repeat(int first, long count, int size)
    {
        int fields = _found.Count - first;
        if (fields * count > MaximumFields)
        {
            Fault = new RecordFault($"there are more than {MaximumFields} special fields (E2BIG)");
            return;
        }

        for (int i = first; i < first + fields; i++)
        {
            if (!FieldTypes.IsRepeatable(_found[i].Kind))
            {
                Fault = new RecordFault($"a {FieldTypes.NameOf(_found[i].Kind)} cannot be in an array (EINVAL)");
                return;
            }
        }

        for (int element = 1; element < count; element++)
        {
            for (int i = first; i < first + fields; i++)
                _found.Add(_found[i] with { Offset = _found[i].Offset + (element * size) });
        }
    }

    /// <summary>Where a member or variable is.</summary>
    /// <param name="Declaration">The type that declaration tags name.</param>
    /// <param name="Component">The member they name, or -1.</param>
    /// <param name="Offset">Its offset from the start of the value.</param>
    /// <param name="ExpectedSize">What its size must be for it to count; 0 for any.</param>
    /// <param name="Level">How deep structures are nested there.</param>
    private readonly record struct Place(uint Declaration, int Component, int Offset, int ExpectedSize, int Level);
}
