// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>The kernel's structures behind maps, which programs may read.</summary>
internal static class MapStructures
{
    /// <summary>The name of the structure behind maps of a type; empty where it may not be read.</summary>
    public static string NameOf(MapType type) => type switch
    {
        MapType.Array or MapType.PerCpuArray or MapType.ProgramArray or MapType.PerfEventArray or MapType.CgroupArray or MapType.ArrayOfMaps => "bpf_array",
        MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash or MapType.HashOfMaps => "bpf_htab",
        MapType.LpmTrie => "lpm_trie",
        MapType.StackTrace => "bpf_stack_map",
        MapType.DeviceMap or MapType.DeviceMapHash => "bpf_dtab",
        MapType.SockMap => "bpf_stab",
        MapType.SockHash => "bpf_shtab",
        MapType.CpuMap => "bpf_cpu_map",
        MapType.XskMap => "xsk_map",
        MapType.CgroupStorageDeprecated or MapType.PerCpuCgroupStorageDeprecated => "bpf_cgroup_storage_map",
        MapType.ReuseportSockArray => "reuseport_array",
        MapType.Queue or MapType.Stack => "bpf_queue_stack",
        MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgroupStorage => "bpf_local_storage_map",
        MapType.StructOperations => "bpf_struct_ops_map",
        MapType.RingBuffer or MapType.UserRingBuffer => "bpf_ringbuf_map",
        MapType.BloomFilter => "bpf_bloom_filter",
        MapType.Arena => "bpf_arena",
        _ => "",
    };
}
