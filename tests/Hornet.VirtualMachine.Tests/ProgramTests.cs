// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

public abstract class ProgramTests : EngineTests
{
    private static readonly byte[] Packet = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    /// <summary>r0 = the packet's byte 12, or 99 when it is shorter than 13 bytes.</summary>
    private static readonly Instruction[] ReadsByte12 =
    [
        Load32(2, 1, 0), Load32(3, 1, 4), Copy(4, 2), Add(4, 13), JumpGreater(4, 3, 2), Load8(0, 2, 12), Exit, Move(0, 99), Exit,
    ];

    [EngineFact]
    public void An_xdp_program_reads_its_packet_through_64_bit_pointers()
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, ReadsByte12));
        RunResult result = loaded.Programs["test"].Run(Packet);
        result.ReturnValue.ShouldBe(12u);
        result.Packet.ToArray().ShouldBe(Packet);
        loaded.Programs["test"].Run(Packet.AsSpan(0, 12)).ReturnValue.ShouldBe(99u);
        loaded.Programs["test"].Run(Packet.AsSpan(0, 13)).ReturnValue.ShouldBe(12u);
    }

    [EngineTheory]
    [InlineData(0, 1, "64 bytes", MemoryAccess.Read)]
    public void An_access_behind_data_end_is_stopped(int offset, int size, string region, MemoryAccess access)
    {
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, Load32(2, 1, 4), Load8(0, 2, offset), Exit));
        var error = Should.Throw<MemoryAccessException>(() => loaded.Programs["test"].Run(Packet));
        error.Region.ShouldBe("the packet");
        error.Size.ShouldBe((ulong)size);
        error.Access.ShouldBe(access);
        error.Distance.ShouldBe(64);
        error.Message.ShouldContain(region);
    }

    [EngineTheory]
    [InlineData(ProgramType.Xdp, 0, 4, true)]
    [InlineData(ProgramType.Xdp, 0, 8, false)]
    [InlineData(ProgramType.Xdp, 0, 2, false)]
    [InlineData(ProgramType.Xdp, 2, 4, false)]
    [InlineData(ProgramType.Xdp, 12, 4, true)]
    [InlineData(ProgramType.Xdp, 24, 4, false)]
    [InlineData(ProgramType.SocketFilter, 0, 4, true)]
    [InlineData(ProgramType.SocketFilter, 76, 4, false)]
    [InlineData(ProgramType.SchedulerClassifier, 76, 4, true)]
    [InlineData(ProgramType.SchedulerClassifier, 16, 2, true)]
    [InlineData(ProgramType.SchedulerClassifier, 88, 4, false)]
    [InlineData(ProgramType.CgroupSkb, 72, 4, false)]
    [InlineData(ProgramType.CgroupSkb, 88, 4, true)]
    public void Context_reads_follow_the_kernels_rules(ProgramType type, int offset, int size, bool isAllowed)
    {
        byte opcode = size switch { 1 => 0x71, 2 => 0x69, 4 => 0x61, _ => 0x79 };
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(Object(type, Of(opcode, 3, 1, offset), Move(0, 0), Exit));
        if (isAllowed)
        {
            loaded.Programs["test"].Run(Packet).ReturnValue.ShouldBe(0u);
        }
        else
        {
            var error = Should.Throw<MemoryAccessException>(() => loaded.Programs["test"].Run(Packet));
            error.Region.ShouldBe("the context");
            error.Distance.ShouldBe(offset);
            error.Message.ShouldContain(offset < 24 ? $"invalid context access: read of {size} byte" : "context");
        }
    }

    [EngineTheory]
    [InlineData(ProgramType.SchedulerClassifier, 8, true)]
    [InlineData(ProgramType.SchedulerClassifier, 48, true)]
    [InlineData(ProgramType.SchedulerClassifier, 0, false)]
    [InlineData(ProgramType.SchedulerClassifier, 76, false)]
    [InlineData(ProgramType.SocketFilter, 48, true)]
    [InlineData(ProgramType.SocketFilter, 8, false)]
    [InlineData(ProgramType.CgroupSkb, 8, true)]
    [InlineData(ProgramType.Xdp, 0, false)]
    public void Context_writes_follow_the_kernels_rules_and_are_seen_after_the_run(ProgramType type, int offset, bool isAllowed)
    {
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(Object(type, Move(2, 0x1234), Store32(1, offset, 2), Move(0, 0), Exit));
        if (isAllowed)
        {
            RunResult result = loaded.Programs["test"].Run(Packet);
            BinaryPrimitives.ReadUInt32LittleEndian(result.Context.Span[offset..]).ShouldBe(0x1234u);
        }
        else
        {
            Should.Throw<MemoryAccessException>(() => loaded.Programs["test"].Run(Packet)).Access.ShouldBe(MemoryAccess.Write);
        }
    }

    [EngineFact]
    public void An_skb_shows_length_protocol_and_metadata()
    {
        byte[] packet = new byte[60];
        packet[12] = 0x08;
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Object(
            ProgramType.SchedulerClassifier,
            Load32(0, 1, SkbContext.Length), Load32(2, 1, SkbContext.Protocol), Of(0x67, 2, 0, 0, 16), AddRegister(0, 2), Load32(2, 1, SkbContext.Mark), Of(0x67, 2, 0, 0, 32), AddRegister(0, 2), Exit));
        using ProgramRun run = loaded.Program("test").CreateRun();
        run.Run(packet, new PacketMetadata { Mark = 7 }).ShouldBe(60ul + (0x0008ul << 16) + (7ul << 32));
    }

    [EngineFact]
    public void Packets_that_only_may_be_read_cannot_be_written()
    {
        Instruction[] program = [Load32(2, 1, 76), Move(3, 1), Store8(2, 0, 3), Move(0, 0), Exit];
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject writing = machine.Load(Object(ProgramType.SchedulerClassifier, program));
        writing.Programs["test"].Run(Packet).Packet.Span[0].ShouldBe((byte)1);
        using VirtualObject reading = machine.Load(Object(ProgramType.CgroupSkb, program));
        var error = Should.Throw<MemoryAccessException>(() => reading.Programs["test"].Run(Packet));
        error.Region.ShouldBe("the packet");
        error.Access.ShouldBe(MemoryAccess.Write);
    }

    [EngineFact]
    public void A_cgroup_program_sees_the_packet_from_its_network_header_and_the_output_is_the_whole_frame()
    {
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(Object(
            ProgramType.CgroupSkb,
            Load32(2, 1, 76), Load32(3, 1, 80), Copy(4, 2), Add(4, 1), JumpGreater(4, 3, 2), Load8(0, 2, 0), Exit, Move(0, 99), Exit));
        RunResult result = loaded.Programs["test"].Run(Packet);
        result.ReturnValue.ShouldBe(14u);
        result.Packet.ToArray().ShouldBe(Packet);
    }

    [EngineFact]
    public void Deprecated_packet_loads_are_big_endian_and_end_the_program_outside_the_packet()
    {
        using var machine = new VirtualMachine(Verified);
        Run([Copy(6, 1), Of(0x28, 0, 0, 0, 12), Exit]).ShouldBe(0x0c0du);
        Run([Copy(6, 1), Of(0x20, 0, 0, 0, 12), Exit]).ShouldBe(0x0c0d0e0fu);
        Run([Copy(6, 1), Of(0x30, 0, 0, 0, 63), Exit]).ShouldBe(63u);
        Run([Copy(6, 1), Move(7, 10), Of(0x48, 0, 7, 0, 2), Exit]).ShouldBe(0x0c0du);
        Run([Copy(6, 1), Of(0x30, 0, 0, 0, -0x100000 + 1), Exit]).ShouldBe(15u);
        Run([Copy(6, 1), Of(0x30, 0, 0, 0, -0x200000 + 1), Exit]).ShouldBe(1u);
        Run([Copy(6, 1), Of(0x30, 0, 0, 0, 64), Move(0, 7), Exit]).ShouldBe(0u);
        Run([Copy(6, 1), Of(0x20, 0, 0, 0, 61), Move(0, 7), Exit]).ShouldBe(0u);

        ulong Run(Instruction[] program)
        {
            using VirtualObject loaded = machine.Load(Object(ProgramType.SocketFilter, program));
            return loaded.Programs["test"].Run(Packet).ReturnValue;
        }
    }

    [EngineFact]
    public void A_tracing_context_is_bytes_that_may_only_be_read()
    {
        byte[] context = [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject reading = machine.Load(Object(ProgramType.RawTracepoint, Load64(0, 1, 8), Exit));
        RunResult result = reading.Programs["test"].Run(context);
        result.ReturnValue.ShouldBe(2u);
        result.Packet.Length.ShouldBe(0);
        using VirtualObject writing = machine.Load(Object(ProgramType.Tracepoint, Move(2, 1), Store32(1, 8, 2), Exit));
        Should.Throw<MemoryAccessException>(() => writing.Programs["test"].Run(context)).Region.ShouldBe("the context");
        using VirtualObject overrunning = machine.Load(Object(ProgramType.Tracepoint, Load64(0, 1, 16), Exit));
        Should.Throw<MemoryAccessException>(() => overrunning.Programs["test"].Run(context)).Distance.ShouldBe(16);
    }

    [EngineFact]
    public void A_syscall_program_changes_its_context()
    {
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(Object(ProgramType.Syscall, Move(2, 7), Store32(1, 4, 2), Move(0, 0), Exit));
        loaded.Programs["test"].Run(new byte[8]).Context.ToArray().ShouldBe([0, 0, 0, 0, 7, 0, 0, 0]);
    }

    [EngineFact]
    public void A_run_takes_xdp_metadata_and_interface_from_the_context_bytes()
    {
        byte[] context = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(context, 8);
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(12), 3);
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(Object(
            ProgramType.Xdp, Load32(2, 1, 8), Load8(0, 2, 1), Load32(3, 1, 12), Of(0x67, 3, 0, 0, 8), AddRegister(0, 3), Exit));
        RunResult result = loaded.Programs["test"].Run(Packet, new RunOptions { Context = context });
        result.ReturnValue.ShouldBe(1u + (3u << 8));
        result.Packet.Length.ShouldBe(56);
        BinaryPrimitives.ReadUInt32LittleEndian(result.Context.Span).ShouldBe(8u);
        BinaryPrimitives.ReadUInt32LittleEndian(result.Context.Span[4..]).ShouldBe(64u);
    }

    [EngineFact]
    public void Callbacks_run_with_their_arguments_and_only_functions_are_callbacks()
    {
        using var machine = new VirtualMachine(Verified);
        machine.RegisterHelper(1000, (run, callback, times, context, _, _) =>
        {
            ulong sum = 0;
            for (ulong i = 0; i < times; i++)
            {
                sum += run.Call(callback, i, context);
            }

            return sum;
        });
        // The callback adds r1 to what its context points to on the caller's stack, and returns r1.
        Instruction[] callback = [Load64(3, 2, 0), AddRegister(3, 1), Of(0x7b, 2, 3, 0), Copy(0, 1), Move(6, 1), Of(0x7a, 10, 0, -8, 5), Exit];
        Instruction[] program =
        [
            Move(6, 1000), Of(0x7a, 10, 0, -8, 0), .. FunctionAddress(1, 8), Move(2, 5), Copy(3, 10), Add(3, -8), Call(1000),
            Load64(1, 10, -8), AddRegister(0, 1), AddRegister(0, 6), Exit,
            .. callback,
        ];
        program[2] = Of(0x18, 1, 4, 0, program.Length - callback.Length - 3);
        using VirtualObject loaded = machine.Load(Object(ProgramType.Kprobe, program));
        loaded.Programs["test"].Run([]).ReturnValue.ShouldBe(10u + 10 + 1000);
        using VirtualObject wrong = machine.Load(Object(ProgramType.Kprobe, Move(1, 4096), Move(2, 1), Call(1000), Exit));
        var error = Should.Throw<ExecutionException>(() => wrong.Programs["test"].Run([]));
        error.Error.ShouldBe(ExecutionError.BadArgument);
        error.Instruction.ShouldBe(2);
    }

    [EngineFact]
    public void Callbacks_that_call_back_are_bounded_by_the_frames()
    {
        using var machine = new VirtualMachine(Unverified);
        machine.RegisterHelper(1000, (run, callback, _, _, _, _) => run.Call(callback, callback));
        Instruction[] program = [.. FunctionAddress(1, 1), Call(1000), Exit];
        using VirtualObject loaded = machine.Load(Object(ProgramType.Kprobe, program));
        Should.Throw<ExecutionException>(() => loaded.Programs["test"].Run([])).Error.ShouldBe(ExecutionError.CallDepth);
    }

    [EngineFact]
    public void Kernel_functions_and_symbols_are_found_by_name_or_refused()
    {
        using var machine = new VirtualMachine(Unverified);
        ProgramSpec program = Program(ProgramType.Kprobe, [.. Wide(1, 0), Load32(1, 1, 0), Of(0x85, 0, 2), Exit]) with
        {
            References =
            [
                new SymbolReference(0, SymbolReferenceKind.KernelSymbol, "jiffies_like"),
                new SymbolReference(3, SymbolReferenceKind.KernelFunction, "double_it"),
            ],
        };
        Should.Throw<ProgramLoadException>(() => machine.Load(Object(program))).Message.ShouldContain("'jiffies_like'");
        machine.RegisterKernelSymbol("jiffies_like", [21, 0, 0, 0]);
        var error = Should.Throw<ProgramLoadException>(() => machine.Load(Object(program)));
        error.Message.ShouldContain("'double_it'");
        error.Instruction.ShouldBe(3);
        machine.RegisterKernelFunction("double_it", (_, r1, _, _, _, _) => r1 * 2);
        using VirtualObject loaded = machine.Load(Object(program));
        loaded.Programs["test"].Run([]).ReturnValue.ShouldBe(42u);
    }

    [EngineFact]
    public void Absent_weak_symbols_are_null_and_absent_weak_functions_fail_when_they_are_called()
    {
        ProgramSpec program = Program(ProgramType.Kprobe, [.. Wide(1, 99), Copy(0, 1), Of(0x15, 0, 0, 1, 0), Of(0x85, 0, 2), Exit]) with
        {
            References =
            [
                new SymbolReference(0, SymbolReferenceKind.KernelSymbol, "absent", IsWeak: true),
                new SymbolReference(4, SymbolReferenceKind.KernelFunction, "absent", IsWeak: true),
            ],
        };
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(Object(program));
        loaded.Programs["test"].Run([]).ReturnValue.ShouldBe(0u);
        ProgramSpec careless = program with { Instructions = program.Instructions.SetItem(3, Of(0x05)) };
        using VirtualObject calling = machine.Load(Object(careless));
        var error = Should.Throw<ExecutionException>(() => calling.Programs["test"].Run([]));
        error.Error.ShouldBe(ExecutionError.UnresolvedRelocation);
        error.Message.ShouldContain("'absent'");
    }

    [EngineFact]
    public void A_poisoned_instruction_is_explained_when_it_is_reached()
    {
        ProgramSpec program = Program(ProgramType.Kprobe, Load64(2, 1, 0), Of(0x15, 2, 0, 1, 0), Call(PoisonedInstruction.CallImmediate), Move(0, 1), Exit) with
        {
            PoisonedInstructions = [new PoisonedInstruction(2, "No struct task_struct has a member 'gone'.")],
            Lines = [new LineInfo(0, "a.c", 3, 1, "int main;"), new LineInfo(2, "a.c", 7, 9, "  return t->gone;")],
        };
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(Object(program));
        loaded.Programs["test"].Run(new byte[8]).ReturnValue.ShouldBe(1u);
        var error = Should.Throw<ExecutionException>(() => loaded.Programs["test"].Run([1, 0, 0, 0, 0, 0, 0, 0]));
        error.Error.ShouldBe(ExecutionError.UnresolvedRelocation);
        error.Line!.Value.Line.ShouldBe(7);
        error.Message.ShouldContain("No struct task_struct has a member 'gone'");
        error.Message.ShouldContain("(a.c:7: return t->gone;)");
    }

    [EngineFact]
    public void Unknown_helpers_are_refused_with_their_name_and_the_program_type()
    {
        using var machine = new VirtualMachine(Unverified);
        var error = Should.Throw<ProgramLoadException>(() => machine.Load(Object(ProgramType.Xdp, Call((int)HelperId.SkbStoreBytes), Exit)));
        error.Message.ShouldContain("bpf_skb_store_bytes (9)");
        error.Message.ShouldContain("xdp programs");
        error.Instruction.ShouldBe(0);
    }

    [EngineFact]
    public void Objects_for_the_other_byte_order_are_refused()
    {
        using var machine = new VirtualMachine(Verified);
        Should.Throw<BpfException>(() => machine.Load(Object(ProgramType.Xdp, Move(0, 1), Exit) with { IsBigEndian = BitConverter.IsLittleEndian }))
            .Message.ShouldContain("endian");
    }

    [EngineFact]
    public void Programs_without_a_type_and_wrong_options_are_refused()
    {
        using var machine = new VirtualMachine(Verified);
        BpfObject untyped = Object(Program(ProgramType.Unspec, Move(0, 1), Exit) with { SectionName = "odd" });
        Should.Throw<ProgramLoadException>(() => machine.Load(untyped)).Message.ShouldContain("'odd'");
        using VirtualObject loaded = machine.Load(untyped, new LoadOptions { ProgramTypes = LoadOptionsTypes("test", ProgramType.Xdp) });
        loaded.Programs["test"].Spec.Type.ShouldBe(ProgramType.Xdp);
        Should.Throw<BpfException>(() => machine.Load(untyped, new LoadOptions { Programs = ["absent"] })).Message.ShouldContain("'absent'");
    }

    [EngineFact]
    public void Runs_of_a_program_do_not_allocate()
    {
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, ReadsByte12));
        using ProgramRun run = loaded.Program("test").CreateRun();
        run.Run(Packet).ShouldBe(12u);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            run.Run(Packet);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [EngineFact]
    public void A_program_that_failed_runs_again_as_if_nothing_had_been()
    {
        // Writes its stack, calls a subprogram that fails on packets whose first byte is not 0, and returns what the stack held before.
        Instruction[] program =
        [
            Load64(6, 10, -8), Of(0x7a, 10, 0, -8, 77), CallLocal(2), Copy(0, 6), Exit,
            Load32(2, 1, 0), Load8(3, 2, 0), Of(0x15, 3, 0, 1, 0), Load8(3, 3, 0), Move(0, 0), Exit,
        ];
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, program));
        byte[] failing = new byte[64];
        failing[0] = 1;
        for (int i = 0; i < 3; i++)
        {
            loaded.Programs["test"].Run(new byte[64]).ReturnValue.ShouldBe(0u);
            Should.Throw<MemoryAccessException>(() => loaded.Programs["test"].Run(failing)).Instruction.ShouldBe(8);
        }
    }

    [EngineFact]
    public unsafe void Memory_that_a_helper_lends_is_the_programs_until_it_is_taken_back()
    {
        byte* memory = stackalloc byte[8];
        memory[3] = 9;
        ulong lent = (ulong)memory;
        var region = new MemoryRegion("lent memory", memory, 8, MemoryAccess.Read);
        using var machine = new VirtualMachine(Unverified);
        machine.RegisterHelper(1000, (run, wanted, _, _, _, _) =>
        {
            run.RemoveRegion(region);
            if (wanted != 0)
            {
                run.AddRegion(region);
            }

            return lent;
        });
        Instruction[] program = [Load32(2, 1, 0), Load8(1, 2, 0), Call(1000), Load8(0, 0, 3), Exit];
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, program));
        using ProgramRun run = loaded.Program("test").CreateRun();
        byte[] lending = new byte[64];
        lending[0] = 1;
        run.Run(lending).ShouldBe(9u);
        Should.Throw<MemoryAccessException>(() => run.Run(new byte[64]));
        run.Run(lending).ShouldBe(9u);
    }

    [EngineFact]
    public void A_program_runs_on_several_threads_at_once()
    {
        using var machine = new VirtualMachine(Unverified with { CpuCount = 4 });
        using VirtualObject loaded = machine.Load(Object(
            ProgramType.Xdp,
            Load32(2, 1, 0), Move(0, 0), Move(3, 0), Load8(4, 2, 0), AddRegister(0, 4), Add(3, 1), Of(0xa5, 3, 0, -4, 1000), Exit));
        Parallel.For(0, 64, i =>
        {
            byte[] packet = new byte[64];
            packet[0] = (byte)i;
            loaded.Programs["test"].Run(packet).ReturnValue.ShouldBe((ulong)i * 1000);
        });
    }

    [EngineFact]
    public void A_loop_that_is_proven_to_end_is_stopped_where_the_budget_is_smaller()
    {
        Instruction[] program = [Move(0, 0), Add(0, 1), Of(0xa5, 0, 0, -2, 5000), Exit];
        using var generous = new VirtualMachine(Verified);
        generous.Load(Object(ProgramType.Xdp, program)).Programs["test"].Run(Packet).ReturnValue.ShouldBe(5000u);
        using var strict = new VirtualMachine(Verified with { InstructionBudget = 1000 });
        LoadedProgram stopped = strict.Load(Object(ProgramType.Xdp, program)).Programs["test"];
        Should.Throw<ExecutionException>(() => stopped.Run(Packet)).Error.ShouldBe(ExecutionError.InstructionBudget);
    }

    [EngineFact]
    public void A_loop_of_callbacks_goes_on_when_a_slice_of_the_budget_is_used_up()
    {
        const int Turns = 400_000;
        Instruction[] program =
        [
            Move(1, Turns), .. FunctionAddress(2, 7), Move(3, 0), Move(4, 0), Move(6, 5), Call((int)HelperId.Loop), AddRegister(0, 6), Exit,
            Move(0, 0), Exit,
        ];
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Object(Program(ProgramType.Xdp, program)));
        loaded.Programs["test"].Run(Packet).ReturnValue.ShouldBe(Turns + 5u);
    }

    [EngineFact]
    public void Disposing_an_object_stops_what_runs()
    {
        using var machine = new VirtualMachine(Unverified with { InstructionBudget = long.MaxValue });
        VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, Of(0x05, 0, 0, -1), Exit));
        ProgramRun run = loaded.Program("test").CreateRun();
        var thread = new Thread(() => Should.Throw<ExecutionException>(() => run.Run(Packet)).Error.ShouldBe(ExecutionError.Cancelled));
        thread.Start();
        SpinWait.SpinUntil(() => run.IsActive, 5000).ShouldBeTrue();
        loaded.Dispose();
        thread.Join(5000).ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(() => run.Run(Packet));
        Should.Throw<ObjectDisposedException>(() => loaded.Program("test").CreateRun());
    }

    private static System.Collections.Immutable.ImmutableDictionary<string, ProgramType> LoadOptionsTypes(string name, ProgramType type) =>
        System.Collections.Immutable.ImmutableDictionary<string, ProgramType>.Empty.Add(name, type);
}

[RunsOn(Engine.Interpreter)]
public sealed class InterpreterProgramTests : ProgramTests;

[RunsOn(Engine.Jit)]
public sealed class JitProgramTests : ProgramTests;

[RunsOn(Engine.X64)]
public sealed class X64ProgramTests : ProgramTests;
