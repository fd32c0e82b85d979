// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

/// <summary>What holds for runs whatever executes them: they allocate nothing, hold nobody up, and end when the program is unloaded.</summary>
public abstract class EngineRunTests : EngineTests
{
    private static readonly byte[] Packet = new byte[64];

    /// <summary>A loop without an end.</summary>
    private static readonly Instruction[] Endless = [Move(0, 0), Add(0, 1), Of(0x05, 0, 0, -2), Exit];

    /// <summary>Calls a function that adds one to what it gets 1,000 times by bpf_loop, in a loop of 100 rounds, with stores to the stack and the packet.</summary>
    private static readonly Instruction[] Busy =
    [
        Load32(6, 1, 0), Load32(2, 1, 4), Copy(3, 6), Add(3, 14), JumpGreater(3, 2, 13),
        Of(0x7a, 10, 0, -8, 0),
        Move(1, 1000), .. FunctionAddress(2, 12), Copy(3, 10), Add(3, -8), Move(4, 0), Call(181),
        Load64(0, 10, -8), Store8(6, 0, 0), Call(5), Load64(0, 10, -8), Exit,
        Move(0, 0), Exit,
        Load64(1, 2, 0), Add(1, 1), Of(0x7b, 2, 1, 0), Move(0, 0), Exit,
    ];

    [EngineFact]
    public void Ten_thousand_runs_allocate_nothing()
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, Busy));
        using ProgramRun run = loaded.Program("test").CreateRun();
        run.Run(Packet).ShouldBe(1000u);
        run.Repeat(Packet, new PacketMetadata(), 10, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        run.Repeat(Packet, new PacketMetadata(), 9_000, out TimeSpan duration);
        for (int i = 0; i < 1_000; i++)
        {
            run.Run(Packet);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        duration.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [EngineFact]
    public void Repeated_runs_get_the_packet_as_the_one_before_left_it()
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Object(
            ProgramType.Xdp,
            Load32(2, 1, 0), Load32(3, 1, 4), Copy(4, 2), Add(4, 14), Move(0, 0), JumpGreater(4, 3, 3), Load8(0, 2, 3), Add(0, 1), Store8(2, 3, 0), Exit));
        RunResult result = loaded.Programs["test"].Run(Packet, new RunOptions { Repeat = 5 });
        result.ReturnValue.ShouldBe(5u);
        result.Packet.Span[3].ShouldBe((byte)5);
        loaded.Programs["test"].Run(Packet).ReturnValue.ShouldBe(1u);
    }

    [EngineFact]
    public async Task A_collection_does_not_wait_for_a_program_that_runs_long()
    {
        using var machine = new VirtualMachine(Unverified with { InstructionBudget = long.MaxValue });
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, Endless));
        using ProgramRun run = loaded.Program("test").CreateRun();
        using var end = new CancellationTokenSource();
        run.Cancellation = end.Token;
        Task running = Task.Factory.StartNew(() => run.Run(Packet), TaskCreationOptions.LongRunning);
        SpinWait.SpinUntil(() => run.IsActive, 5000).ShouldBeTrue();
        Thread.Sleep(20);
        TimeSpan[] pauses = [.. Enumerable.Range(0, 5).Select(_ => TimeToCollect())];
        running.IsCompleted.ShouldBeFalse();
        await end.CancelAsync();
        await Should.ThrowAsync<ExecutionException>(running.WaitAsync(TimeSpan.FromSeconds(10)));

        // Milliseconds on a quiet machine; a program that held it up would do so for ever.
        pauses.Min().ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
    }

    [EngineFact]
    public void A_run_is_stopped_soon_after_it_is_cancelled()
    {
        using var machine = new VirtualMachine(Unverified with { InstructionBudget = long.MaxValue });
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, Endless));
        using ProgramRun run = loaded.Program("test").CreateRun();
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        run.Cancellation = end.Token;
        long start = Stopwatch.GetTimestamp();
        Should.Throw<ExecutionException>(() => run.Run(Packet)).Error.ShouldBe(ExecutionError.Cancelled);
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [EngineFact]
    public async Task Unloading_waits_until_the_program_has_stopped()
    {
        using var machine = new VirtualMachine(Unverified with { InstructionBudget = long.MaxValue, CpuCount = 3 });
        VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, Endless));
        ProgramRun[] runs = [.. Enumerable.Range(0, 3).Select(cpu => loaded.Program("test").CreateRun(cpu))];
        Task[] running = [.. runs.Select(run => Task.Factory.StartNew(() => run.Run(Packet), TaskCreationOptions.LongRunning))];
        SpinWait.SpinUntil(() => runs.All(run => run.IsActive), 5000).ShouldBeTrue();
        loaded.Dispose();
        runs.ShouldAllBe(run => !run.IsActive && run.IsDisposed);
        foreach (Task task in running)
        {
            (await Should.ThrowAsync<ExecutionException>(task.WaitAsync(TimeSpan.FromSeconds(10)))).Error.ShouldBe(ExecutionError.Cancelled);
        }
    }

    private static TimeSpan TimeToCollect()
    {
        long start = Stopwatch.GetTimestamp();
        GC.Collect();
        return Stopwatch.GetElapsedTime(start);
    }
}

[RunsOn(Engine.Interpreter)]
public sealed class InterpreterRunTests : EngineRunTests;

[RunsOn(Engine.Jit)]
public sealed class JitRunTests : EngineRunTests;

[RunsOn(Engine.X64)]
public sealed class X64RunTests : EngineRunTests;
