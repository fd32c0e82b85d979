// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>A field of the kernel's inside a map value.</summary>
internal enum ValueFieldKind
{
    /// <summary><c>struct bpf_spin_lock</c>.</summary>
    SpinLock,

    /// <summary><c>struct bpf_res_spin_lock</c>.</summary>
    ResilientSpinLock,

    /// <summary><c>struct bpf_timer</c>.</summary>
    Timer,

    /// <summary><c>struct bpf_wq</c>.</summary>
    WorkQueue,

    /// <summary><c>struct bpf_task_work</c>.</summary>
    TaskWork,

    /// <summary>A pointer tagged <c>kptr</c>, <c>kptr_untrusted</c>, <c>percpu_kptr</c> or <c>uptr</c>.</summary>
    KernelPointer,

    /// <summary><c>struct bpf_list_head</c>.</summary>
    ListHead,

    /// <summary><c>struct bpf_rb_root</c>.</summary>
    TreeRoot,

    /// <summary><c>struct bpf_list_node</c>, <c>struct bpf_rb_node</c> or <c>struct bpf_refcount</c>.</summary>
    Node,
}

/// <summary>One such field.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Its byte offset in the value.</param>
/// <param name="Size">Its size in bytes.</param>
internal readonly record struct ValueField(ValueFieldKind Kind, int Offset, int Size);

/// <summary>
/// The fields of the kernel's inside a map's values, as its type information tells. They are never copied: user-side lookups see zeros and
/// updates leave them out (kernel/bpf/syscall.c, <c>btf_record</c>).
/// </summary>
internal sealed class ValueFields
{
    /// <summary>A value without such fields.</summary>
    public static ValueFields None { get; } = new([]);

    private readonly ValueField[] _fields;

    /// <summary>Describes fields.</summary>
    public ValueFields(IEnumerable<ValueField> fields)
    {
        _fields = [.. fields.OrderBy(field => field.Offset)];
        SpinLockOffset = -1;
        foreach (ValueField field in _fields)
        {
            if (field.Kind == ValueFieldKind.SpinLock)
                SpinLockOffset = field.Offset;
            else if (field.Kind is not (ValueFieldKind.Node or ValueFieldKind.ResilientSpinLock))
                HasOwned = true;
        }
    }

    /// <summary>The fields by offset.</summary>
    public ReadOnlySpan<ValueField> All => _fields;

    /// <summary>Whether there are any.</summary>
    public bool Any => _fields.Length != 0;

    /// <summary>The byte offset of the spin lock that <c>BPF_F_LOCK</c> takes, or -1.</summary>
    public int SpinLockOffset { get; }

    /// <summary>Whether something must be released when a value goes away: timers, references.</summary>
    public bool HasOwned { get; }

    /// <summary>The first field of a kind, or null.</summary>
    public ValueField? Find(ValueFieldKind kind)
    {
        foreach (ValueField field in _fields)
        {
            if (field.Kind == kind)
                return field;
        }

        return null;
    }
}
