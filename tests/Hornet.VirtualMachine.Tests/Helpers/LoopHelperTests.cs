// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

public abstract class LoopHelperTests : EngineTests
{
    [EngineFact]
    public void A_loop_calls_its_function_with_every_number()
    {
        using HelperBench bench = new(ProgramType.SocketFilter, options: Unverified);

        // 5 calls, and 0 + 1 + 2 + 3 + 4.
        bench.Execute(SumLoop(5, stopAt: -1)).ShouldBe((5UL << 32) + 10);
    }

    [EngineFact]
    public void A_loop_ends_when_its_function_returns_something()
    {
        using HelperBench bench = new(ProgramType.SocketFilter, options: Unverified);

        bench.Execute(SumLoop(100, stopAt: 2)).ShouldBe((3UL << 32) + 3);
    }

    [EngineTheory]
    [InlineData((8 * 1024 * 1024) + 1, 0, -Errno.E2BIG)]
    [InlineData(1, 1, -Errno.EINVAL)]
    [InlineData(0, 0, 0)]
    public void The_number_of_calls_is_limited_and_flags_are_refused(int iterations, ulong flags, long result)
    {
        using HelperBench bench = new(ProgramType.SocketFilter, options: Unverified);

        bench.Call(HelperId.Loop, (ulong)iterations, 0, 0, flags).ShouldBe(result);
    }

    [EngineFact]
    public void Something_that_is_not_a_function_is_refused()
    {
        using HelperBench bench = new(ProgramType.SocketFilter, options: Unverified);

        Should.Throw<ExecutionException>(() => bench.Call(HelperId.Loop, 1, 0x1234)).Error.ShouldBe(ExecutionError.BadArgument);
    }

    /// <summary>Adds up the numbers a loop calls with; the result has the number of calls in its upper half.</summary>
    private static ImmutableArray<Instruction> SumLoop(int iterations, int stopAt) =>
    [
        new(0xb7, Register.R1, immediate: iterations),
        new(0x18, Register.R2, (Register)4, immediate: 12),
        new(0),
        new(0xbf, Register.R3, Register.R10),
        new(0x07, Register.R3, immediate: -8),
        new(0xb7, Register.R4),
        new(0x7a, Register.R10, offset: -8),
        new(0x85, immediate: (int)HelperId.Loop),
        new(0xbf, Register.R6, Register.R0),
        new(0x67, Register.R6, immediate: 32),
        new(0x79, Register.R0, Register.R10, -8),
        new(0x0f, Register.R0, Register.R6),
        new(0x95),
        new(0x05, offset: 0),
        // The function: R1 is the number, R2 the address of the sum.
        new(0x79, Register.R3, Register.R2, 0),
        new(0x0f, Register.R3, Register.R1),
        new(0x7b, Register.R2, Register.R3, 0),
        new(0xb7, Register.R0),
        new(0x55, Register.R1, offset: 1, immediate: stopAt),
        new(0xb7, Register.R0, immediate: 1),
        new(0x95),
    ];
}

[RunsOn(Engine.Interpreter)]
public sealed class InterpreterLoopHelperTests : LoopHelperTests;

[RunsOn(Engine.Jit)]
public sealed class JitLoopHelperTests : LoopHelperTests;

[RunsOn(Engine.X64)]
public sealed class X64LoopHelperTests : LoopHelperTests;
