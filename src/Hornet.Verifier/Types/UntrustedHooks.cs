// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>LSM hooks whose arguments are half made or half gone.</summary>
internal static class UntrustedHooks
{
    /// <summary>Whether a hook, as <c>bpf_lsm_…</c>, is one.</summary>
    public static bool Contains(string name) => name is "bpf_lsm_bpf_map_free" or "bpf_lsm_bpf_prog_free" or "bpf_lsm_file_alloc_security"
        or "bpf_lsm_file_free_security" or "bpf_lsm_sk_alloc_security" or "bpf_lsm_sk_free_security" or "bpf_lsm_task_free";
}
