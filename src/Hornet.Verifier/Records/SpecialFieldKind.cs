// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>A kind of field that programs may not touch as plain bytes.</summary>
internal enum SpecialFieldKind : byte
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

    /// <summary>A pointer tagged <c>kptr_untrusted</c>.</summary>
    UntrustedKptr,

    /// <summary>A pointer tagged <c>kptr</c>.</summary>
    ReferencedKptr,

    /// <summary>A pointer tagged <c>percpu_kptr</c>.</summary>
    PerCpuKptr,

    /// <summary>A pointer tagged <c>uptr</c>.</summary>
    UserPointer,

    /// <summary><c>struct bpf_list_head</c>.</summary>
    ListHead,

    /// <summary><c>struct bpf_list_node</c>.</summary>
    ListNode,

    /// <summary><c>struct bpf_rb_root</c>.</summary>
    TreeRoot,

    /// <summary><c>struct bpf_rb_node</c>.</summary>
    TreeNode,

    /// <summary><c>struct bpf_refcount</c>.</summary>
    ReferenceCount,
}
