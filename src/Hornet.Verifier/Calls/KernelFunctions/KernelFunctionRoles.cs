// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Which functions have which role.</summary>
internal static class KernelFunctionRoles
{
    /// <summary>The role of a function by its name.</summary>
    public static KernelFunctionRole Of(string name) => name switch
    {
        "bpf_obj_new_impl" => KernelFunctionRole.ObjectNew,
        "bpf_percpu_obj_new_impl" => KernelFunctionRole.PerCpuObjectNew,
        "bpf_obj_drop_impl" => KernelFunctionRole.ObjectDrop,
        "bpf_percpu_obj_drop_impl" => KernelFunctionRole.PerCpuObjectDrop,
        "bpf_refcount_acquire_impl" => KernelFunctionRole.ReferenceCountAcquire,
        "bpf_list_push_front_impl" or "bpf_list_push_back_impl" => KernelFunctionRole.ListPush,
        "bpf_list_pop_front" or "bpf_list_pop_back" or "bpf_list_front" or "bpf_list_back" => KernelFunctionRole.ListTake,
        "bpf_rbtree_add_impl" => KernelFunctionRole.TreeAdd,
        "bpf_rbtree_remove" or "bpf_rbtree_left" or "bpf_rbtree_right" => KernelFunctionRole.TreeMove,
        "bpf_rbtree_first" or "bpf_rbtree_root" => KernelFunctionRole.TreeTake,
        "bpf_cast_to_kern_ctx" => KernelFunctionRole.CastContext,
        "bpf_rdonly_cast" => KernelFunctionRole.ReadOnlyCast,
        "bpf_rcu_read_lock" => KernelFunctionRole.RcuLock,
        "bpf_rcu_read_unlock" => KernelFunctionRole.RcuUnlock,
        "bpf_preempt_disable" => KernelFunctionRole.PreemptionOff,
        "bpf_preempt_enable" => KernelFunctionRole.PreemptionOn,
        "bpf_local_irq_save" => KernelFunctionRole.InterruptsOff,
        "bpf_local_irq_restore" => KernelFunctionRole.InterruptsOn,
        "bpf_res_spin_lock" => KernelFunctionRole.ResilientLock,
        "bpf_res_spin_unlock" => KernelFunctionRole.ResilientUnlock,
        "bpf_res_spin_lock_irqsave" => KernelFunctionRole.ResilientLockInterruptsOff,
        "bpf_res_spin_unlock_irqrestore" => KernelFunctionRole.ResilientUnlockInterruptsOn,
        "bpf_dynptr_from_skb" => KernelFunctionRole.DynptrFromSkb,
        "bpf_dynptr_from_skb_meta" => KernelFunctionRole.DynptrFromSkbMeta,
        "bpf_dynptr_from_xdp" => KernelFunctionRole.DynptrFromXdp,
        "bpf_dynptr_clone" => KernelFunctionRole.DynptrClone,
        "bpf_dynptr_slice" => KernelFunctionRole.DynptrSlice,
        "bpf_dynptr_slice_rdwr" => KernelFunctionRole.DynptrSliceWritable,
        "bpf_throw" => KernelFunctionRole.Throw,
        "bpf_wq_set_callback_impl" => KernelFunctionRole.WorkQueueCallback,
        "bpf_task_work_schedule_signal_impl" or "bpf_task_work_schedule_resume_impl" => KernelFunctionRole.TaskWork,
        "bpf_iter_css_task_new" => KernelFunctionRole.CssTaskIteratorNew,
        "bpf_get_kmem_cache" => KernelFunctionRole.KmemCache,
        "bpf_session_cookie" => KernelFunctionRole.SessionCookie,
        "bpf_session_is_return" => KernelFunctionRole.SessionIsReturn,
        "__bpf_trap" => KernelFunctionRole.Trap,
        "bpf_xdp_pull_data" => KernelFunctionRole.PullData,
        _ => KernelFunctionRole.Plain,
    };

    /// <summary>Whether a function may be called while a spin lock is held: those that work on collections, number iterators, and the locks' own.</summary>
    public static bool MayBeCalledUnderLock(KernelFunctionSignature function) => function.Role switch
    {
        KernelFunctionRole.ListPush or KernelFunctionRole.ListTake or KernelFunctionRole.TreeAdd or KernelFunctionRole.TreeMove or KernelFunctionRole.TreeTake
            or KernelFunctionRole.ReferenceCountAcquire => true,
        KernelFunctionRole.ResilientLock or KernelFunctionRole.ResilientUnlock or KernelFunctionRole.ResilientLockInterruptsOff
            or KernelFunctionRole.ResilientUnlockInterruptsOn => true,
        _ => function.Name is "bpf_iter_num_new" or "bpf_iter_num_next" or "bpf_iter_num_destroy",
    };

    /// <summary>Whether a function gives back interrupt flags or saves them by <c>bpf_res_spin_lock_irqsave</c> and its like.</summary>
    public static bool IsResilient(KernelFunctionRole role) =>
        role is KernelFunctionRole.ResilientLockInterruptsOff or KernelFunctionRole.ResilientUnlockInterruptsOn;
}
