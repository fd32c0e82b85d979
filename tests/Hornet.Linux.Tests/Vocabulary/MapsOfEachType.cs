// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux.Tests;

/// <summary>A small map of every type that can be made without anything else.</summary>
internal sealed class MapsOfEachType : IDisposable
{
    private readonly KernelBtf _types;

    public MapsOfEachType()
    {
        var types = new BtfBuilder();
        uint number = types.AddInt("int", 4, BtfIntEncoding.Signed);
        _types = KernelBtf.Load(types.ToArray());
        using var inner = KernelMap.Create(new MapSpec { Name = "inner", Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        foreach (MapType type in Enum.GetValues<MapType>().Where(type => type is not (MapType.Unspec or MapType.StructOperations or MapType.Arena)))
            All.Add(type, KernelMap.Create(Spec(type, number), type is MapType.ArrayOfMaps or MapType.HashOfMaps ? inner : null, _types));
    }

    public SortedDictionary<MapType, KernelMap> All { get; } = [];

    public void Dispose()
    {
        foreach (KernelMap map in All.Values)
            map.Dispose();
        _types.Dispose();
    }

    private static MapSpec Spec(MapType type, uint number)
    {
        var spec = new MapSpec { Name = "each", Type = type, KeySize = 4, ValueSize = 8, MaxEntries = 1 };
        return type switch
        {
            MapType.LpmTrie => spec with { KeySize = 8, Flags = (uint)MapCreateFlags.NoPreallocate },
            MapType.Queue or MapType.Stack or MapType.BloomFilter => spec with { KeySize = 0 },
            MapType.RingBuffer or MapType.UserRingBuffer => spec with { KeySize = 0, ValueSize = 0, MaxEntries = 4096 },
            MapType.CgroupStorageDeprecated or MapType.PerCpuCgroupStorageDeprecated => spec with { KeySize = 16, MaxEntries = 0 },
            MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgroupStorage => spec with
            {
                ValueSize = 4, MaxEntries = 0, Flags = (uint)MapCreateFlags.NoPreallocate, KeyTypeId = number, ValueTypeId = number,
            },
            MapType.ProgramArray or MapType.PerfEventArray or MapType.CgroupArray or MapType.DeviceMap or MapType.DeviceMapHash or MapType.CpuMap
                or MapType.XskMap or MapType.SockMap or MapType.SockHash or MapType.ArrayOfMaps or MapType.HashOfMaps => spec with { ValueSize = 4 },
            _ => spec,
        };
    }
}
