// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Since which release the kernel takes a flag when a map is created. An older one answers EINVAL, as for any flag it does not know.</summary>
internal static class MapFlagReleases
{
    private static readonly ImmutableArray<(MapCreateFlags Flag, string Name, KernelVersion Since)> Flags =
    [
        (MapCreateFlags.NoPreallocate, "BPF_F_NO_PREALLOC", new(4, 6)),
        (MapCreateFlags.NoCommonLru, "BPF_F_NO_COMMON_LRU", new(4, 10)),
        (MapCreateFlags.NumaNode, "BPF_F_NUMA_NODE", new(4, 14)),
        (MapCreateFlags.ReadOnly, "BPF_F_RDONLY", new(4, 15)),
        (MapCreateFlags.WriteOnly, "BPF_F_WRONLY", new(4, 15)),
        (MapCreateFlags.StackBuildId, "BPF_F_STACK_BUILD_ID", new(4, 17)),
        (MapCreateFlags.ZeroSeed, "BPF_F_ZERO_SEED", new(5, 0)),
        (MapCreateFlags.ReadOnlyProgram, "BPF_F_RDONLY_PROG", new(5, 2)),
        (MapCreateFlags.WriteOnlyProgram, "BPF_F_WRONLY_PROG", new(5, 2)),
        (MapCreateFlags.Clone, "BPF_F_CLONE", new(5, 4)),
        (MapCreateFlags.Mmapable, "BPF_F_MMAPABLE", new(5, 5)),
        (MapCreateFlags.PreserveElements, "BPF_F_PRESERVE_ELEMS", new(5, 10)),
        (MapCreateFlags.InnerMap, "BPF_F_INNER_MAP", new(5, 10)),
        (MapCreateFlags.Link, "BPF_F_LINK", new(6, 4)),
        (MapCreateFlags.ValueTypeBtfObjectFileDescriptor, "BPF_F_VTYPE_BTF_OBJ_FD", new(6, 9)),
        (MapCreateFlags.TokenFileDescriptor, "BPF_F_TOKEN_FD", new(6, 9)),
        (MapCreateFlags.SegvOnFault, "BPF_F_SEGV_ON_FAULT", new(6, 9)),
        (MapCreateFlags.NoUserConversion, "BPF_F_NO_USER_CONV", new(6, 9)),
    ];

    /// <summary>The first of some flags that a kernel is too old for, with the release that has it; null when it has all.</summary>
    public static (string Name, KernelVersion Since)? FirstUnknown(MapCreateFlags flags, KernelVersion release)
    {
        foreach ((MapCreateFlags flag, string name, KernelVersion since) in Flags)
        {
            if ((flags & flag) != 0 && release < since)
                return (name, since);
        }

        return null;
    }
}
