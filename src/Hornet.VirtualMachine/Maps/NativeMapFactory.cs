// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>Makes maps from their definitions.</summary>
internal static class NativeMapFactory
{
    /// <summary>Creates a map of the kind its definition asks for.</summary>
    /// <exception cref="MapException">The kernel would refuse the definition, with the error it would give.</exception>
    public static NativeMap Create(MapRegistry registry, MapSpec spec, Btf? btf)
    {
        // What libbpf does for the two kinds whose size depends on the machine.
        if (spec.Type == MapType.PerfEventArray && spec.MaxEntries == 0)
            spec = spec with { MaxEntries = (uint)registry.CpuCount };
        MapValidation.Check(spec);
        ValueFields fields = ValueFieldReader.Read(spec, btf);
        return spec.Type switch
        {
            MapType.Array => new NativeArrayMap(registry, spec, fields),
            MapType.PerCpuArray => new NativePerCpuArrayMap(registry, spec, fields),
            MapType.Hash or MapType.PerCpuHash => new NativeHashMap(registry, spec, fields),
            MapType.LruHash or MapType.LruPerCpuHash => new NativeLruHashMap(registry, spec, fields),
            MapType.LpmTrie => new NativeTrieMap(registry, spec, fields),
            MapType.Queue or MapType.Stack => new NativeQueueMap(registry, spec, fields),
            MapType.BloomFilter => new NativeBloomFilter(registry, spec, fields),
            MapType.RingBuffer => new NativeRingBuffer(registry, spec),
            MapType.UserRingBuffer => new NativeUserRingBuffer(registry, spec),
            MapType.PerfEventArray => new NativePerfEventArray(registry, spec),
            MapType.ProgramArray or MapType.CgroupArray => new NativeDescriptorArray(registry, spec),
            MapType.ArrayOfMaps => new NativeArrayOfMaps(registry, spec),
            MapType.HashOfMaps => new NativeHashOfMaps(registry, spec),
            MapType.StackTrace => new NativeStackTraceMap(registry, spec),
            MapType.Arena => new NativeArena(registry, spec),
            MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgroupStorage or MapType.CgroupStorageDeprecated
                or MapType.PerCpuCgroupStorageDeprecated => new NativeLocalStorage(registry, spec, fields),
            MapType.DeviceMap or MapType.CpuMap or MapType.XskMap or MapType.SockMap or MapType.ReuseportSockArray => new NativeRedirectArray(registry, spec),
            MapType.DeviceMapHash or MapType.SockHash => new NativeRedirectHash(registry, spec),
            _ => throw MapValidation.Refused(spec, MapError.Invalid, $"the kind {spec.Type} is not known"),
        };
    }
}
