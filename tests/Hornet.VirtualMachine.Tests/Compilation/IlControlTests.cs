// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

/// <summary>Where the IL back end must agree with the interpreter beyond results: budgets, cancellation, faults, and calls between engines.</summary>
public sealed partial class IlControlTests
{
    private const string EndlessMayGoto = "r0 = 0\nr6 = 0\nagain:\nmay_goto end\nr6 += 1\ngoto again\nend:\nexit";

    [Fact]
    public void A_verified_loop_is_stopped_by_the_budget()
    {
        using var machine = new VirtualMachine(TestedEngines.Verified(Engine.Jit) with { InstructionBudget = 1_000_000 });
        using VirtualObject loaded = machine.Load(Verified(EndlessMayGoto));
        var error = Should.Throw<ExecutionException>(() => loaded.Programs["test"].Run(new byte[64]));
        error.Error.ShouldBe(ExecutionError.InstructionBudget);
        error.Instruction.ShouldBe(2);
    }

    [Fact]
    public void May_goto_ends_after_as_many_turns_as_in_the_interpreter()
    {
        using var machine = new VirtualMachine(TestedEngines.Verified(Engine.Jit));
        using VirtualObject loaded = machine.Load(Verified(EndlessMayGoto.Replace("end:", "end:\nr0 = r6", StringComparison.Ordinal)));
        loaded.Programs["test"].Run(new byte[64]).ReturnValue.ShouldBe(RunState.MaximumLoops);
    }

    [Fact]
    public void A_loop_over_a_callback_is_cancelled()
    {
        // bpf_loop of a function that itself loops 8 million times a call.
        const string Text = "r1 = 8000000\nr2 = turn ll\nr3 = 0\nr4 = 0\ncall 181\nr0 = 0\nexit\nturn:\nr0 = 0\nagain:\nmay_goto end\nr0 += 0\ngoto again\nend:\nr0 = 0\nexit";
        using var machine = new VirtualMachine(TestedEngines.Verified(Engine.Jit) with { InstructionBudget = long.MaxValue });
        using VirtualObject loaded = machine.Load(Verified(Text));
        using ProgramRun run = loaded.Program("test").CreateRun();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        run.Cancellation = cancellation.Token;
        Should.Throw<ExecutionException>(() => run.Run(new byte[64])).Error.ShouldBe(ExecutionError.Cancelled);
    }

    [Theory]
    [InlineData(Engine.Jit, Engine.Interpreter)]
    [InlineData(Engine.Interpreter, Engine.Jit)]
    [InlineData(Engine.Jit, Engine.Jit)]
    public void Tail_calls_go_from_engine_to_engine(Engine first, Engine second)
    {
        byte[] packet = new byte[64];
        using var machine = new VirtualMachine(TestedEngines.Verified(Engine.Interpreter));
        using VirtualObject loaded = machine.Load(BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", "tail_calls.o")));
        loaded.Program("entry").Compile(first);
        loaded.Program("goes_on").Compile(second);
        loaded.Programs["entry"].Run(packet).ReturnValue.ShouldBe(3u);
        loaded.Variables["steps"].Get<int>().ShouldBe(3);
    }

    public static TheoryData<string> Faults =>
    [
        "r0 = *(u64 *)(r1 + 60)\nexit",
        "r2 = r10\nr2 += -520\nr0 = *(u8 *)(r2 + 0)\nexit",
        "r0 = *(u64 *)(r10 - 516)\nexit",
        "r2 = 77\n*(u32 *)(r2 + 4) = r2\nexit",
        "r2 = r1\nr2 += 2\nr3 = 1\nlock *(u64 *)(r2 + 0) += r3\nexit",
        "call next\nr0 = 0\nexit\nnext:\nr2 = r10\nr0 = *(u64 *)(r2 + 700)\nexit",
        "r1 = 1\nagain:\nif r1 != 0 goto again\nexit",
        "call next\nexit\nnext:\ncall next\nexit",
        "r0 = 0",
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Checked_code_reports_the_interpreters_error_at_the_same_instruction(string text)
    {
        ExecutionException expected = Fail(Engine.Interpreter, text);
        ExecutionException error = Fail(Engine.Jit, text);
        error.Error.ShouldBe(expected.Error);
        error.Instruction.ShouldBe(expected.Instruction);
        Addresses().Replace(error.Message, "ADDRESS").ShouldBe(Addresses().Replace(expected.Message, "ADDRESS"));
    }

    private static ExecutionException Fail(Engine engine, string text) => Should.Throw<ExecutionException>(() => BytecodeRunner.Run(
        Assembler.Assemble(text).Instructions.AsSpan(), new byte[64], TestedEngines.Checked(engine) with { InstructionBudget = 100_000 }));

    private static BpfObject Verified(string text) => Object(ProgramType.SocketFilter, [.. Assembler.Assemble(text).Instructions]);

    [GeneratedRegex("at 0x[0-9a-f]+|-?[0-9]+ bytes (into|before|behind)")]
    private static partial Regex Addresses();
}
