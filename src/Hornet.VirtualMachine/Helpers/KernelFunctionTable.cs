// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>The kernel functions (kfuncs) every machine has, by name. Callers may register others, or other ones under the same names.</summary>
internal static class KernelFunctionTable
{
    /// <summary>All of them.</summary>
    public static IEnumerable<(string Name, HelperFunction Function)> All =>
    [
        ("bpf_dynptr_from_skb", DynptrFunctions.FromSkb),
        ("bpf_dynptr_from_xdp", DynptrFunctions.FromXdp),
        ("bpf_dynptr_slice", DynptrFunctions.Slice),
        ("bpf_dynptr_slice_rdwr", DynptrFunctions.WritableSlice),
        ("bpf_dynptr_adjust", DynptrFunctions.Adjust),
        ("bpf_dynptr_is_null", DynptrFunctions.IsNull),
        ("bpf_dynptr_is_rdonly", DynptrFunctions.IsReadOnly),
        ("bpf_dynptr_size", DynptrFunctions.Size),
        ("bpf_dynptr_clone", DynptrFunctions.Clone),
        ("bpf_iter_num_new", NumberIterator.Create),
        ("bpf_iter_num_next", NumberIterator.Next),
        ("bpf_iter_num_destroy", NumberIterator.Destroy),
        ("bpf_strcmp", StringFunctions.Compare),
        ("bpf_strchr", StringFunctions.FindCharacter),
        ("bpf_strchrnul", StringFunctions.FindCharacterOrEnd),
        ("bpf_strnchr", StringFunctions.FindCharacterWithin),
        ("bpf_strrchr", StringFunctions.FindLastCharacter),
        ("bpf_strlen", StringFunctions.Length),
        ("bpf_strnlen", StringFunctions.LengthWithin),
        ("bpf_strspn", StringFunctions.Span),
        ("bpf_strcspn", StringFunctions.ComplementSpan),
        ("bpf_strstr", StringFunctions.FindString),
        ("bpf_strnstr", StringFunctions.FindStringWithin),
        ("bpf_rdonly_cast", ReturnFirst),
        ("bpf_cast_to_kern_ctx", ReturnFirst),
        ("bpf_rcu_read_lock", DoNothing),
        ("bpf_rcu_read_unlock", DoNothing),
        ("bpf_preempt_disable", DoNothing),
        ("bpf_preempt_enable", DoNothing),
        ("bpf_xdp_metadata_rx_timestamp", NoDevice),
        ("bpf_xdp_metadata_rx_hash", NoDevice),
        ("bpf_xdp_metadata_rx_vlan_tag", NoDevice),
    ];

    private static ulong ReturnFirst(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => r1;

    /// <summary>A run already has its machine for itself.</summary>
    private static ulong DoNothing(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => 0;

    /// <summary>What a device without the metadata answers.</summary>
    private static ulong NoDevice(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => Errno.Result(Errno.EOPNOTSUPP);
}
