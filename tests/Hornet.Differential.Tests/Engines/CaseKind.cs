// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Differential.Tests.Verdicts;
using Hornet.Objects;

namespace Hornet.Differential.Tests.Engines;

/// <summary>A kind of random case.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Weight">How many of them there are among all.</param>
/// <param name="Make">Makes the case of a seed.</param>
internal sealed record CaseKind(string Name, int Weight, Func<int, EngineCase> Make)
{
    private const int Inputs = 3;

    private static readonly ImmutableArray<MapSpec> Maps =
    [
        Map(MapType.Hash, 4, 8, 6), Map(MapType.Hash, 12, 3, 6), Map(MapType.Hash, 16, 8, 6), Map(MapType.Array, 4, 16, 6), Map(MapType.Array, 4, 1, 6),
        Map(MapType.PerCpuHash, 4, 8, 6), Map(MapType.PerCpuArray, 4, 16, 6), Map(MapType.LruHash, 4, 8, 512),
        Map(MapType.LpmTrie, 8, 8, 40) with { Flags = (uint)MapCreateFlags.NoPreallocate }, Map(MapType.Queue, 0, 8, 4), Map(MapType.Stack, 0, 8, 4),
    ];

    /// <summary>Every kind.</summary>
    public static ImmutableArray<CaseKind> All { get; } =
    [
        new("tangled", 10, EngineProgramGenerator.Make),
        new("memory", 4, Memory),
        new("classic", 1, seed => Packets(seed, ProgramType.SchedulerClassifier, PacketProgram.ClassicLoads(seed))),
        new("direct", 1, seed => Packets(seed, ProgramType.Xdp, PacketProgram.DirectAccess(seed))),
        new("skb helpers", 1, seed => Packets(seed, ProgramType.SchedulerClassifier, PacketProgram.HelperCalls(seed, ProgramType.SchedulerClassifier))),
        new("xdp helpers", 1, seed => Packets(seed, ProgramType.Xdp, PacketProgram.HelperCalls(seed, ProgramType.Xdp))),
        new("maps", 2, UseOfMap),
        new("nearly right", 4, NearlyRight),
    ];

    /// <summary>The kind of a seed.</summary>
    public static CaseKind Of(int seed)
    {
        int at = (int)((uint)seed % (uint)All.Sum(kind => kind.Weight));
        return All.First(kind => (at -= kind.Weight) < 0);
    }

    private static EngineCase Memory(int seed) => Case(
        ProgramType.Syscall,
        MemoryProgram.Make(seed).Assemble(),
        Enumerable.Range(0, Inputs).Select(input => new EngineInput("random", MemoryProgram.MakeMemory((seed * Inputs) + input), [])));

    private static EngineCase Packets(int seed, ProgramType type, PacketProgram program) => Case(
        type,
        program.Assemble(),
        Enumerable.Range(0, Inputs).Select(input => new EngineInput("random", PacketProgram.MakePacket((seed * Inputs) + input), [])));

    private static EngineCase UseOfMap(int seed)
    {
        MapSpec map = Maps[(int)((uint)seed % (uint)Maps.Length)];
        MapProgram program = MapProgram.Make(seed, map);
        return new EngineCase(
            new BpfObject { Name = "random", License = "GPL", Programs = [program.Spec], Maps = [map] },
            [.. Enumerable.Repeat(new EngineInput(program.Spec.Name, new byte[64], []), Inputs)]);
    }

    private static EngineCase NearlyRight(int seed)
    {
        VerdictProgram program = VerdictGenerator.Make(seed);
        var random = new Random(seed);
        BpfObject made = program.ToObject();
        return new EngineCase(made, [.. Enumerable.Range(0, Inputs).Select(_ => AcceptedRuns.MakeInput(program.Hook, made.Programs[0].Name, random))]);
    }

    private static EngineCase Case(ProgramType type, Instruction[] code, IEnumerable<EngineInput> inputs) => new(
        new BpfObject
        {
            Name = "random",
            License = "GPL",
            Programs = [new ProgramSpec { Name = "random", Type = type, IsSleepable = type == ProgramType.Syscall, Instructions = [.. code] }],
        },
        [.. inputs]);

    private static MapSpec Map(MapType type, uint keySize, uint valueSize, uint maxEntries) =>
        new() { Name = "map", Type = type, KeySize = keySize, ValueSize = valueSize, MaxEntries = maxEntries };
}
