// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

/// <summary>Objects that the tests of loading use.</summary>
internal static class Fixtures
{
    private static int s_count;

    /// <summary>A fixture as clang made it for the third version of the instruction set.</summary>
    public static BpfObject Load(string name) => BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", name + ".o"));

    /// <summary>An object of maps alone.</summary>
    public static BpfObject OfMaps(params ReadOnlySpan<MapSpec> maps) => new() { Name = "maps", License = "GPL", Maps = [.. maps] };

    /// <summary>An array of a name that nothing else on the machine has.</summary>
    public static MapSpec Array(uint entries = 4) => new()
    {
        Name = $"hn{Environment.ProcessId}_{Interlocked.Increment(ref s_count)}",
        Type = MapType.Array,
        KeySize = 4,
        ValueSize = 8,
        MaxEntries = entries,
    };

    /// <summary>Initial values of variables.</summary>
    public static ImmutableDictionary<string, ImmutableArray<byte>> Variable(string name, params ReadOnlySpan<byte> bytes) =>
        ImmutableDictionary<string, ImmutableArray<byte>>.Empty.Add(name, [.. bytes]);
}
