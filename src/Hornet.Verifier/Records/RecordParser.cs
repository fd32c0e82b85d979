// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Finds the special fields of structures by their BTF types and tags.</summary>
internal sealed class RecordParser
{
    // Structures of the kernel that can be kept in a map, because the kernel knows how to release them: those of the kernel proper.
    private static readonly string[] s_releasable =
        ["task_struct", "cgroup", "bpf_cpumask", "bpf_crypto_ctx", "sk_buff", "prog_test_ref_kfunc", "prog_test_member"];

    private const int PageSize = 4096;

    private readonly BtfSet _btfs;
    private readonly short _btfIndex;
    private readonly Btf _btf;

    private RecordParser(BtfSet btfs, short btfIndex)
    {
        _btfs = btfs;
        _btfIndex = btfIndex;
        _btf = btfs[btfIndex];
    }

    /// <summary>The special fields of a map's values.</summary>
    /// <param name="btfs">The BTFs of the verification.</param>
    /// <param name="btfIndex">The type's BTF.</param>
    /// <param name="typeId">The type: a structure, or for a data section its <c>DATASEC</c>.</param>
    /// <param name="size">Bytes of a value; fields must lie inside.</param>
    /// <returns>The fields, or null if there are none. Values whose fields are not as the kernel wants them have none: they are plain bytes.</returns>
    /// <exception cref="Refusal">The kernel does not create a map with such values: a collection holds what owns another collection.</exception>
    public static RecordFields? Parse(BtfSet btfs, short btfIndex, uint typeId, int size)
    {
        var parser = new RecordParser(btfs, btfIndex);
        RecordFields? fields = parser.Find(typeId, size, FieldTypes.InMapValues, out RecordFault? fault);
        if (fault is not null)
            return null;
        parser.CheckOwnership(fields);
        return fields;
    }

    /// <summary>The special fields of an object of the program's own making.</summary>
    /// <param name="btfs">The BTFs of the verification.</param>
    /// <param name="btfIndex">The type's BTF.</param>
    /// <param name="typeId">The structure.</param>
    /// <returns>The fields, or null if there are none.</returns>
    /// <exception cref="Refusal">The fields are not as the kernel wants them: it takes no BTF with such a structure.</exception>
    public static RecordFields? ParseObject(BtfSet btfs, short btfIndex, uint typeId)
    {
        var parser = new RecordParser(btfs, btfIndex);
        RecordFields? fields = parser.FindObject(typeId);
        parser.CheckOwnership(fields);
        return fields;
    }

    private RecordFields? FindObject(uint typeId)
    {
        if (_btf[_btf.Resolve(typeId)] is not BtfStruct { IsUnion: false } structure || !structure.Members.Any(IsSpecial))
            return null;
        RecordFields? fields = Find(structure.Id, (int)structure.Size, FieldTypes.InObjects, out RecordFault? fault);
        return fault is null ? fields : throw Refuse($"struct {structure.Name}: {fault.Message}");
    }

    /// <summary>Whether a member makes the kernel look at its structure at all: special fields of nested structures do not.</summary>
    private bool IsSpecial(BtfMember member) => _btf[member.TypeId] switch
    {
        BtfStruct { IsUnion: false } type => FieldTypes.OfStructure(type.Name) is { } kind && (FieldTypes.InObjects & FieldTypes.BitOf(kind)) != 0,
        BtfPointer pointer => _btf[pointer.TypeId] is BtfTypeTag { IsAttribute: false } tag && FieldTypes.OfTag(tag.Name) is not null,
        _ => false,
    };

    private RecordFields? Find(uint typeId, int size, SpecialFieldKinds wanted, out RecordFault? fault)
    {
        var finder = new FieldFinder(_btf, wanted);
        finder.Search(typeId);
        fault = finder.Fault;
        if (fault is not null || finder.Found.Count == 0)
            return null;
        ImmutableArray<SpecialField>.Builder fields = ImmutableArray.CreateBuilder<SpecialField>(finder.Found.Count);
        int end = 0;
        foreach (FoundField found in finder.Found)
        {
            int fieldSize = FieldTypes.SizeOf(found.Kind);
            if (found.Offset + fieldSize > size || found.Offset < end)
                fault = new RecordFault($"the {FieldTypes.NameOf(found.Kind)} at {found.Offset} overlaps another field or the end (EEXIST)");
            if (fault is not null)
                return null;
            end = found.Offset + fieldSize;
            fields.Add(Settle(found, ref fault));
        }

        fault ??= FaultOfWhole(fields);
        return fault is null ? new RecordFields { All = fields.DrainToImmutable() } : null;
    }

    private SpecialField Settle(FoundField found, ref RecordFault? fault) => found.Kind switch
    {
        SpecialFieldKind.ListHead => SettleCollection(found, SpecialFieldKind.ListNode, ref fault),
        SpecialFieldKind.TreeRoot => SettleCollection(found, SpecialFieldKind.TreeNode, ref fault),
        SpecialFieldKind.UserPointer => SettleUserPointer(found, ref fault),
        SpecialFieldKind.UntrustedKptr or SpecialFieldKind.ReferencedKptr or SpecialFieldKind.PerCpuKptr => SettleKptr(found, ref fault),
        _ => new SpecialField(found.Kind, found.Offset, FieldTypes.SizeOf(found.Kind)),
    };

