// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>How a map is pinned when an object is loaded into the kernel (<c>pinning</c> in a BTF map definition).</summary>
public enum PinMode
{
    /// <summary>Not pinned.</summary>
    None = 0,

    /// <summary>Pinned, and reused, under the BPF file system by the map's name (<c>LIBBPF_PIN_BY_NAME</c>).</summary>
    ByName = 1,
}

/// <summary>One map of an object: its definition, types and initial contents. A value: a host makes the map.</summary>
public sealed record MapSpec
{
    /// <summary>The name in the object. Data sections keep their section name, for example <c>.rodata</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of map.</summary>
    public required MapType Type { get; init; }

    /// <summary>Size of a key in bytes; 0 for maps without keys.</summary>
    public uint KeySize { get; init; }

    /// <summary>Size of a value in bytes; for per-CPU maps, of one CPU's value.</summary>
    public uint ValueSize { get; init; }

    /// <summary>Capacity in entries; bytes for ring buffers; pages for arenas. 0 asks the host for its default (one entry a CPU for perf event arrays).</summary>
    public uint MaxEntries { get; init; }

    /// <summary>Creation flags (<c>BPF_F_NO_PREALLOC</c> and the rest of linux/bpf.h).</summary>
    public uint Flags { get; init; }

    /// <summary>Type-specific extra: hash functions of a bloom filter, user address of an arena (<c>map_extra</c>).</summary>
    public ulong Extra { get; init; }

    /// <summary>NUMA node, where the flags ask for one.</summary>
    public uint NumaNode { get; init; }

    /// <summary>The key's type in the object's BTF, or 0.</summary>
    public uint KeyTypeId { get; init; }

    /// <summary>The value's type in the object's BTF, or 0. For a data section, its <c>DATASEC</c>.</summary>
    public uint ValueTypeId { get; init; }

    /// <summary>How the map is pinned.</summary>
    public PinMode Pinning { get; init; }

    /// <summary>The template of the maps held by an array or hash of maps, or null.</summary>
    public MapSpec? InnerMap { get; init; }

    /// <summary>Initial contents, applied by the host after creation.</summary>
    public ImmutableArray<MapInitialValue> InitialValues { get; init; } = [];

    /// <summary>The variables of a data section, ordered by offset; empty for other maps.</summary>
    public ImmutableArray<VariableSpec> Variables { get; init; } = [];

    /// <summary>
    /// Pointers among the initial bytes of a data section: places that hold the address of a variable, map or function. The kernel's loaders
    /// leave such places as they are in the file; a host that can do better may fill in addresses.
    /// </summary>
    public ImmutableArray<DataReference> DataReferences { get; init; } = [];

    /// <summary>For a <see cref="MapType.StructOperations"/> map, the name of the kernel structure it fills in; otherwise null.</summary>
    public string? StructOperationsType { get; init; }

    /// <summary>Whether a host makes the map unless told otherwise; false for structures in sections that start with <c>?</c>.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>Whether programs may only read the values and the host freezes the map after filling it (<c>.rodata</c>, <c>.kconfig</c>).</summary>
    public bool IsReadOnlyData { get; init; }
}

/// <summary>What an initial value holds.</summary>
public enum MapInitialValueKind
{
    /// <summary>Bytes of a value.</summary>
    Bytes,

    /// <summary>A reference to another map of the object by name (array or hash of maps).</summary>
    Map,

    /// <summary>A reference to a program of the object by name (prog array).</summary>
    Program,
}

/// <summary>One initial entry of a map.</summary>
/// <param name="Key">The key, in the object's byte order.</param>
/// <param name="Kind">What the value is.</param>
/// <param name="Value">The bytes, for <see cref="MapInitialValueKind.Bytes"/>; otherwise empty.</param>
/// <param name="Target">The name of the map or program referred to; otherwise null.</param>
public readonly record struct MapInitialValue(ImmutableArray<byte> Key, MapInitialValueKind Kind, ImmutableArray<byte> Value, string? Target = null);

/// <summary>A global variable or constant inside a data-section map.</summary>
/// <param name="Name">Its C name.</param>
/// <param name="MapName">The map that holds it.</param>
/// <param name="Offset">Byte offset inside the map's single value.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="TypeId">Its type in the object's BTF, or 0.</param>
/// <param name="IsReadOnly">Whether the program sees it as a constant.</param>
public readonly record struct VariableSpec(string Name, string MapName, int Offset, int Size, uint TypeId, bool IsReadOnly);

/// <summary>What a pointer in a data section points to.</summary>
public enum DataReferenceKind
{
    /// <summary>A place inside the value of a data-section map.</summary>
    MapValue,

    /// <summary>A map.</summary>
    Map,

    /// <summary>A function of the object: a program, or a subprogram.</summary>
    Function,

    /// <summary>A symbol of the kernel.</summary>
    KernelSymbol,
}

/// <summary>A pointer in a data section, or a function in a structure of operations.</summary>
/// <param name="Offset">Its byte offset inside the map's value.</param>
/// <param name="Size">Its size in bytes: 8, or 4.</param>
/// <param name="Kind">What it points to.</param>
/// <param name="Name">The name of the map, function or symbol.</param>
/// <param name="Addend">The byte offset inside what is pointed to.</param>
public readonly record struct DataReference(int Offset, int Size, DataReferenceKind Kind, string Name, long Addend = 0);
