// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What the definition of a map becomes on this machine: sizes that depend on it, and what this kernel does not know left out.</summary>
internal static class MapAdaption
{
    /// <summary>The definition to create a map by.</summary>
    /// <param name="spec">The object's definition.</param>
    /// <param name="entries">The capacity the caller wants, or null for the object's.</param>
    /// <param name="features">What the kernel can do.</param>
    public static MapSpec Adapt(MapSpec spec, uint? entries, LoadFeatures features)
    {
        uint capacity = entries ?? spec.MaxEntries;
        return spec with
        {
            MaxEntries = spec.Type switch
            {
                MapType.PerfEventArray when capacity == 0 => (uint)PossibleCpus.Count,
                MapType.RingBuffer or MapType.UserRingBuffer => WholePages(capacity),
                _ => capacity,
            },
            Flags = features.MappableArrays || spec.Variables.IsEmpty ? spec.Flags : spec.Flags & ~(uint)MapCreateFlags.Mmapable,
            InnerMap = spec.InnerMap is null ? null : Adapt(spec.InnerMap, null, features),
        };
    }

    /// <summary>
    /// The name the kernel shows. Sections that every object has get the beginning of the object's name before them, as much as the 15 characters leave
    /// beside <c>.rodata</c>: the convention of libbpf, by which people know them (<c>my_objec.bss</c>).
    /// </summary>
    public static string KernelName(BpfObject bpfObject, MapSpec spec)
    {
        const int Longest = 15, Reserved = 7;
        if (spec.Name is not (".data" or ".bss" or ".rodata" or ".kconfig"))
            return spec.Name;
        int room = Longest - Math.Max(Reserved, spec.Name.Length);
        return bpfObject.Name[..Math.Min(room, bpfObject.Name.Length)] + spec.Name;
    }

    /// <summary>Whether a kind of map takes the types of its keys and values. The others refuse them, or hold what has no type (kernel/bpf, map_check_btf of each kind).</summary>
    public static bool TakesTypes(MapType type) => type is not (MapType.PerfEventArray or MapType.CgroupArray or MapType.StackTrace or MapType.ArrayOfMaps
        or MapType.HashOfMaps or MapType.DeviceMap or MapType.DeviceMapHash or MapType.CpuMap or MapType.XskMap or MapType.SockMap or MapType.SockHash
        or MapType.Queue or MapType.Stack or MapType.Arena);

    /// <summary>Ring buffers have a power of two of whole pages.</summary>
    private static uint WholePages(uint bytes)
    {
        var page = (uint)Environment.SystemPageSize;
        if (bytes == 0 || (bytes % page == 0 && BitOperations.IsPow2(bytes)))
            return bytes;
        ulong pages = BitOperations.RoundUpToPowerOf2(((ulong)bytes + page - 1) / page);
        return pages * page <= uint.MaxValue ? (uint)(pages * page) : bytes;
    }
}
