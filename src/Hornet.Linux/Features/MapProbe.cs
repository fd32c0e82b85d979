// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Creates the smallest map of each type.</summary>
internal static unsafe class MapProbe
{
    /// <summary>Creates a map, and lets it go.</summary>
    public static ProbeAnswer Try(MapType type)
    {
        var attributes = new MapCreateAttributes { MapType = (uint)type, KeySize = 4, ValueSize = 4, MaxEntries = 1 };
        using KernelMap? inner = type is MapType.ArrayOfMaps or MapType.HashOfMaps
            ? KernelMap.Create(new MapSpec { Name = "hornet_inner", Type = MapType.Hash, KeySize = 4, ValueSize = 4, MaxEntries = 1 })
            : null;
        attributes.InnerMapFd = (uint)(inner?.Handle.FileDescriptor ?? 0);
        using KernelBtf? types = IsStorage(type) ? LoadTypes() : null;
        if (types is not null)
        {
            attributes.MapFlags = (uint)MapCreateFlags.NoPreallocate;
            attributes.MaxEntries = 0;
            attributes.BtfFd = (uint)types.Handle.FileDescriptor;
            attributes.BtfKeyTypeId = 1;
            attributes.BtfValueTypeId = 1;
        }

        Shape(type, ref attributes);
        int result = BpfSyscall.Call(BpfCommand.MapCreate, ref attributes);
        if (result >= 0)
            new BpfHandle(result).Dispose();

        // A structure of operations takes a type of the kernel's; the answer to one that is none shows that the kernel looked for it.
        return type == MapType.StructOperations && result == -SyscallErrors.BadType ? new ProbeAnswer(0) : new ProbeAnswer(result);
    }

    private static bool IsStorage(MapType type) => type is MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgroupStorage;

    private static KernelBtf LoadTypes()
    {
        BtfBuilder builder = new();
        builder.AddInt("int", 4);
        return KernelBtf.Load(builder.ToArray());
    }

    private static void Shape(MapType type, ref MapCreateAttributes attributes)
    {
        switch (type)
        {
            case MapType.StackTrace:
                attributes.ValueSize = sizeof(ulong);
                break;
            case MapType.LpmTrie:
                attributes.KeySize = attributes.ValueSize = sizeof(ulong);
                attributes.MapFlags = (uint)MapCreateFlags.NoPreallocate;
                break;
            case MapType.CgroupStorageDeprecated or MapType.PerCpuCgroupStorageDeprecated:
                attributes.KeySize = 16; // struct bpf_cgroup_storage_key
                attributes.ValueSize = sizeof(ulong);
                attributes.MaxEntries = 0;
                break;
            case MapType.Queue or MapType.Stack or MapType.BloomFilter:
                attributes.KeySize = 0;
                break;
            case MapType.RingBuffer or MapType.UserRingBuffer:
                attributes.KeySize = attributes.ValueSize = 0;
                attributes.MaxEntries = (uint)Environment.SystemPageSize;
                break;
            case MapType.Arena:
                attributes.KeySize = attributes.ValueSize = 0;
                attributes.MapFlags = (uint)MapCreateFlags.Mmapable;
                break;
            case MapType.StructOperations:
                attributes.BtfVmlinuxValueTypeId = 1;
                break;
        }
    }
}
