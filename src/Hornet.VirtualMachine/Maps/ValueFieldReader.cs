// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Finds the kernel's fields in a map's value type (what <c>btf_parse_fields</c> of kernel/bpf/btf.c looks for).</summary>
internal static class ValueFieldReader
{
    private const int MaximumDepth = 32;
    private const int MaximumFields = 64;

    /// <summary>Reads the fields of a map's values; none when there is no type information.</summary>
    public static ValueFields Read(MapSpec spec, Btf? btf)
    {
        if (btf is null || spec.ValueTypeId == 0 || spec.Variables.Length != 0 || !CanHoldFields(spec.Type))
            return ValueFields.None;
        var fields = new List<ValueField>();
        Collect(btf, spec.ValueTypeId, 0, spec.ValueSize, 0, fields);
        return fields.Count == 0 ? ValueFields.None : new ValueFields(fields);
    }

    private static bool CanHoldFields(MapType type) => type is MapType.Hash or MapType.Array or MapType.PerCpuHash or MapType.PerCpuArray
        or MapType.LruHash or MapType.LruPerCpuHash or MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage
        or MapType.CgroupStorage or MapType.CgroupStorageDeprecated;

    private static void Collect(Btf btf, uint typeId, long offset, long limit, int depth, List<ValueField> fields)
    {
        if (depth > MaximumDepth || fields.Count >= MaximumFields)
            return;
        switch (Strip(btf, typeId))
        {
            case BtfStruct { IsUnion: false } structure:
                if (KindOf(structure.Name) is { } kind)
                {
                    Add(new ValueField(kind, (int)offset, (int)structure.Size), limit, fields);
                    return;
                }

                foreach (BtfMember member in structure.Members)
                {
                    if (!member.IsBitfield)
                        Collect(btf, member.TypeId, offset + (member.BitOffset / 8), limit, depth + 1, fields);
                }

                break;
            case BtfArray { Length: > 0 } array:
                CollectElements(btf, array, offset, limit, depth, fields);
                break;
            case BtfPointer pointer when IsKernelPointer(btf, pointer):
                Add(new ValueField(ValueFieldKind.KernelPointer, (int)offset, sizeof(ulong)), limit, fields);
                break;
        }
    }

    private static void CollectElements(Btf btf, BtfArray array, long offset, long limit, int depth, List<ValueField> fields)
    {
        int before = fields.Count;
        if (!btf.TryGetSize(array.ElementTypeId, out long size) || size <= 0)
            return;
        for (uint index = 0; index < array.Length && fields.Count < MaximumFields; index++)
        {
            Collect(btf, array.ElementTypeId, offset + (index * size), limit, depth + 1, fields);

            // An element without fields means that none has any.
            if (fields.Count == before)
                return;
        }
    }

    private static void Add(ValueField field, long limit, List<ValueField> fields)
    {
        if (field.Offset >= 0 && field.Offset + (long)field.Size <= limit)
            fields.Add(field);
    }

    private static ValueFieldKind? KindOf(string name) => name switch
    {
        "bpf_spin_lock" => ValueFieldKind.SpinLock,
        "bpf_res_spin_lock" => ValueFieldKind.ResilientSpinLock,
        "bpf_timer" => ValueFieldKind.Timer,
        "bpf_wq" => ValueFieldKind.WorkQueue,
        "bpf_task_work" => ValueFieldKind.TaskWork,
        "bpf_list_head" => ValueFieldKind.ListHead,
        "bpf_rb_root" => ValueFieldKind.TreeRoot,
        "bpf_list_node" or "bpf_rb_node" or "bpf_refcount" => ValueFieldKind.Node,
        _ => null,
    };

    private static bool IsKernelPointer(Btf btf, BtfPointer pointer)
    {
        uint id = pointer.TypeId;
        for (int depth = 0; depth < MaximumDepth && btf[id] is BtfTypeTag tag; depth++)
        {
            if (tag.Name is "kptr" or "kptr_untrusted" or "percpu_kptr" or "uptr")
                return true;
            id = tag.TypeId;
        }

        return false;
    }

    private static BtfType Strip(Btf btf, uint id)
    {
        BtfType type = btf[id];
        for (int depth = 0; depth < MaximumDepth; depth++)
        {
            switch (type)
            {
                case BtfTypedef typedef:
                    type = btf[typedef.TypeId];
                    break;
                case BtfModifier modifier:
                    type = btf[modifier.TypeId];
                    break;
                case BtfTypeTag tag:
                    type = btf[tag.TypeId];
                    break;
                default:
                    return type;
            }
        }

        return type;
    }
}
