// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Several threads run one program at once: its maps are shared, and its atomic operations lose nothing.</summary>
public abstract class SharedMapTests : EngineTests
{
    private const int Threads = 4;
    private const int RunsPerThread = 5_000;
    private const ulong Total = Threads * RunsPerThread;

    // The fields of a value: two counters that are added to, one that is fetched and added to, one that compare-and-exchange counts, one of tickets.
    private const short Wide = 0, Narrow = 8, Fetched = 16, Exchanged = 24, Tickets = 32;

    [EngineFact]
    public void Counters_of_an_array_are_exact() => Counts(new MapSpec { Name = "map", Type = MapType.Array, KeySize = 4, ValueSize = 40, MaxEntries = 2 });

    [EngineFact]
    public void Counters_of_a_hash_are_exact() => Counts(new MapSpec { Name = "map", Type = MapType.Hash, KeySize = 4, ValueSize = 40, MaxEntries = 2 });

    [EngineFact]
    public void Per_cpu_counters_need_no_atomic_operations()
    {
        var spec = new MapSpec { Name = "map", Type = MapType.PerCpuArray, KeySize = 4, ValueSize = 8, MaxEntries = 1 };
        BpfAssembler code = LookUp(new BpfAssembler(), spec.Name)
            .Load(MemorySize.DoubleWord, Register.R1, Register.R0, 0).Add(Register.R1, 1).Store(MemorySize.DoubleWord, Register.R0, 0, Register.R1)
            .Mov(Register.R0, 2).Label("missing").Exit();
        using var machine = new VirtualMachine(Verified with { CpuCount = Threads });
        using VirtualObject loaded = Load(machine, code, spec);
        RunOnThreads(loaded);
        byte[] values = new byte[8 * Threads];
        loaded.Maps["map"].Lookup(new byte[4], values).ShouldBeTrue();
        for (int cpu = 0; cpu < Threads; cpu++)
            BitConverter.ToUInt64(values, cpu * 8).ShouldBe((ulong)RunsPerThread);
    }

    [EngineFact]
    public void Threads_that_update_and_delete_entries_leave_what_was_updated_last()
    {
        var spec = new MapSpec { Name = "map", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 64 };
        // The key is the packet's first byte, and the packet is the thread's; each deletes its entry every second time.
        BpfAssembler code = new BpfAssembler()
            .Load(MemorySize.Word, Register.R2, Register.R1, 0).Load(MemorySize.Word, Register.R3, Register.R1, 4).Mov(Register.R4, Register.R2).Add(Register.R4, 8)
            .JumpIf(Register.R4, JumpOperation.GreaterThan, Register.R3, "missing")
            .Load(MemorySize.Byte, Register.R5, Register.R2, 0).Store(MemorySize.DoubleWord, Register.R10, -8, 0).Store(MemorySize.Word, Register.R10, -8, Register.R5)
            .Store(MemorySize.DoubleWord, Register.R10, -16, Register.R5)
            .LoadMap(Register.R1, spec.Name).Mov(Register.R2, Register.R10).Add(Register.R2, -8).CallHelper((int)HelperId.MapDeleteElement)
            .LoadMap(Register.R1, spec.Name).Mov(Register.R2, Register.R10).Add(Register.R2, -8).Mov(Register.R3, Register.R10).Add(Register.R3, -16)
            .Mov(Register.R4, 0).CallHelper((int)HelperId.MapUpdateElement)
            .JumpIf(Register.R0, JumpOperation.NotEqual, 0, "missing").Mov(Register.R0, 2).Exit()
            .Label("missing").Mov(Register.R0, 0).Exit();
        using var machine = new VirtualMachine(Verified with { CpuCount = Threads });
        using VirtualObject loaded = Load(machine, code, spec);
        RunOnThreads(loaded);
        for (int thread = 0; thread < Threads; thread++)
        {
            byte[] value = new byte[8];
            loaded.Maps["map"].Lookup(BitConverter.GetBytes(thread), value).ShouldBeTrue();
            BitConverter.ToUInt64(value).ShouldBe((ulong)thread);
        }
    }

