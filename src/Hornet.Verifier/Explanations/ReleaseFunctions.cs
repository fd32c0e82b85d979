// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What gives back what a function took.</summary>
internal static class ReleaseFunctions
{
    private const string NewSuffix = "_new", IteratorPrefix = "bpf_iter_";

    /// <summary>The functions that release what another one acquired, in words; for an unknown one, what there is.</summary>
    public static string Of(string acquire) => acquire switch
    {
        "bpf_ringbuf_reserve" => "bpf_ringbuf_submit() or bpf_ringbuf_discard()",
        "bpf_ringbuf_reserve_dynptr" => "bpf_ringbuf_submit_dynptr() or bpf_ringbuf_discard_dynptr(), also where reserving failed",
        "bpf_sk_lookup_tcp" or "bpf_sk_lookup_udp" or "bpf_skc_lookup_tcp" or "bpf_map_lookup_elem" => "bpf_sk_release()",
        "bpf_task_acquire" or "bpf_task_from_pid" or "bpf_task_from_vpid" => "bpf_task_release()",
        "bpf_cgroup_acquire" or "bpf_cgroup_from_id" or "bpf_cgroup_ancestor" or "bpf_task_get_cgroup1" => "bpf_cgroup_release()",
        "bpf_cpumask_create" or "bpf_cpumask_acquire" => "bpf_cpumask_release()",
        "bpf_obj_new_impl" or "bpf_refcount_acquire_impl" or "bpf_list_pop_front" or "bpf_list_pop_back" or "bpf_rbtree_remove" => "bpf_obj_drop(), or by putting it into a list, tree or map",
        "bpf_percpu_obj_new_impl" => "bpf_percpu_obj_drop(), or by putting it into a map",
        "bpf_kptr_xchg" => "the release function of its type, or by putting it back",
        "bpf_get_task_exe_file" => "bpf_put_file()",
        _ when acquire.StartsWith(IteratorPrefix, StringComparison.Ordinal) && acquire.EndsWith(NewSuffix, StringComparison.Ordinal) => acquire[..^NewSuffix.Length] + "_destroy()",
        _ => "the function that goes with it: bpf_sk_release(), bpf_ringbuf_submit() or _discard(), bpf_task_release(), bpf_obj_drop(), …",
    };
}