    /// <summary>Finds the node by which a structure is in a collection.</summary>
    private SpecialField SettleCollection(FoundField found, SpecialFieldKind nodeKind, ref RecordFault? fault)
    {
        var held = (BtfStruct)_btf[found.HeldTypeId];
        int place = -1;
        foreach (BtfMember member in held.Members)
        {
            if (member.Name != found.Node)
                continue;
            int alignment = 8 * FieldTypes.AlignmentOf(nodeKind);
            bool isNode = _btf[member.TypeId] is BtfStruct { IsUnion: false } type && FieldTypes.OfStructure(type.Name) == nodeKind;
            if (place >= 0 || !isNode || member.BitOffset % alignment != 0)
            {
                fault ??= new RecordFault($"'{held.Name}.{found.Node}' is not one aligned {FieldTypes.NameOf(nodeKind)} (EINVAL)");
                return default;
            }

            place = (int)(member.BitOffset / 8);
        }

        if (place < 0)
            fault ??= new RecordFault($"struct {held.Name} has no member '{found.Node}' (ENOENT)");
        return new SpecialField(found.Kind, found.Offset, FieldTypes.SizeOf(found.Kind), _btfIndex, found.HeldTypeId, place);
    }

    private SpecialField SettleUserPointer(FoundField found, ref RecordFault? fault)
    {
        uint size = ((BtfStruct)_btf[found.HeldTypeId]).Size;
        if (size is 0 or > PageSize)
            fault ??= new RecordFault($"the uptr at {found.Offset} points to {size} bytes; a page is the most, one byte the least (E2BIG)");
        return new SpecialField(found.Kind, found.Offset, FieldTypes.SizeOf(found.Kind), _btfIndex, found.HeldTypeId);
    }

    /// <summary>A pointer is to the kernel's structure of that name, or where there is none to the program's own.</summary>
    private SpecialField SettleKptr(FoundField found, ref RecordFault? fault)
    {
        string name = _btf.NameOf(found.HeldTypeId);
        int size = FieldTypes.SizeOf(found.Kind);
        if (name.Length == 0 || !_btfs.TryFindKernelType(name, BtfKind.Struct, out short index, out uint typeId))
            return new SpecialField(found.Kind, found.Offset, size, _btfIndex, found.HeldTypeId);
        if (found.Kind == SpecialFieldKind.ReferencedKptr && index == BtfSet.Kernel && !s_releasable.Contains(name))
            fault ??= new RecordFault($"the kernel cannot release a struct {name} that a map holds (ENOENT)");
        return new SpecialField(found.Kind, found.Offset, size, index, typeId);
    }

    private static RecordFault? FaultOfWhole(ImmutableArray<SpecialField>.Builder fields)
    {
        SpecialFieldKinds kinds = SpecialFieldKinds.None;
        foreach (SpecialField field in fields)
            kinds |= FieldTypes.BitOf(field.Kind);
        const SpecialFieldKinds Locks = SpecialFieldKinds.SpinLock | SpecialFieldKinds.ResilientSpinLock;
        const SpecialFieldKinds Nodes = SpecialFieldKinds.ListNode | SpecialFieldKinds.TreeNode;
        if ((kinds & Locks) == Locks)
            return new RecordFault("there is both a bpf_spin_lock and a bpf_res_spin_lock (EINVAL)");
        if ((kinds & FieldTypes.Collections) != 0 && (kinds & Locks) == 0)
            return new RecordFault("a bpf_list_head or bpf_rb_root needs a lock beside it (EINVAL)");
        return (kinds & Nodes) == Nodes && (kinds & SpecialFieldKinds.ReferenceCount) == 0
            ? new RecordFault("an object that can be in a list and in a tree needs a bpf_refcount (EINVAL)")
            : null;
    }

    /// <summary>Checks that collections of objects that are in collections hold nothing that owns a collection in turn: ownership would go in circles.</summary>
    private void CheckOwnership(RecordFields? fields)
    {
        if (fields is null)
            return;
        bool isNode = fields.Has(SpecialFieldKind.ListNode) || fields.Has(SpecialFieldKind.TreeNode);
        foreach (SpecialField field in fields.All)
        {
            if (field.Kind is not (SpecialFieldKind.ListHead or SpecialFieldKind.TreeRoot))
                continue;
            RecordFields? held = FindObject(field.TypeId);
            if (held is not null && isNode && (held.Has(SpecialFieldKind.ListHead) || held.Has(SpecialFieldKind.TreeRoot)))
                throw Refuse($"struct {_btf.NameOf(field.TypeId)}: an object in a collection cannot own a collection of objects that own collections (ELOOP)");
        }
    }

    private static Refusal Refuse(string message) => new(message, FailureKind.Structure, null);
}
