// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>Programs that run on several threads at once and share maps: nothing is lost, on every engine.</summary>
public abstract class ConcurrencyEngineTests : EngineTests
{
    private const int Threads = 4;
    private const int Runs = 20_000;

    /// <summary>Counts in the entry of a key, the first byte of the packet, which the first to come adds.</summary>
    private const string Count = """
            r6 = *(u32 *)(r1 + 0)
            r2 = *(u32 *)(r1 + 4)
            r3 = r6
            r3 += 1
            if r3 > r2 goto out
            r3 = *(u8 *)(r6 + 0)
            *(u64 *)(r10 - 8) = r3
            *(u64 *)(r10 - 16) = 0
            r1 = map[m] ll
            r2 = r10
            r2 += -8
            call map_lookup_elem
            if r0 != 0 goto add
            r1 = map[m] ll
            r2 = r10
            r2 += -8
            r3 = r10
            r3 += -16
            r4 = 1
            call map_update_elem
            r1 = map[m] ll
            r2 = r10
            r2 += -8
            call map_lookup_elem
            if r0 == 0 goto out
        add:
            r1 = 1
            lock *(u64 *)(r0 + 0) += r1
            r0 = 1
            exit
        out:
            r0 = 0
            exit
        """;

    [EngineTheory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.PerCpuHash)]
    [InlineData(MapType.LruHash)]
    public void Counters_that_threads_share_count_every_run(MapType type)
    {
        using var machine = new VirtualMachine(Verified with { CpuCount = Threads });
        using VirtualObject loaded = Load(machine, Count, Map(type, 8, 8));
        TestThreads.Run(Threads, number =>
        {
            using ProgramRun run = loaded.Program("program").CreateRun(cpu: number);
            byte[] packet = new byte[64];
            for (int round = 0; round < Runs; round++)
            {
                packet[0] = (byte)(round % 50);
                if (run.Run(packet) != 1)
                    throw new InvalidOperationException("An entry was neither there nor could it be added.");
            }
        });
        BpfMap map = loaded.Maps["m"];
        byte[] value = new byte[map.ExchangeSize];
        long sum = 0;
        for (ulong key = 0; key < 50; key++)
        {
            map.Lookup(BitConverter.GetBytes(key), value).ShouldBeTrue();
            for (int at = 0; at < value.Length; at += sizeof(long))
                sum += BitConverter.ToInt64(value, at);
        }

        sum.ShouldBe(Threads * Runs);
    }

    [EngineFact]
    public void Entries_come_and_go_under_programs_that_look_them_up()
    {
        // The value repeats the key; a program that finds nothing or another one says so.
        const string program = """
                r6 = *(u32 *)(r1 + 0)
                r2 = *(u32 *)(r1 + 4)
                r3 = r6
                r3 += 1
                if r3 > r2 goto out
                r7 = *(u8 *)(r6 + 0)
                *(u64 *)(r10 - 8) = r7
                r1 = map[m] ll
                r2 = r10
                r2 += -8
                call map_lookup_elem
                if r0 == 0 goto wrong
                r1 = *(u64 *)(r0 + 0)
                if r1 == r7 goto out
            wrong:
                r0 = 1
                exit
            out:
                r0 = 0
                exit
            """;
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = Load(machine, program, Map(MapType.Hash, 8, 8));
        BpfMap map = loaded.Maps["m"];
        for (ulong key = 0; key < 64; key++)
            map.Update(BitConverter.GetBytes(key), BitConverter.GetBytes(key));
        long end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 2);
        TestThreads.Run(Threads, number =>
        {
            using ProgramRun run = loaded.Program("program").CreateRun();
            byte[] packet = new byte[64];
            for (ulong round = 0; Stopwatch.GetTimestamp() < end; round++)
            {
                // Keys 0 to 63 stay and must always be found; those above come and go in the same chains.
                byte[] key = BitConverter.GetBytes(64 + (ulong)number + ((round % 16) * Threads));
                if (number % 2 == 0)
                {
                    map.TryUpdate(key, key);
                    map.TryDelete(key);
                }
                else
                {
                    packet[0] = (byte)(round % 64);
                    run.Run(packet).ShouldBe(0ul);
                }
            }
        });
        for (ulong key = 0; key < 64; key++)
            map.Lookup(BitConverter.GetBytes(key), new byte[8]).ShouldBeTrue();
    }

    [EngineFact]
    public void A_prog_array_changes_under_programs_that_call_through_it()
    {
        const string caller = """
                r2 = map[m] ll
                r3 = 0
                call tail_call
                r0 = 1
                exit
            """;
        using var machine = new VirtualMachine(Verified);
        using VirtualObject calling = Load(machine, caller, new MapSpec { Name = "m", Type = MapType.ProgramArray, KeySize = 4, ValueSize = 4, MaxEntries = 4 });
        BpfMap programs = calling.Maps["m"];
        long end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 2);
        long direct = 0;
        long throughTarget = 0;
        TestThreads.Run(Threads, number =>
        {
            if (number == 0)
            {
                while (Stopwatch.GetTimestamp() < end)
                {
                    VirtualObject target = Load(machine, "r0 = 2\nexit");
                    programs.TryUpdateProgram(new byte[4], target.Programs["program"]).ShouldBe(MapError.None);
                    Thread.Sleep(2);
                    if (Random.Shared.Next(2) == 0)
                        programs.Delete(new byte[4]);
                    target.Dispose();
                    Thread.Sleep(1);
                }

                return;
            }

            using ProgramRun run = calling.Program("program").CreateRun();
            while (Stopwatch.GetTimestamp() < end)
            {
                ulong result = run.Run(new byte[64]);
                result.ShouldBeInRange(1ul, 2ul);
                Interlocked.Increment(ref result == 1 ? ref direct : ref throughTarget);
            }
        });
        direct.ShouldBeGreaterThan(0);
        throughTarget.ShouldBeGreaterThan(0);
    }

    [EngineFact]
    public void Records_of_several_threads_arrive_whole_and_once()
    {
        const string program = """
                r6 = *(u32 *)(r1 + 0)
                r2 = *(u32 *)(r1 + 4)
                r3 = r6
                r3 += 8
                if r3 > r2 goto out
                r7 = *(u64 *)(r6 + 0)
                r1 = map[m] ll
                r2 = 16
                r3 = 0
                call ringbuf_reserve
                if r0 == 0 goto out
                *(u64 *)(r0 + 0) = r7
                *(u64 *)(r0 + 8) = r7
                r1 = r0
                r2 = 0
                call ringbuf_submit
                r0 = 1
                exit
            out:
                r0 = 0
                exit
            """;
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = Load(machine, program, new MapSpec { Name = "m", Type = MapType.RingBuffer, MaxEntries = 1 << 16 });
        using RecordReader reader = loaded.Maps["m"].OpenReader();
        long[] next = new long[Threads];
        long seen = 0;
        long sent = 0;
        int running = Threads - 1;
        TestThreads.Run(Threads, number =>
        {
            if (number == 0)
            {
                while (Volatile.Read(ref running) > 0 || Interlocked.Read(ref seen) < Interlocked.Read(ref sent))
                {
                    reader.Consume((record, _) =>
                    {
                        long first = BitConverter.ToInt64(record);
                        BitConverter.ToInt64(record[8..]).ShouldBe(first);
                        (first & 0xffff_ffff).ShouldBe(next[first >> 32]++);
                        Interlocked.Increment(ref seen);
                        return true;
                    });
                }

                return;
            }

            using ProgramRun run = loaded.Program("program").CreateRun();
            byte[] packet = new byte[64];
            for (long at = 0; at < Runs;)
            {
                BitConverter.TryWriteBytes(packet, ((long)number << 32) | at);
                if (run.Run(packet) == 1)
                {
                    at++;
                    Interlocked.Increment(ref sent);
                }
            }

            Interlocked.Decrement(ref running);
        });
        seen.ShouldBe((Threads - 1) * Runs);
    }

    private static MapSpec Map(MapType type, uint keySize, uint valueSize) =>
        new() { Name = "m", Type = type, KeySize = keySize, ValueSize = valueSize, MaxEntries = 256 };

    private static VirtualObject Load(VirtualMachine machine, string program, params MapSpec[] maps) =>
        machine.Load(BpfAssembly.Parse(program, new BpfAssemblyOptions { SectionName = "xdp", Maps = [.. maps] }));
}

[RunsOn(Engine.Interpreter)]
public sealed class InterpreterConcurrencyTests : ConcurrencyEngineTests;

[RunsOn(Engine.Jit)]
public sealed class JitConcurrencyTests : ConcurrencyEngineTests;

[RunsOn(Engine.X64)]
public sealed class X64ConcurrencyTests : ConcurrencyEngineTests;
