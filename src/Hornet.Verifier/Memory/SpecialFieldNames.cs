// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What the kernel's messages call special fields.</summary>
internal static class SpecialFieldNames
{
    /// <summary>The name of a kind of field.</summary>
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
        SpecialFieldKind.ReferenceCount => "bpf_refcount",
        _ => "unknown",
    };
}
