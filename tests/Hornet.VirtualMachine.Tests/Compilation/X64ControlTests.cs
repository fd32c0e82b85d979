// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

/// <summary>Leaving machine code for C# and entering it again: in functions, in callbacks, over and over, and while the garbage collector waits.</summary>
[RunsOn(Engine.X64)]
public sealed class X64ControlTests : EngineTests
{
    private const int Give = 1000;

    // Each function adds what the helper gives to what it keeps in R6 to R9 and on its stack, and calls the next one between two helper calls.
    private const string Nested = """
        r6 = 1
        r7 = 20
        *(u64 *)(r10 - 8) = r7
        r1 = 300
        call 1000
        r6 += r0
        call second
        r0 += r6
        r1 = *(u64 *)(r10 - 8)
        r0 += r1
        r0 += r7
        exit
        second:
        r6 = 4000
        r8 = 50000
        *(u64 *)(r10 - 8) = r8
        r1 = 600000
        call 1000
        r6 += r0
        call third
        r6 += r0
        r1 = 7000000
        call 1000
        r0 += r6
        r0 += r8
        r1 = *(u64 *)(r10 - 8)
        r0 += r1
        exit
        third:
        r9 = 80000000
        r1 = 900000000
        call 1000
        r0 += r9
        exit
        """;

    [EngineTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Functions_are_left_and_entered_again_with_their_registers_and_callers(bool isVerified)
    {
        using var machine = new VirtualMachine(isVerified ? Verified : Unverified);
        machine.RegisterHelper(Give, (_, value, _, _, _, _) => value);
        using VirtualObject loaded = machine.Load(Parse(Nested));
        for (int i = 0; i < 3; i++)
            loaded.Programs["test"].Run(new byte[64]).ReturnValue.ShouldBe(1u + 20 + 300 + 20 + 4000 + 50000 + 600000 + 80000000 + 900000000 + 7000000 + 50000);
    }

    /// <summary>The loop is written out, in the program itself, and keeps its turn on the machine's stack while the budget is granted slice by slice.</summary>
    [EngineTheory]
    [InlineData(100_000, false)]
    [InlineData(100_000_000, true)]
    public void A_loop_of_the_program_itself_is_charged_for_its_turns(long budget, bool ends)
    {
        const string text = """
            r6 = 7
            r1 = 8000000
            r2 = turn ll
            r3 = 0
            r4 = 0
            call 181
            r0 += r6
            exit
            turn:
            r0 = 0
            exit
            """;
        using var machine = new VirtualMachine(Verified with { InstructionBudget = budget });
        using VirtualObject loaded = machine.Load(Parse(text));
        if (ends)
            loaded.Programs["test"].Run(new byte[64]).ReturnValue.ShouldBe(8_000_007u);
        else
            Should.Throw<ExecutionException>(() => loaded.Programs["test"].Run(new byte[64])).Error.ShouldBe(ExecutionError.InstructionBudget);
    }

    [EngineTheory]
    [InlineData(0)]
    [InlineData(1)]
    public void Callbacks_call_helpers_and_functions_and_call_back_in_turn(int flagsFromMap)
    {
        // Two loops, one in the other, and a helper in the inner one. With flags that are not known before, the loops are the helper's.
        string flags = flagsFromMap == 0 ? "r4 = 0" : "r4 = *(u32 *)(r6 + 0)\nr4 &= 0";
        string text = $"""
            r6 = r1
            r1 = 0
            *(u64 *)(r10 - 8) = r1
            r1 = 10
            r2 = outer ll
            r3 = r10
            r3 += -8
            {flags}
            call 181
            r1 = *(u64 *)(r10 - 8)
            r0 += r1
            exit
            outer:
            r7 = r2
            r8 = r1
            r1 = 7
            r2 = inner ll
            r3 = r7
            r4 = 0
            call 181
            r1 = *(u64 *)(r7 + 0)
            r1 += r8
            *(u64 *)(r7 + 0) = r1
            r0 = 0
            exit
            inner:
            r6 = r2
            r1 = 1000
            call 1000
            r1 = *(u64 *)(r6 + 0)
            r1 += r0
            *(u64 *)(r6 + 0) = r1
            r0 = 0
            exit
            """;
        foreach (VirtualMachineOptions options in new[] { Verified, Unverified })
        {
            using var machine = new VirtualMachine(options);
            machine.RegisterHelper(Give, (_, value, _, _, _, _) => value);
            using VirtualObject loaded = machine.Load(Parse(text));
            loaded.Programs["test"].Run(new byte[64]).ReturnValue.ShouldBe(10u + (70 * 1000) + 45);
        }
    }

    [EngineFact]
    public void What_CSharp_keeps_in_registers_is_the_same_after_the_run()
    {
        // The helper and the loop below keep several values across calls; the program uses none of the registers that they are kept in.
        Instruction[] program = [Move(1, 3), Call(Give), Copy(1, 0), Call(Give), CallLocal(1), Exit, Move(1, 5), Call(Give), Exit];
        var helpers = new Dictionary<int, HelperFunction> { [Give] = (_, value, _, _, _, _) => Mix(value, value + 1, value + 2, value + 3) };
        using var runner = new BytecodeRunner(program, Unverified, helpers);
        ulong expected = Mix(5, 6, 7, 8);
        (ulong a, ulong b, ulong c, ulong d) = (1, 2, 3, 4);
        for (ulong i = 0; i < 1000; i++)
        {
            runner.Run([]).ShouldBe(expected);
            (a, b, c, d) = (b + i, c ^ i, d + 1, a);
        }

        (ulong e, ulong f, ulong g, ulong h) = (1, 2, 3, 4);
        for (ulong i = 0; i < 1000; i++)
            (e, f, g, h) = (f + i, g ^ i, h + 1, e);
        (a, b, c, d).ShouldBe((e, f, g, h));
    }

    [EngineTheory]
    [InlineData(10)]
    [InlineData(X64Compiler.BriefBelow + 10)]
    public void The_garbage_collector_is_done_within_milliseconds_while_a_program_loops(int length)
    {
        Instruction[] padding = [.. Enumerable.Repeat(Add(1, 1), length)];
        using var runner = new BytecodeRunner([.. padding, Of(0x05, 0, 0, -1), Exit], Unverified with { InstructionBudget = long.MaxValue });
        using var cancellation = new CancellationTokenSource();
        using var started = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            started.Set();
            Should.Throw<ExecutionException>(() => runner.Run([], cancellation.Token)).Error.ShouldBe(ExecutionError.Cancelled);
        });
        thread.Start();
        started.Wait();
        Thread.Sleep(20);
        var times = new List<double>();
        for (int i = 0; i < 21; i++)
        {
            long start = Stopwatch.GetTimestamp();
            GC.Collect(0);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        cancellation.Cancel();
        thread.Join(TimeSpan.FromSeconds(10)).ShouldBeTrue();

        // The median, because other tests run at the same time.
        times.Order().ElementAt(times.Count / 2).ShouldBeLessThan(20);
    }

