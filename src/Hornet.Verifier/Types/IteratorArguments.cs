// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>What iterators declare of the arguments of their programs, beyond the types: all of them are NULL once at the end.</summary>
internal static class IteratorArguments
{
    private static readonly ContextArgument Object = new(ValueKind.BtfObject, ValueFlags.MaybeNull);
    private static readonly ContextArgument TrustedObject = new(ValueKind.BtfObject, ValueFlags.MaybeNull | ValueFlags.Trusted);
    private static readonly ContextArgument Buffer = new(ValueKind.Buffer, ValueFlags.MaybeNull);
    private static readonly ContextArgument ReadOnlyBuffer = new(ValueKind.Buffer, ValueFlags.MaybeNull | ValueFlags.ReadOnly);

    /// <summary>What is declared of an argument, or null.</summary>
    /// <param name="function">The function that the program attaches to.</param>
    /// <param name="position">The argument, from 0.</param>
    public static ContextArgument? Find(string function, int position) => (function, position) switch
    {
        ("bpf_iter_bpf_map" or "bpf_iter_cgroup" or "bpf_iter_kmem_cache" or "bpf_iter_task" or "bpf_iter_tcp" or "bpf_iter_udp", 1) => TrustedObject,
        ("bpf_iter_bpf_link" or "bpf_iter_bpf_prog" or "bpf_iter_dmabuf" or "bpf_iter_ipv6_route" or "bpf_iter_ksym" or "bpf_iter_netlink"
            or "bpf_iter_unix" or "bpf_iter_task_file" or "bpf_iter_task_vma", 1) => Object,
        ("bpf_iter_task_vma" or "bpf_iter_bpf_sk_storage_map", 2) => Object,
        ("bpf_iter_task_file" or "bpf_iter_sockmap", 3) => Object,
        ("bpf_iter_bpf_map_elem" or "bpf_iter_sockmap", 2) => ReadOnlyBuffer,
        ("bpf_iter_bpf_map_elem" or "bpf_iter_bpf_sk_storage_map", 3) => Buffer,
        _ => null,
    };
}
