// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What the kernel says about a map (<c>struct bpf_map_info</c>, and its descriptor's lines in /proc).</summary>
public sealed record KernelMapInfo
{
    /// <summary>Its number in this kernel.</summary>
    public required uint Id { get; init; }

    /// <summary>Its kind.</summary>
    public required MapType Type { get; init; }

    /// <summary>Its name, at most 15 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Size of a key in bytes.</summary>
    public required uint KeySize { get; init; }

    /// <summary>Size of a value in bytes, of one CPU for per-CPU maps.</summary>
    public required uint ValueSize { get; init; }

    /// <summary>Its capacity.</summary>
    public required uint MaxEntries { get; init; }

    /// <summary>Its creation flags.</summary>
    public required MapCreateFlags Flags { get; init; }

    /// <summary>The type-specific extra.</summary>
    public required ulong Extra { get; init; }

    /// <summary>The number of its BTF in this kernel, or 0.</summary>
    public required uint BtfId { get; init; }

    /// <summary>The key's type in that BTF, or 0.</summary>
    public required uint KeyTypeId { get; init; }

    /// <summary>The value's type in that BTF, or 0.</summary>
    public required uint ValueTypeId { get; init; }

    /// <summary>For a structure of operations, the number of the kernel's or module's BTF that its value type is in; otherwise 0.</summary>
    public required uint KernelBtfId { get; init; }

    /// <summary>For a structure of operations, the value's type in the kernel's BTF; otherwise 0.</summary>
    public required uint KernelValueTypeId { get; init; }

    /// <summary>The network interface that holds it (offload); 0 for none.</summary>
    public required uint InterfaceIndex { get; init; }

    /// <summary>The device number of the network namespace of that interface; 0 for none.</summary>
    public required ulong NamespaceDevice { get; init; }

    /// <summary>The inode number of the network namespace of that interface; 0 for none.</summary>
    public required ulong NamespaceInode { get; init; }

    /// <summary>Whether user space may write no more; null where /proc does not tell.</summary>
    public required bool? IsFrozen { get; init; }

    /// <summary>How much kernel memory the map takes, in bytes; null where /proc does not tell.</summary>
    public required long? MemoryBytes { get; init; }

    /// <summary>For an array of programs, the type of the programs it takes, once it is known; otherwise null.</summary>
    public required ProgramType? OwnerType { get; init; }
}
