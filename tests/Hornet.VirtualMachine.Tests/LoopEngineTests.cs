// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>Loops over callbacks, ring buffers, tail calls, clock and CPU in verified programs: the same on every engine.</summary>
public abstract class LoopEngineTests : EngineTests
{
    private static readonly byte[] Packet = new byte[64];

    /// <summary>The callback adds up what it gets in the first argument and stops when the sum is more than 100.</summary>
    private const string Loop = """
            r6 = r1
            r1 = *(u32 *)(r1 + 8)
            r2 = code_addr(turn) ll
            *(u64 *)(r10 - 8) = 0
            r3 = r10
            r3 += -8
            r4 = {0}
            call loop
            r1 = *(u64 *)(r10 - 8)
            r1 <<= 32
            r0 |= r1
            exit
        turn:
            r3 = *(u64 *)(r2 + 0)
            r3 += r1
            *(u64 *)(r2 + 0) = r3
            r0 = 0
            if r3 s> 100 goto stop
            exit
        stop:
            r0 = 1
            exit
        """;

    [EngineTheory]
    [InlineData(0u, 0, 0, 0)]
    [InlineData(1u, 0, 1, 0)]
    [InlineData(10u, 0, 10, 45)]
    [InlineData(1000u, 0, 15, 105)]
    [InlineData(8u * 1024 * 1024, 0, 15, 105)]
    [InlineData((8u * 1024 * 1024) + 1, 0, -Errno.E2BIG, 0)]
    [InlineData(uint.MaxValue, 0, -Errno.E2BIG, 0)]
    public void Loops_count_their_calls_and_stop_when_told(uint turns, int flags, int result, int sum)
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = Load(machine, "tc", Loop.Replace("{0}", $"{flags}", StringComparison.Ordinal));
        using ProgramRun run = loaded.Program("program").CreateRun();
        ulong expected = (ulong)(long)result | (ulong)sum << 32;
        for (int repeat = 0; repeat < 3; repeat++)
            run.Run(Packet, new PacketMetadata { Mark = turns }).ShouldBe(expected);
    }

    [EngineFact]
    public void A_loop_is_charged_for_its_turns()
    {
        const string program = """
                r1 = 8000000
                r2 = code_addr(turn) ll
                r3 = 0
                r4 = 0
                call loop
                exit
            turn:
                r0 = 0
                exit
            """;
        using var machine = new VirtualMachine(Verified with { InstructionBudget = 100_000 });
        using VirtualObject loaded = Load(machine, "xdp", program);
        Should.Throw<ExecutionException>(() => loaded.Programs["program"].Run(Packet)).Error.ShouldBe(ExecutionError.InstructionBudget);
    }

    [EngineTheory]
    [InlineData(MapType.Hash, 8)]
    [InlineData(MapType.PerCpuHash, 4)]
    [InlineData(MapType.LruHash, 13)]
    [InlineData(MapType.Array, 4)]
    [InlineData(MapType.PerCpuArray, 4)]
    public void A_walk_shows_each_entry_once(MapType type, int keySize)
    {
        const string program = """
                r1 = map[m] ll
                r2 = code_addr(entry) ll
                *(u64 *)(r10 - 8) = 0
                r3 = r10
                r3 += -8
                r4 = 0
                call for_each_map_elem
                r1 = *(u64 *)(r10 - 8)
                r1 <<= 32
                r0 |= r1
                exit
            entry:
                r5 = *(u8 *)(r2 + 0)
                r3 = *(u64 *)(r3 + 0)
                r1 = *(u64 *)(r4 + 0)
                r1 += r3
                r1 += r5
                *(u64 *)(r4 + 0) = r1
                r0 = 0
                exit
            """;
        using var machine = new VirtualMachine(Verified with { CpuCount = 2 });
        using VirtualObject loaded = Load(machine, "tc", program, new MapSpec { Name = "m", Type = type, KeySize = (uint)keySize, ValueSize = 8, MaxEntries = 16 });
        BpfMap map = loaded.Maps["m"];
        byte[] key = new byte[keySize];
        byte[] value = new byte[map.ExchangeSize];
        for (byte each = 0; each < 16; each++)
        {
            key[0] = each;
            BitConverter.TryWriteBytes(value, each * 1000ul);
            map.Update(key, value);
        }

        using ProgramRun run = loaded.Program("program").CreateRun();
        run.Run(Packet).ShouldBe(16ul | (120ul * 1001) << 32);
        run.Run(Packet).ShouldBe(16ul | (120ul * 1001) << 32);
    }

    [EngineFact]
    public void Records_arrive_and_what_is_not_submitted_is_discarded()
    {
        const string program = """
                r6 = r1
                r1 = map[ring] ll
                r2 = 16
                r3 = 0
                call ringbuf_reserve
                if r0 == 0 goto full
                r7 = r0
                r1 = map[ring] ll
                r2 = 8
                r3 = 0
                call ringbuf_reserve
                r8 = r0
                r1 = *(u32 *)(r6 + 8)
                *(u64 *)(r7 + 0) = r1
                *(u64 *)(r7 + 8) = 7
                r1 = r7
                r2 = 0
                call ringbuf_submit
                if r8 == 0 goto full
                r1 = r8
                r2 = 0
                call ringbuf_discard
                *(u64 *)(r10 - 8) = 5
                r1 = map[ring] ll
                r2 = r10
                r2 += -8
                r3 = 8
                r4 = 4
                call ringbuf_output
                r7 = r0
                r1 = map[ring] ll
                r2 = r10
                r2 += -8
                r3 = 8
                r4 = 1
                call ringbuf_output
                r0 <<= 32
                r0 |= r7
                exit
            full:
                r0 = 77
                exit
            """;
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = Load(machine, "tc", program, new MapSpec { Name = "ring", Type = MapType.RingBuffer, MaxEntries = 4096 });
        using RecordReader reader = loaded.Maps["ring"].OpenReader();
        for (uint round = 1; round <= 200; round++)
        {
            loaded.Programs["program"].Run(Packet, new RunOptions { Context = ContextWithMark(round) }).ReturnValue.ShouldBe(Errno.Result(Errno.EINVAL));
            List<byte[]> records = [];
            reader.Consume((record, _) =>
            {
                records.Add(record.ToArray());
                return true;
            });
            records.Count.ShouldBe(2);
            BitConverter.ToUInt64(records[0]).ShouldBe(round);
            BitConverter.ToUInt64(records[0], 8).ShouldBe(7ul);
            BitConverter.ToUInt64(records[1]).ShouldBe(5ul);
        }
    }

    [EngineFact]
    public void Time_random_numbers_and_cpu_come_from_the_run()
    {
        const string program = """
                call ktime_get_ns
                r6 = r0
                call ktime_get_boot_ns
                r6 -= r0
                call get_prandom_u32
                r7 = r0
                r7 <<= 8
                call get_smp_processor_id
                r0 |= r7
                r0 |= r6
                exit
            """;
        using var machine = new VirtualMachine(Verified with { CpuCount = 3, RandomSeed = 11 });
        using VirtualObject loaded = Load(machine, "tc", program);
        using ProgramRun run = loaded.Program("program").CreateRun(cpu: 2);
        using ProgramRun same = loaded.Program("program").CreateRun(cpu: 2);
        run.FixedTime = 1234;
        run.Run(Packet).ShouldBe(((ulong)same.NextRandom() << 8) | 2);
        run.Cpu = 1;
        run.Run(Packet).ShouldBe(((ulong)same.NextRandom() << 8) | 1);
    }

    private static byte[] ContextWithMark(uint mark)
    {
        byte[] context = new byte[192];
        BitConverter.TryWriteBytes(context.AsSpan(8), mark);
        return context;
    }

    private static VirtualObject Load(VirtualMachine machine, string section, string program, params MapSpec[] maps) =>
        machine.Load(BpfAssembly.Parse(program, new BpfAssemblyOptions { SectionName = section, Maps = [.. maps] }));
}

[RunsOn(Engine.Interpreter)]
public sealed class InterpreterLoopTests : LoopEngineTests;

[RunsOn(Engine.Jit)]
public sealed class JitLoopTests : LoopEngineTests;

[RunsOn(Engine.X64)]
public sealed class X64LoopTests : LoopEngineTests;
