// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What beside its definition a map is created with.</summary>
internal readonly record struct MapCreation
{
    /// <summary>The template of the maps it holds, or null.</summary>
    public KernelMap? InnerMap { get; init; }

    /// <summary>The object's types, which the definition's key and value types are from, or null to create the map without.</summary>
    public KernelBtf? Btf { get; init; }

    /// <summary>For a structure of operations, the kernel's type of its values; otherwise 0.</summary>
    public uint KernelValueTypeId { get; init; }

    /// <summary>The BTF of the module that <see cref="KernelValueTypeId"/> is from, or null for the kernel proper.</summary>
    public BpfHandle? KernelValueModule { get; init; }

    /// <summary>The index of the network interface to create the map on, for offload; 0 for the kernel.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>The BPF token that gives the privilege, or null.</summary>
    public BpfHandle? Token { get; init; }

    /// <summary>The name in the kernel, where it is not the definition's; empty for none.</summary>
    public string? Name { get; init; }
}
