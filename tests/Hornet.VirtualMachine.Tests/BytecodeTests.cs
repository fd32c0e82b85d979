// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

public abstract class BytecodeTests : EngineTests
{
    [EngineFact]
    public void Empty_memory_gives_null_and_zero() => Run([Copy(0, 1), AddRegister(0, 2), Exit], []).ShouldBe(0u);

    [EngineFact]
    public void Subprograms_get_arguments_and_preserve_the_callers_registers()
    {
        Instruction[] program =
        [
            Move(1, 1), Move(2, 2), Move(3, 3), Move(4, 4), Move(5, 5), Move(6, 6), Move(7, 7), Move(8, 8), Move(9, 9),
            Of(0x7a, 10, 0, -8, 77),
            CallLocal(6),
            AddRegister(0, 6), AddRegister(0, 7), AddRegister(0, 8), AddRegister(0, 9),
            Of(0x79, 1, 10, -8),
            Of(0x05, 0, 0, 12),
            // function: r0 = r1 + … + r5, then spoils everything it may
            Move(0, 0), AddRegister(0, 1), AddRegister(0, 2), AddRegister(0, 3), AddRegister(0, 4), AddRegister(0, 5),
            Move(6, -1), Move(7, -1), Move(8, -1), Move(9, -1), Of(0x7a, 10, 0, -8, 1),
            Exit,
            AddRegister(0, 1), Exit,
        ];
        Run(program, []).ShouldBe(15u + 30 + 77);
    }

    [EngineTheory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void Eight_frames_are_allowed_and_a_ninth_is_not(int calls, bool fails)
    {
        // r1 counts down; each function calls itself until it is 0.
        Instruction[] program = [Move(1, calls), CallLocal(1), Exit, Of(0x15, 1, 0, 2, 1), Add(1, -1), CallLocal(-3), Move(0, 42), Exit];
        if (fails)
        {
            var error = Should.Throw<ExecutionException>(() => Run(program, []));
            error.Error.ShouldBe(ExecutionError.CallDepth);
            error.Instruction.ShouldBe(5);
        }
        else
        {
            Run(program, []).ShouldBe(42u);
        }
    }

    [EngineFact]
    public void A_callee_reaches_the_callers_frame_through_a_pointer_and_its_own_frame_is_zero_or_its_own()
    {
        Instruction[] program =
        [
            Of(0x7a, 10, 0, -16, 5), Copy(1, 10), Add(1, -16), CallLocal(2), Of(0x79, 0, 10, -16), Exit,
            Of(0x79, 2, 1, 0), Add(2, 1), Of(0x7b, 1, 2, 0), Exit,
        ];
        Run(program, []).ShouldBe(6u);
    }

    [EngineFact]
    public void A_left_frame_can_no_longer_be_touched()
    {
        Instruction[] program =
        [
            CallLocal(2), Of(0x79, 0, 0, 0), Exit,
            Copy(0, 10), Add(0, -8), Of(0x7a, 0, 0, 0, 1), Exit,
        ];
        var error = Should.Throw<MemoryAccessException>(() => Run(program, []));
        error.Instruction.ShouldBe(1);
        error.Access.ShouldBe(MemoryAccess.Read);
        error.Size.ShouldBe(8u);
    }

    [EngineTheory]
    [InlineData(0x42u, 0x42u)]
    [InlineData(0u, 0u)]
    public void Unwind_returns_its_argument_and_ends_the_program_when_that_is_zero(uint argument, uint expected)
    {
        Instruction[] program = [Move(1, (int)argument), Call(5), Of(0x55, 0, 0, 1, 0), Move(0, 99), Exit];
        Run(program, []).ShouldBe(expected);
    }

    [EngineTheory]
    [InlineData(0x8d, 2, 0)]
    [InlineData(0x8d, 0, 2)]
    public void An_indirect_call_of_a_helpers_number_calls_the_helper(byte opcode, int destination, int immediate)
    {
        Instruction[] program = [Move(1, -1), Move(2, 5), Of(opcode, destination, 0, 0, immediate), Move(0, 2), Exit];
        Run(program, []).ShouldBe(2u);
    }

    [EngineFact]
    public void An_indirect_call_of_a_function_address_calls_the_function()
    {
        Instruction[] program = [.. FunctionAddress(3, 4), Move(1, 40), Of(0x8d, 3), Exit, Copy(0, 1), Add(0, 2), Exit];
        Run(program, []).ShouldBe(42u);
    }

    [EngineFact]
    public void An_indirect_call_into_the_middle_of_a_function_is_refused()
    {
        Instruction[] program = [.. FunctionAddress(3, 5), Add(3, 16), Move(1, 40), Of(0x8d, 3), Exit, Copy(0, 1), Add(0, 2), Exit];
        Should.Throw<ExecutionException>(() => Run(program, [])).Error.ShouldBe(ExecutionError.BadJump);
    }

    [EngineFact]
    public void An_indirect_jump_goes_to_an_instruction_and_nowhere_else()
    {
        Run([.. FunctionAddress(3, 3), Of(0x0d, 3), Exit, Move(0, 7), Exit], []).ShouldBe(7u);
        Should.Throw<ExecutionException>(() => Run([.. FunctionAddress(3, 2), Add(3, 1), Of(0x0d, 3), Exit], []))
            .Error.ShouldBe(ExecutionError.BadJump);
    }

    [EngineFact]
    public void Registered_helpers_get_arguments_and_checked_memory()
    {
        var helpers = new Dictionary<int, HelperFunction>
        {
            [1] = (_, r1, r2, r3, r4, r5) => r1 + (10 * r2) + (100 * r3) + (1000 * r4) + (10000 * r5),
            [300] = SumBytes,
        };
        using var runner = new BytecodeRunner([Move(1, 1), Move(2, 2), Move(3, 3), Move(4, 4), Move(5, 5), Call(1), Exit], Unverified, helpers);
        runner.Run([]).ShouldBe(54321u);
        using var summing = new BytecodeRunner([Call(300), Exit], Unverified, helpers);
        summing.Run([1, 2, 3]).ShouldBe(6u);
        using var overrunning = new BytecodeRunner([Add(2, 1), Call(300), Exit], Unverified, helpers);
        var error = Should.Throw<MemoryAccessException>(() => overrunning.Run([1, 2, 3]));
        error.Instruction.ShouldBe(1);
        error.Size.ShouldBe(4u);
        error.Region.ShouldBe("the memory");
        error.Distance.ShouldBe(0);
    }

    [EngineFact]
    public void The_budget_stops_loops_and_is_renewed_for_every_run()
    {
        Instruction[] program = [Move(0, 0), Add(0, 1), Of(0xa5, 0, 0, -2, 1000), Exit];
        using var runner = new BytecodeRunner(program, Unverified with { InstructionBudget = 5000 });
        runner.Run([]).ShouldBe(1000u);
        runner.Run([]).ShouldBe(1000u);
        using var shorter = new BytecodeRunner(program, Unverified with { InstructionBudget = 1000 });
        var error = Should.Throw<ExecutionException>(() => shorter.Run([]));
        error.Error.ShouldBe(ExecutionError.InstructionBudget);
        error.Message.ShouldContain("1000 instructions");
    }

    [EngineFact]
    public void The_budget_stops_calls_that_multiply()
    {
        // Seven functions, each calling the next sixteen times: 16^7 calls without a backward jump.
        var program = new List<Instruction> { CallLocal(1), Exit };
        for (int level = 0; level < 6; level++)
        {
            for (int call = 0; call < 16; call++)
            {
                program.Add(CallLocal(16 - call));
            }

            program.Add(Exit);
        }

        program.AddRange([Move(0, 0), Exit]);
        Should.Throw<ExecutionException>(() => Run([.. program], [], Unverified with { InstructionBudget = 100_000 }))
            .Error.ShouldBe(ExecutionError.InstructionBudget);
    }

    [EngineFact]
    public async Task A_run_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        using var runner = new BytecodeRunner([Of(0x05, 0, 0, -1), Exit], Unverified with { InstructionBudget = long.MaxValue });
        Task<ExecutionException> run = Task.Run(() => Should.Throw<ExecutionException>(() => runner.Run([], cancellation.Token)));
        await Task.Delay(20);
        await cancellation.CancelAsync();
        (await run.WaitAsync(TimeSpan.FromSeconds(10))).Error.ShouldBe(ExecutionError.Cancelled);
    }

