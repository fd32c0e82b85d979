// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests;

/// <summary>Definitions that the kernel takes or refuses are taken or refused with the same error.</summary>
public sealed class MapCreationTests
{
    private const int Definitions = 3000;

    private static readonly MapType[] Types =
    [
        MapType.Hash, MapType.Array, MapType.PerCpuHash, MapType.PerCpuArray, MapType.LruHash, MapType.LruPerCpuHash, MapType.LpmTrie, MapType.Queue,
        MapType.Stack, MapType.BloomFilter, MapType.RingBuffer, MapType.ProgramArray, MapType.PerfEventArray,
    ];

    [KernelFact]
    public void Definitions_are_refused_alike()
    {
        var differences = new SortedSet<string>(StringComparer.Ordinal);
        var random = new Random(7);
        using var registry = new MapRegistry(PossibleCpus.Count);
        for (int i = 0; i < Definitions; i++)
        {
            MapSpec spec = Make(random);
            MapError expected = InKernel(spec), actual = Here(registry, spec);
            if (expected != actual)
                differences.Add($"{spec.Type} key {spec.KeySize} value {spec.ValueSize} entries {spec.MaxEntries} flags {spec.Flags:x} extra {spec.Extra}: kernel {expected}, here {actual}");
        }

        differences.ShouldBeEmpty();
    }

    private static MapSpec Make(Random random)
    {
        uint Pick(params ReadOnlySpan<uint> values) => values[random.Next(values.Length)];
        MapType type = Types[random.Next(Types.Length)];
        bool isPlain = random.Next(2) == 0;
        return new MapSpec
        {
            Name = "random",
            Type = type,
            KeySize = isPlain && type is MapType.Queue or MapType.Stack or MapType.BloomFilter or MapType.RingBuffer ? 0
                : Pick(0, 1, 2, 4, 4, 4, 4, 5, 8, 12, 260, 261, 512, 513, 4096),
            ValueSize = isPlain && type is MapType.RingBuffer ? 0 : Pick(0, 1, 2, 4, 4, 8, 8, 16, 100, 1024),
            // A perf event array of no size gets one slot a CPU here, as libbpf makes it.
            MaxEntries = type == MapType.PerfEventArray ? Pick(1, 2, 10) : type == MapType.RingBuffer ? Pick(0, 1, 4096, 8192, 12288, 5000) : Pick(0, 1, 2, 3, 10, 64),
            Flags = random.Next(3) == 0
                ? 1u << random.Next(19)
                : type == MapType.LpmTrie ? (uint)MapCreateFlags.NoPreallocate : 0,
            Extra = random.Next(6) == 0 ? (ulong)random.Next(1, 20) : 0,
        };
    }

    private static MapError InKernel(MapSpec spec)
    {
        try
        {
            using KernelMap map = KernelMap.Create(spec);
            return MapError.None;
        }
        catch (BpfSyscallException refusal)
        {
            return (MapError)refusal.Errno;
        }
    }

    private static MapError Here(MapRegistry registry, MapSpec spec)
    {
        try
        {
            using var map = new VirtualMap(registry.Create(spec));
            return MapError.None;
        }
        catch (MapException refusal)
        {
            return refusal.Error;
        }
    }
}