    [EngineTheory]
    [InlineData("r1 = 8000000\nr2 = turn ll\nr3 = 0\nr4 = 0\ncall 181\nr0 = 0\nexit\nturn:\nr0 = 0\nagain:\nmay_goto end\nr0 += 0\ngoto again\nend:\nr0 = 0\nexit")]
    [InlineData("r6 = 0\nagain:\nmay_goto end\ncall spin\ngoto again\nend:\nr0 = 0\nexit\nspin:\nr0 = 0\nturn:\nmay_goto done\nr0 += 0\ngoto turn\ndone:\nr0 = 0\nexit")]
    public void A_verified_loop_is_cancelled(string text)
    {
        using var machine = new VirtualMachine(Verified with { InstructionBudget = long.MaxValue });
        using VirtualObject loaded = machine.Load(Parse(text));
        using ProgramRun run = loaded.Program("test").CreateRun();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        run.Cancellation = cancellation.Token;
        Should.Throw<ExecutionException>(() => run.Run(new byte[64])).Error.ShouldBe(ExecutionError.Cancelled);
    }

    [EngineFact]
    public void May_goto_counts_for_each_frame()
    {
        const string Text = "r6 = 0\ncall spin\nagain:\nmay_goto end\nr6 += 1\ngoto again\nend:\nr0 = r6\nexit\nspin:\nr0 = 0\nturn:\nmay_goto done\nr0 += 1\ngoto turn\ndone:\nexit";
        using var machine = new VirtualMachine(Verified);
        using VirtualObject loaded = machine.Load(Parse(Text));
        loaded.Programs["test"].Run(new byte[64]).ReturnValue.ShouldBe(RunState.MaximumLoops);
    }

    [EngineTheory]
    [InlineData(Engine.X64, Engine.Interpreter)]
    [InlineData(Engine.Interpreter, Engine.X64)]
    [InlineData(Engine.X64, Engine.X64)]
    public void Tail_calls_go_from_engine_to_engine(Engine first, Engine second)
    {
        using var machine = new VirtualMachine(TestedEngines.Verified(Engine.Interpreter));
        using VirtualObject loaded = machine.Load(BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", "clang-v3", "tail_calls.o")));
        loaded.Program("entry").Compile(first);
        loaded.Program("goes_on").Compile(second);
        loaded.Programs["entry"].Run(new byte[64]).ReturnValue.ShouldBe(3u);
        loaded.Variables["steps"].Get<int>().ShouldBe(3);
    }

    private static ulong Mix(ulong a, ulong b, ulong c, ulong d)
    {
        for (ulong i = 0; i < 20; i++)
            (a, b, c, d) = (b * 31, c ^ a, d + i, a + b);
        return a + b + c + d;
    }

    private static BpfObject Parse(string text) => Object(ProgramType.SocketFilter, [.. Assembler.Assemble(text).Instructions]);
}
