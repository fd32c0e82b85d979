// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests;

/// <summary>The same random operations on a map of the kernel and on one of the virtual machine have the same results and errors.</summary>
public sealed class MapSequenceTests
{
    private const int Sequences = 12;
    private const int Length = 400;

    public static TheoryData<MapType, uint, uint, uint, MapCreateFlags> Maps => new()
    {
        { MapType.Hash, 4, 8, 16, MapCreateFlags.None },
        { MapType.Hash, 1, 1, 5, MapCreateFlags.None },
        { MapType.Hash, 13, 27, 40, MapCreateFlags.NoPreallocate },
        { MapType.Hash, 64, 100, 100, MapCreateFlags.NoPreallocate },
        { MapType.Hash, 4, 8, 8, MapCreateFlags.ReadOnly },
        { MapType.Hash, 4, 8, 8, MapCreateFlags.WriteOnly },
        { MapType.Array, 4, 8, 10, MapCreateFlags.None },
        { MapType.Array, 4, 5, 1, MapCreateFlags.None },
        { MapType.Array, 4, 16, 10, MapCreateFlags.Mmapable },
        { MapType.PerCpuHash, 4, 8, 16, MapCreateFlags.None },
        { MapType.PerCpuHash, 6, 3, 16, MapCreateFlags.NoPreallocate },
        { MapType.PerCpuArray, 4, 12, 8, MapCreateFlags.None },
        { MapType.LpmTrie, 8, 8, 24, MapCreateFlags.NoPreallocate },
        { MapType.LpmTrie, 5, 3, 64, MapCreateFlags.NoPreallocate },
        { MapType.LpmTrie, 20, 4, 40, MapCreateFlags.NoPreallocate },
        { MapType.Queue, 0, 8, 6, MapCreateFlags.None },
        { MapType.Queue, 0, 3, 1, MapCreateFlags.None },
        { MapType.Stack, 0, 8, 6, MapCreateFlags.None },
    };

    [KernelTheory]
    [MemberData(nameof(Maps))]
    public void The_same_operations_have_the_same_results(MapType type, uint keySize, uint valueSize, uint maxEntries, MapCreateFlags flags)
    {
        var spec = new MapSpec { Name = "both", Type = type, KeySize = keySize, ValueSize = valueSize, MaxEntries = maxEntries, Flags = (uint)flags };
        for (int seed = Seeds.First; seed < Seeds.First + Sequences; seed++)
        {
            List<MapOperation> operations = Operations(spec, seed);
            if (FirstDifference(spec, operations) is { } difference)
                Assert.Fail(Explain(spec, operations, difference.At));
        }
    }

    /// <summary>What LRU maps keep when they are full is a matter of CPUs and lists; before that they are hash maps.</summary>
    [KernelTheory]
    [InlineData(MapType.LruHash)]
    [InlineData(MapType.LruPerCpuHash)]
    public void An_lru_map_that_is_not_full_is_a_hash_map(MapType type)
    {
        var spec = new MapSpec { Name = "lru", Type = type, KeySize = 4, ValueSize = 8, MaxEntries = 1024 };
        for (int seed = Seeds.First; seed < Seeds.First + Sequences; seed++)
        {
            // Keys from a small universe: that of a map of 16 entries.
            List<MapOperation> operations = Operations(spec with { MaxEntries = 16 }, seed);
            if (FirstDifference(spec, operations) is { } difference)
                Assert.Fail(Explain(spec, operations, difference.At));
        }
    }

