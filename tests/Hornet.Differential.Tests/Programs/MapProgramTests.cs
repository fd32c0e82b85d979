// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Differential.Tests;

/// <summary>Programs that work on a map get the same answers and leave the same entries as in the kernel.</summary>
public sealed class MapProgramTests
{
    private const int Programs = 70;
    private const int RunsPerMap = 3;

    public static TheoryData<MapType, uint, uint, uint> Maps => new()
    {
        { MapType.Hash, 4, 8, 6 },
        { MapType.Hash, 12, 3, 6 },
        { MapType.Array, 4, 16, 6 },
        { MapType.Array, 4, 1, 6 },
        { MapType.PerCpuHash, 4, 8, 6 },
        { MapType.PerCpuArray, 4, 16, 6 },
        { MapType.LruHash, 4, 8, 512 },
        { MapType.LpmTrie, 8, 8, 40 },
        { MapType.Queue, 0, 8, 4 },
        { MapType.Stack, 0, 8, 4 },
    };

    [KernelTheory]
    [MemberData(nameof(Maps))]
    public void Programs_see_and_leave_the_same_entries(MapType type, uint keySize, uint valueSize, uint maxEntries)
    {
        var spec = new MapSpec
        {
            Name = "map",
            Type = type,
            KeySize = keySize,
            ValueSize = valueSize,
            MaxEntries = maxEntries,
            Flags = type == MapType.LpmTrie ? (uint)MapCreateFlags.NoPreallocate : 0,
        };
        for (int seed = Seeds.First; seed < Seeds.First + Programs; seed++)
        {
            MapProgram program = MapProgram.Make(seed, spec);
            foreach (Engine engine in TestedEngines.All)
                Compare(program, spec, seed, engine);
        }
    }

    private static void Compare(MapProgram program, MapSpec spec, int seed, Engine engine)
    {
        using KernelMap kernelMap = KernelMap.Create(spec);
        using KernelProgram kernel = KernelProgram.Load(ProgramType.SchedulerClassifier, program.CodeFor(kernelMap.Handle.FileDescriptor));
        using var machine = new VirtualMachine(TestedEngines.Verified(engine) with { CpuCount = PossibleCpus.Count });
        string where = $"{engine.ToText()}, seed {seed}";
        using LoadedObject loaded = machine.Load(new BpfObject { License = "GPL", Programs = [program.Spec], Maps = [spec] });
        for (int run = 0; run < RunsPerMap; run++)
        {
            byte[] packet = new byte[64], context = new byte[192];
            ulong expected = Result(kernel.TestRun(new TestRunInput { Data = packet, Context = context }).Context);
            ulong actual = Result(loaded.Programs["maps"].Run(packet, new RunOptions { Context = context }).Context);
            if (!kernelMap.IsPerCpu && expected != actual)
                Assert.Fail($"{where}, run {run}: 0x{expected:x} in the kernel, 0x{actual:x} here\n{Listing.Of(program.Code)}");
        }

        // Which CPU ran the program, and so whose values it changed, is the kernel's affair: of per-CPU maps only the keys are compared.
        var walk = new MapOperation(MapAction.Walk, [], new byte[kernelMap.ExchangeSize], MapUpdateFlags.Any);
        if (spec.KeySize > 0 && !kernelMap.IsPerCpu)
            walk.Apply(loaded.Maps["map"], isOrdered: false).ShouldBe(walk.Apply(kernelMap, isOrdered: false), $"{where}\n{Listing.Of(program.Code)}");
        else if (spec.KeySize > 0)
            Keys(loaded.Maps["map"]).ShouldBe(Keys(kernelMap));
    }

    private static ulong Result(ReadOnlyMemory<byte> context) => BitConverter.ToUInt64(context.Span[48..]);

    private static List<string> Keys(BpfMap map)
    {
        var keys = new List<string>();
        byte[] key = [], next = new byte[map.KeySize];
        while (map.GetNextKey(key, next))
        {
            keys.Add(Convert.ToHexStringLower(next));
            key = [.. next];
        }

        keys.Sort(StringComparer.Ordinal);
        return keys;
    }
}