    private void Counts(MapSpec spec)
    {
        BpfAssembler code = LookUp(new BpfAssembler(), spec.Name)
            .Mov(Register.R1, 3).Atomic(AtomicOperation.Add, MemorySize.DoubleWord, Register.R0, Wide, Register.R1)
            .Mov(Register.R1, 1).Atomic(AtomicOperation.Add, MemorySize.Word, Register.R0, Narrow, Register.R1)
            .Mov(Register.R1, 1).Atomic(AtomicOperation.FetchAdd, MemorySize.DoubleWord, Register.R0, Fetched, Register.R1)
            // The sum of all tickets tells whether each was given once.
            .Atomic(AtomicOperation.Add, MemorySize.DoubleWord, Register.R0, Tickets, Register.R1)
            .Mov(Register.R6, Register.R0).Mov(Register.R7, 0)
            .Label("again").Load(MemorySize.DoubleWord, Register.R0, Register.R6, Exchanged).Mov(Register.R8, Register.R0).Mov(Register.R1, Register.R0).Add(Register.R1, 1)
            .Atomic(AtomicOperation.CompareExchange, MemorySize.DoubleWord, Register.R6, Exchanged, Register.R1)
            .JumpIf(Register.R0, JumpOperation.Equal, Register.R8, "done").MayJump("missing").Jump("again")
            .Label("done").Mov(Register.R0, 2).Exit().Label("missing").Mov(Register.R0, 0).Exit();
        using var machine = new VirtualMachine(Verified with { CpuCount = Threads });
        using VirtualObject loaded = Load(machine, code, spec);
        loaded.Maps["map"].Update(new byte[4], new byte[40]);
        RunOnThreads(loaded);
        byte[] value = new byte[40];
        loaded.Maps["map"].Lookup(new byte[4], value).ShouldBeTrue();
        BitConverter.ToUInt64(value, Wide).ShouldBe(3 * Total);
        BitConverter.ToUInt32(value, Narrow).ShouldBe((uint)Total);
        BitConverter.ToUInt64(value, Fetched).ShouldBe(Total);
        BitConverter.ToUInt64(value, Tickets).ShouldBe(Total * (Total - 1) / 2);
        BitConverter.ToUInt64(value, Exchanged).ShouldBe(Total);
    }

    /// <summary>The value of key 0 into R0; to <c>missing</c> where there is none.</summary>
    private static BpfAssembler LookUp(BpfAssembler code, string map) => code
        .Store(MemorySize.Word, Register.R10, -4, 0).LoadMap(Register.R1, map).Mov(Register.R2, Register.R10).Add(Register.R2, -4)
        .CallHelper((int)HelperId.MapLookupElement).JumpIf(Register.R0, JumpOperation.Equal, 0, "missing");

    private static VirtualObject Load(VirtualMachine machine, BpfAssembler code, MapSpec map)
    {
        AssembledProgram program = code.Build();
        return machine.Load(new BpfObject
        {
            Name = "shared",
            License = "GPL",
            Maps = [map],
            Programs =
            [
                Code.Program(ProgramType.Xdp, program.Instructions.AsSpan()) with
                {
                    References = [.. program.References.Select(reference => new SymbolReference(reference.Instruction, SymbolReferenceKind.Map, reference.Name))],
                },
            ],
        });
    }

    private static void RunOnThreads(VirtualObject loaded)
    {
        var results = new ulong[Threads];
        using var start = new Barrier(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            using ProgramRun run = loaded.Program("test").CreateRun(thread);
            byte[] packet = new byte[64];
            packet[0] = (byte)thread;
            start.SignalAndWait();
            for (int i = 0; i < RunsPerThread; i++)
                results[thread] += run.Run(packet);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        results.ShouldAllBe(result => result == 2 * RunsPerThread);
    }
}

[RunsOn(Engine.Interpreter)]
public sealed class InterpreterSharedMapTests : SharedMapTests;

[RunsOn(Engine.Jit)]
public sealed class JitSharedMapTests : SharedMapTests;

[RunsOn(Engine.X64)]
public sealed class X64SharedMapTests : SharedMapTests;