    [KernelFact]
    public void A_bloom_filter_finds_what_was_added()
    {
        var spec = new MapSpec { Name = "bloom", Type = MapType.BloomFilter, ValueSize = 8, MaxEntries = 100, Extra = 3 };
        using KernelMap kernel = KernelMap.Create(spec);
        using var registry = new MapRegistry(PossibleCpus.Count);
        using var virtualMap = new VirtualMap(registry.Create(spec));
        foreach (BpfMap map in (BpfMap[])[kernel, virtualMap])
        {
            for (ulong value = 0; value < 50; value++)
                map.TryUpdate([], BitConverter.GetBytes(value)).ShouldBe(MapError.None);
            for (ulong value = 0; value < 50; value++)
                map.TryLookup([], BitConverter.GetBytes(value)).ShouldBe(MapError.None);
            int wrong = Enumerable.Range(1000, 1000).Count(value => map.TryLookup([], BitConverter.GetBytes((ulong)value)) == MapError.None);
            wrong.ShouldBeLessThan(300);
            map.TryUpdate([], new byte[8], MapUpdateFlags.Exist).ShouldBe(MapError.Invalid);
            map.TryUpdate([], new byte[8], MapUpdateFlags.NoExist).ShouldBe(MapError.Invalid);
            map.TryLookup([], new byte[8], MapUpdateFlags.Exist).ShouldBe(MapError.Invalid);
        }

        foreach (MapAction action in (MapAction[])[MapAction.Delete, MapAction.LookupAndDelete])
        {
            var operation = new MapOperation(action, [], new byte[8], MapUpdateFlags.Any);
            operation.Apply(virtualMap, isOrdered: true).ShouldBe(operation.Apply(kernel, isOrdered: true));
        }
    }

    [KernelTheory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.Array)]
    public void A_frozen_map_answers_alike(MapType type)
    {
        var spec = new MapSpec { Name = "frozen", Type = type, KeySize = 4, ValueSize = 8, MaxEntries = 4 };
        var operations = new List<MapOperation>();
        foreach (MapAction action in (MapAction[])
            [MapAction.Update, MapAction.Freeze, MapAction.Update, MapAction.Lookup, MapAction.Delete, MapAction.LookupAndDelete, MapAction.UpdateBatch,
            MapAction.DeleteBatch, MapAction.LookupBatch, MapAction.LookupAndDeleteBatch, MapAction.Walk, MapAction.NextKey, MapAction.Freeze])
        {
            operations.Add(new MapOperation(action, new byte[4], new byte[8], MapUpdateFlags.Any));
        }

        if (FirstDifference(spec, operations) is { } difference)
            Assert.Fail(difference.Text);
    }

    private static List<MapOperation> Operations(MapSpec spec, int seed)
    {
        using KernelMap sizes = KernelMap.Create(spec);
        var generator = new MapOperationGenerator(new Random(seed), sizes);
        return [.. Enumerable.Range(0, Length).Select(_ => generator.Next())];
    }

    private static (int At, string Text)? FirstDifference(MapSpec spec, List<MapOperation> operations)
    {
        using KernelMap kernel = KernelMap.Create(spec);
        using var registry = new MapRegistry(PossibleCpus.Count);
        using var virtualMap = new VirtualMap(registry.Create(spec));
        bool isOrdered = spec.Type is not (MapType.Hash or MapType.PerCpuHash or MapType.LruHash or MapType.LruPerCpuHash);
        for (int i = 0; i < operations.Count; i++)
        {
            string expected = operations[i].Apply(kernel, isOrdered);
            string actual = operations[i].Apply(virtualMap, isOrdered);
            if (expected != actual)
                return (i, $"{operations[i]}\n  kernel: {expected}\n  here:   {actual}");
        }

        return null;
    }

    // Leaves operations out for as long as a difference stays.
    private static string Explain(MapSpec spec, List<MapOperation> operations, int at)
    {
        operations = operations[..(at + 1)];
        for (int i = operations.Count - 2; i >= 0; i--)
        {
            List<MapOperation> fewer = [.. operations];
            fewer.RemoveAt(i);
            if (FirstDifference(spec, fewer) is not null)
                operations = fewer;
        }

        var text = new StringBuilder();
        text.AppendLine($"{spec.Type}, keys of {spec.KeySize} and values of {spec.ValueSize} bytes, {spec.MaxEntries} entries, flags {spec.Flags}:");
        foreach (MapOperation operation in operations)
            text.AppendLine(operation.ToString());
        text.AppendLine(FirstDifference(spec, operations)?.Text);
        return text.ToString();
    }
}
