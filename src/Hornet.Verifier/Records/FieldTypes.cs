// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>The structures and pointer tags by which special fields are known, as Linux 6.18 lays them out.</summary>
internal static class FieldTypes
{
    /// <summary>The kinds that stand for pointers.</summary>
    public const SpecialFieldKinds Pointers = SpecialFieldKinds.UntrustedKptr | SpecialFieldKinds.ReferencedKptr | SpecialFieldKinds.PerCpuKptr
        | SpecialFieldKinds.UserPointer;

    /// <summary>The kinds that stand for collections.</summary>
    public const SpecialFieldKinds Collections = SpecialFieldKinds.ListHead | SpecialFieldKinds.TreeRoot;

    /// <summary>What may be in a map value.</summary>
    public const SpecialFieldKinds InMapValues = SpecialFieldKinds.SpinLock | SpecialFieldKinds.ResilientSpinLock | SpecialFieldKinds.Timer
        | SpecialFieldKinds.WorkQueue | SpecialFieldKinds.TaskWork | Pointers | Collections | SpecialFieldKinds.ReferenceCount;

    /// <summary>What may be in an object of the program's own making.</summary>
    public const SpecialFieldKinds InObjects = SpecialFieldKinds.SpinLock | SpecialFieldKinds.ResilientSpinLock | SpecialFieldKinds.ListHead
        | SpecialFieldKinds.ListNode | SpecialFieldKinds.TreeRoot | SpecialFieldKinds.TreeNode | SpecialFieldKinds.ReferenceCount
        | SpecialFieldKinds.UntrustedKptr | SpecialFieldKinds.ReferencedKptr | SpecialFieldKinds.PerCpuKptr;

    /// <summary>Kinds of which a structure may hold one.</summary>
    private const SpecialFieldKinds Unique = SpecialFieldKinds.SpinLock | SpecialFieldKinds.ResilientSpinLock | SpecialFieldKinds.Timer
        | SpecialFieldKinds.WorkQueue | SpecialFieldKinds.TaskWork;

    /// <summary>The bit of a kind.</summary>
    public static SpecialFieldKinds BitOf(SpecialFieldKind kind) => (SpecialFieldKinds)(1 << (int)kind);

    /// <summary>Whether a structure may hold only one field of the kind.</summary>
    public static bool IsUnique(SpecialFieldKind kind) => (Unique & BitOf(kind)) != 0;

    /// <summary>Whether fields of the kind may be elements of an array.</summary>
    public static bool IsRepeatable(SpecialFieldKind kind) => ((Pointers | Collections) & BitOf(kind)) != 0;

    /// <summary>The kind that a structure's name stands for.</summary>
    public static SpecialFieldKind? OfStructure(string name) => name switch
    {
        "bpf_spin_lock" => SpecialFieldKind.SpinLock,
        "bpf_res_spin_lock" => SpecialFieldKind.ResilientSpinLock,
        "bpf_timer" => SpecialFieldKind.Timer,
        "bpf_wq" => SpecialFieldKind.WorkQueue,
        "bpf_task_work" => SpecialFieldKind.TaskWork,
        "bpf_list_head" => SpecialFieldKind.ListHead,
        "bpf_list_node" => SpecialFieldKind.ListNode,
        "bpf_rb_root" => SpecialFieldKind.TreeRoot,
        "bpf_rb_node" => SpecialFieldKind.TreeNode,
        "bpf_refcount" => SpecialFieldKind.ReferenceCount,
        _ => null,
    };

    /// <summary>The kind that a pointer's tag stands for.</summary>
    public static SpecialFieldKind? OfTag(string tag) => tag switch
    {
        "kptr_untrusted" => SpecialFieldKind.UntrustedKptr,
        "kptr" => SpecialFieldKind.ReferencedKptr,
        "percpu_kptr" => SpecialFieldKind.PerCpuKptr,
        "uptr" => SpecialFieldKind.UserPointer,
        _ => null,
    };

    /// <summary>What messages call a kind.</summary>
    public static string NameOf(SpecialFieldKind kind) => kind switch
    {
        SpecialFieldKind.SpinLock => "bpf_spin_lock",
        SpecialFieldKind.ResilientSpinLock => "bpf_res_spin_lock",
        SpecialFieldKind.Timer => "bpf_timer",
        SpecialFieldKind.WorkQueue => "bpf_wq",
        SpecialFieldKind.TaskWork => "bpf_task_work",
        SpecialFieldKind.UntrustedKptr or SpecialFieldKind.ReferencedKptr => "kptr",
        SpecialFieldKind.PerCpuKptr => "percpu_kptr",
        SpecialFieldKind.UserPointer => "uptr",
        SpecialFieldKind.ListHead => "bpf_list_head",
        SpecialFieldKind.ListNode => "bpf_list_node",
        SpecialFieldKind.TreeRoot => "bpf_rb_root",
        SpecialFieldKind.TreeNode => "bpf_rb_node",
        _ => "bpf_refcount",
    };

    /// <summary>Bytes of a field of the kind.</summary>
    public static int SizeOf(SpecialFieldKind kind) => kind switch
    {
        SpecialFieldKind.SpinLock or SpecialFieldKind.ResilientSpinLock or SpecialFieldKind.ReferenceCount => 4,
        SpecialFieldKind.Timer or SpecialFieldKind.WorkQueue or SpecialFieldKind.ListHead or SpecialFieldKind.TreeRoot => 16,
        SpecialFieldKind.ListNode => 24,
        SpecialFieldKind.TreeNode => 32,
        _ => 8,
    };

    /// <summary>What the offset of a field of the kind must be a multiple of.</summary>
    public static int AlignmentOf(SpecialFieldKind kind) => Math.Min(8, SizeOf(kind));
}
