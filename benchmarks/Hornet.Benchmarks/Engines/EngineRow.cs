// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Benchmarks.Engines;

/// <summary>A row of the table: a program and the packet it runs over.</summary>
/// <param name="Title">What the table calls it.</param>
/// <param name="Source">The source and object in <c>benchmarks/engines</c>, without extension.</param>
/// <param name="Program">The program.</param>
/// <param name="Packet">The packet.</param>
internal sealed record EngineRow(string Title, string Source, string Program, byte[] Packet)
{
    /// <summary>Whether gcc compiles it too: it calls no helper and has no maps.</summary>
    public bool IsNative { get; init; }

    /// <summary>Puts entries into the maps, which it finds by name.</summary>
    public Action<Func<string, BpfMap>>? Fill { get; init; }

    /// <summary>The ring buffer that runs fill, or null.</summary>
    public string? Ring { get; init; }

    /// <summary>At most how many runs may follow each other before the ring buffer is full.</summary>
    public int MostRuns { get; init; } = 100_000_000;

    /// <summary>Reads the object.</summary>
    public BpfObject LoadObject() => BpfObject.Load(RepositoryFiles.Find("benchmarks", "engines", "objects", Source + ".o"));
}
