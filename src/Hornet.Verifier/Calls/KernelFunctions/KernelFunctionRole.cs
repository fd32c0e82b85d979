// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What the verifier has rules for beyond the types, traits and names of a kernel function's declaration.</summary>
internal enum KernelFunctionRole : byte
{
    /// <summary>Nothing: the declaration tells all.</summary>
    Plain,

    /// <summary><c>bpf_obj_new_impl</c>.</summary>
    ObjectNew,

    /// <summary><c>bpf_percpu_obj_new_impl</c>.</summary>
    PerCpuObjectNew,

    /// <summary><c>bpf_obj_drop_impl</c>.</summary>
    ObjectDrop,

    /// <summary><c>bpf_percpu_obj_drop_impl</c>.</summary>
    PerCpuObjectDrop,

    /// <summary><c>bpf_refcount_acquire_impl</c>.</summary>
    ReferenceCountAcquire,

    /// <summary><c>bpf_list_push_front_impl</c>, <c>bpf_list_push_back_impl</c>.</summary>
    ListPush,

    /// <summary><c>bpf_list_pop_front</c>, <c>bpf_list_pop_back</c>, <c>bpf_list_front</c>, <c>bpf_list_back</c>.</summary>
    ListTake,

    /// <summary><c>bpf_rbtree_add_impl</c>.</summary>
    TreeAdd,

    /// <summary><c>bpf_rbtree_remove</c>, <c>bpf_rbtree_left</c>, <c>bpf_rbtree_right</c>.</summary>
    TreeMove,

    /// <summary><c>bpf_rbtree_first</c>, <c>bpf_rbtree_root</c>.</summary>
    TreeTake,

    /// <summary><c>bpf_cast_to_kern_ctx</c>.</summary>
    CastContext,

    /// <summary><c>bpf_rdonly_cast</c>.</summary>
    ReadOnlyCast,

    /// <summary><c>bpf_rcu_read_lock</c>.</summary>
    RcuLock,

    /// <summary><c>bpf_rcu_read_unlock</c>.</summary>
    RcuUnlock,

    /// <summary><c>bpf_preempt_disable</c>.</summary>
    PreemptionOff,

    /// <summary><c>bpf_preempt_enable</c>.</summary>
    PreemptionOn,

    /// <summary><c>bpf_local_irq_save</c>.</summary>
    InterruptsOff,

    /// <summary><c>bpf_local_irq_restore</c>.</summary>
    InterruptsOn,

    /// <summary><c>bpf_res_spin_lock</c>.</summary>
    ResilientLock,

    /// <summary><c>bpf_res_spin_unlock</c>.</summary>
    ResilientUnlock,

    /// <summary><c>bpf_res_spin_lock_irqsave</c>.</summary>
    ResilientLockInterruptsOff,

    /// <summary><c>bpf_res_spin_unlock_irqrestore</c>.</summary>
    ResilientUnlockInterruptsOn,

    /// <summary><c>bpf_dynptr_from_skb</c>.</summary>
    DynptrFromSkb,

    /// <summary><c>bpf_dynptr_from_skb_meta</c>.</summary>
    DynptrFromSkbMeta,

    /// <summary><c>bpf_dynptr_from_xdp</c>.</summary>
    DynptrFromXdp,

    /// <summary><c>bpf_dynptr_clone</c>.</summary>
    DynptrClone,

    /// <summary><c>bpf_dynptr_slice</c>.</summary>
    DynptrSlice,

    /// <summary><c>bpf_dynptr_slice_rdwr</c>.</summary>
    DynptrSliceWritable,

    /// <summary><c>bpf_throw</c>.</summary>
    Throw,

    /// <summary><c>bpf_wq_set_callback_impl</c>.</summary>
    WorkQueueCallback,

    /// <summary><c>bpf_task_work_schedule_signal_impl</c>, <c>bpf_task_work_schedule_resume_impl</c>.</summary>
    TaskWork,

    /// <summary><c>bpf_iter_css_task_new</c>.</summary>
    CssTaskIteratorNew,

    /// <summary><c>bpf_get_kmem_cache</c>.</summary>
    KmemCache,

    /// <summary><c>bpf_session_cookie</c>.</summary>
    SessionCookie,

    /// <summary><c>bpf_session_is_return</c>.</summary>
    SessionIsReturn,

    /// <summary><c>__bpf_trap</c>.</summary>
    Trap,

    /// <summary><c>bpf_xdp_pull_data</c>.</summary>
    PullData,
}
