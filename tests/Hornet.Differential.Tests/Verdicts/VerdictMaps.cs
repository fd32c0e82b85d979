// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Linux;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Verdicts;

/// <summary>The maps that random programs use, in the kernel.</summary>
internal sealed class VerdictMaps : IDisposable
{
    /// <summary>The place of the map whose only value has an address.</summary>
    public const int Single = 0;

    /// <summary>The place of the ring buffer among the maps; those before it have keys of four bytes and values.</summary>
    public const int RingBuffer = 5;

    private readonly ImmutableArray<KernelMap> _maps = [.. Specs.Select(spec => KernelMap.Create(spec))];

    /// <summary>Their definitions.</summary>
    public static ImmutableArray<MapSpec> Specs { get; } =
    [
        new() { Name = "single", Type = MapType.Array, KeySize = 4, ValueSize = 48, MaxEntries = 1 },
        new() { Name = "array", Type = MapType.Array, KeySize = 4, ValueSize = 32, MaxEntries = 4 },
        new() { Name = "hash", Type = MapType.Hash, KeySize = 4, ValueSize = 24, MaxEntries = 16 },
        new() { Name = "percpu", Type = MapType.PerCpuArray, KeySize = 4, ValueSize = 16, MaxEntries = 2 },
        new() { Name = "small", Type = MapType.Hash, KeySize = 4, ValueSize = 3, MaxEntries = 16 },
        new() { Name = "ring", Type = MapType.RingBuffer, MaxEntries = 4096 },
    ];

    /// <summary>The descriptor of a map.</summary>
    public int Descriptor(int map) => _maps[map].Handle.FileDescriptor;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (KernelMap map in _maps)
            map.Dispose();
    }
}