    [EngineFact]
    public void A_long_run_does_not_hold_up_the_garbage_collector()
    {
        using var cancellation = new CancellationTokenSource();
        using var runner = new BytecodeRunner([Of(0x05, 0, 0, -1), Exit], Unverified with { InstructionBudget = long.MaxValue });
        using var started = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            started.Set();
            Should.Throw<ExecutionException>(() => runner.Run([], cancellation.Token));
        });
        thread.Start();
        started.Wait();
        int collections = GC.CollectionCount(0);
        while (GC.CollectionCount(0) < collections + 3)
        {
            GC.KeepAlive(new byte[100_000]);
        }

        cancellation.Cancel();
        thread.Join(TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }

    [EngineFact]
    public void Handlers_do_not_grow_the_native_stack()
    {
        // Ten thousand of each would overflow the thread's 128 KiB if one left as little as a return address behind.
        Instruction[][] bodies =
        [
            [Of(0x0f, 3, 4)], [Of(0x07, 3, 0, 0, 1)], [Of(0x0c, 3, 4)], [Of(0x04, 3, 0, 0, 1)], [Of(0x3f, 3, 4)], [Of(0x3f, 3, 4, 1)], [Of(0x9c, 3, 4, 1)],
            [Of(0x87, 3)], [Of(0xbf, 3, 4, 8)], [Of(0xdc, 3, 0, 0, 16)], [Of(0xd7, 3, 0, 0, 64)], Wide(3, 1), [Of(0x05)], [Of(0x06)],
            [Of(0x15, 3, 0, 0, 9)], [Of(0x1d, 3, 3)], [Of(0xc6, 3, 0, 0, 9)], [Of(0x7e, 3, 4)], [Of(0xe5)],
            [Of(0x61, 3, 1)], [Of(0x79, 3, 1)], [Of(0x81, 3, 1)], [Of(0x63, 1, 3)], [Of(0x7a, 1, 0, 0, 4)], [Of(0x79, 3, 10, -8)], [Of(0x7b, 10, 3, -8)],
            [Of(0x79, 3, 6)], [Of(0x7b, 6, 3)], [Of(0x62, 6, 0, 0, 1)],
            [Of(0xdb, 1, 3)], [Of(0xdb, 1, 3, 0, 0xa1)], [Of(0xc3, 1, 3, 0, 0x01)], [Of(0xdb, 1, 3, 0, 0xf1)], [Of(0xc3, 1, 3, 0, 0xf1)],
            [Of(0xdb, 3, 1, 0, 0x100)], [Of(0xdb, 1, 3, 0, 0x110)], [Of(0x20)], [Of(0x50, 0, 7)],
            [Call(5)], [Call(300)], [Of(0x8d, 8)],
        ];
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    foreach (Instruction[] body in bodies)
                    {
                        RunMany(body);
                    }
                }
                catch (Exception error)
                {
                    failure = error;
                }
            },
            128 * 1024);
        thread.Start();
        thread.Join();
        failure.ShouldBeNull();
    }

    [EngineFact]
    public void Runs_do_not_allocate()
    {
        using var runner = new BytecodeRunner([Of(0x79, 0, 1, 0), Of(0x7b, 10, 0, -8), Copy(2, 10), Of(0x79, 0, 2, -8), CallLocal(1), Exit, Add(0, 1), Exit], Unverified);
        byte[] memory = new byte[8];
        runner.Run(memory).ShouldBe(1u);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            runner.Run(memory);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [EngineFact]
    public void Errors_name_program_instruction_and_memory()
    {
        var error = Should.Throw<MemoryAccessException>(() => Run([Move(0, 1), Of(0x71, 0, 1, 9), Exit], new byte[4]));
        error.Program.ShouldBe("bytecode");
        error.Instruction.ShouldBe(1);
        error.Distance.ShouldBe(9);
        error.Message.ShouldStartWith("Running program 'bytecode': invalid read of 1 byte at 0x");
        error.Message.ShouldContain("5 bytes behind the memory (4 bytes), at instruction 1: ");
    }

    [EngineFact]
    public void Damaged_bytecode_is_refused_before_it_runs()
    {
        Refuses([], "has 1 to");
        Refuses([Of(0x18)], "second slot");
        Refuses([Of(0x18), Of(1), Exit], "second slot");
        Refuses([Of(0xff), Exit], "unknown instruction");
        Refuses([Of(0x07, 11), Exit], "no register R11");
        Refuses([Of(0x18, 0, 1), Of(0), Exit], "does not name");
        Refuses([Of(0x85, 0, 2, 0, 42), Exit], "kernel function with BTF id 42");
        Refuses([Of(0xdb, 1, 2, 0, 0x33), Exit], "unknown instruction");
        Refuses([Of(0xd3, 1, 2, 0, 0x00), Exit], "unknown instruction");
        Refuses([Of(0xd4, 1, 0, 0, 24), Exit], "byte swap of 24 bits");
        Refuses([Of(0x95, 1)], "exit has no operands");

        void Refuses(Instruction[] program, string message) =>
            Should.Throw<ProgramLoadException>(() => Run(program, [])).Message.ShouldContain(message);
    }

    private void RunMany(Instruction[] body)
    {
        var program = new List<Instruction> { Copy(6, 10), Add(6, -16), Copy(9, 1), Move(7, 0), Move(8, 5), Move(3, 1), Move(4, 3) };
        for (int i = 0; i < 10_000 / body.Length; i++)
        {
            program.AddRange(body);
        }

        program.AddRange([Move(0, 3), Exit]);
        var helpers = new Dictionary<int, HelperFunction> { [300] = (_, r1, _, _, _, _) => r1 };
        using var runner = new BytecodeRunner([.. program], Unverified, helpers);
        runner.Run(new byte[16]).ShouldBe(3u);
    }

    private static unsafe ulong SumBytes(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        byte* bytes = run.Access(r1, r2, MemoryAccess.Read);
        ulong sum = 0;
        for (ulong i = 0; i < r2; i++)
        {
            sum += bytes[i];
        }

        return sum;
    }
}

[RunsOn(Engine.Interpreter)]
public sealed class InterpreterBytecodeTests : BytecodeTests
{
    [Fact]
    public void The_interpreter_uses_real_tail_calls_here() => Dispatch.TailCalls.ShouldBeTrue();
}

[RunsOn(Engine.Jit)]
public sealed class JitBytecodeTests : BytecodeTests;

[RunsOn(Engine.X64)]
public sealed class X64BytecodeTests : BytecodeTests;
