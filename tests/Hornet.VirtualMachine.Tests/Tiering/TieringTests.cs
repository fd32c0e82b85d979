// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

public sealed class TieringTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] Packet = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    /// <summary>r0 = the packet's byte 12.</summary>
    private static readonly Instruction[] ReadsByte12 =
    [
        Load32(2, 1, 0), Load32(3, 1, 4), Copy(4, 2), Add(4, 13), JumpGreater(4, 3, 2), Load8(0, 2, 12), Exit, Move(0, 99), Exit,
    ];

    [Fact]
    public void A_program_that_runs_often_is_compiled_meanwhile_and_goes_on_giving_the_same_results()
    {
        using var machine = new VirtualMachine();
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, ReadsByte12));
        VirtualProgram program = loaded.Program("test");
        using ProgramRun run = program.CreateRun();
        run.Run(Packet).ShouldBe(12u);
        program.Engine.ShouldBe(Engine.Interpreter);
        program.CompileTime.ShouldBeNull();
        RunUntilCompiled(program, () => run.Run(Packet).ShouldBe(12u));
        program.Engine.ShouldBe(Engine.Jit);
        program.CompileTime!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        program.CompilationFailure.ShouldBeNull();
        run.Run(Packet).ShouldBe(12u);
        run.Run(Packet.AsSpan(0, 12)).ShouldBe(99u);
    }

    [Fact]
    public void Instructions_of_one_long_run_count()
    {
        using var machine = new VirtualMachine(new VirtualMachineOptions { LoadsUnverified = true, CompilesUnverified = true });
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, Move(0, 0), Add(0, 1), Of(0xa5, 0, 0, -2, 1_000_000), Exit));
        VirtualProgram program = loaded.Program("test");
        program.Run(Packet).ReturnValue.ShouldBe(1_000_000u);
        SpinWait.SpinUntil(() => program.Engine != Engine.Interpreter, Patience).ShouldBeTrue();
    }

    [Fact]
    public void A_program_that_others_tail_call_is_compiled_too()
    {
        Instruction[] caller = [.. Wide(2, 0), Move(3, 0), Call(12), Move(0, 1), Exit];
        caller[0] = Of(0x18, 2, 1);
        BpfObject bpfObject = Object(Program(ProgramType.Xdp, caller) with { References = [new SymbolReference(0, SymbolReferenceKind.Map, "targets")] }) with
        {
            Maps = [new MapSpec { Name = "targets", Type = MapType.ProgramArray, KeySize = 4, ValueSize = 4, MaxEntries = 1 }],
        };
        bpfObject = bpfObject with { Programs = [bpfObject.Programs[0], Program(ProgramType.Xdp, Move(0, 7), Exit) with { Name = "target" }] };
        using var machine = new VirtualMachine();
        using VirtualObject loaded = machine.Load(bpfObject);
        loaded.Maps["targets"].Update(BitConverter.GetBytes(0), BitConverter.GetBytes(loaded.Program("target").Id));
        using ProgramRun run = loaded.Program("test").CreateRun();
        RunUntilCompiled(loaded.Program("target"), () => run.Run(Packet).ShouldBe(7u));
        RunUntilCompiled(loaded.Program("test"), () => run.Run(Packet).ShouldBe(7u));
        run.Run(Packet).ShouldBe(7u);
    }

    [Fact]
    public void A_program_that_was_not_verified_stays_in_the_interpreter()
    {
        using var machine = new VirtualMachine(Unverified);
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, Move(0, 0), Add(0, 1), Of(0xa5, 0, 0, -2, 10_000_000), Exit));
        loaded.Program("test").Run(Packet).ReturnValue.ShouldBe(10_000_000u);
        Thread.Sleep(100);
        loaded.Program("test").Engine.ShouldBe(Engine.Interpreter);
        Should.Throw<CompilationException>(() => loaded.Program("test").Compile(Engine.Jit)).Message.ShouldContain("not verified");
    }

    [Fact]
    public void The_caller_decides_for_a_program()
    {
        using var machine = new VirtualMachine(new VirtualMachineOptions { Engine = Engine.Interpreter });
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, ReadsByte12));
        VirtualProgram program = loaded.Program("test");
        foreach (Engine engine in (Engine[])[.. TestedEngines.All, Engine.Interpreter])
        {
            program.Compile(engine);
            program.Engine.ShouldBe(engine);
            program.Run(Packet).ReturnValue.ShouldBe(12u);
            (program.CompileTime is null).ShouldBe(engine == Engine.Interpreter);
        }

        program.Compile();
        program.Engine.ShouldBe(EngineChoice.Candidates(ReadsByte12.Length)[0]);
    }

    [Fact]
    public void What_the_caller_decided_is_not_overruled()
    {
        using var machine = new VirtualMachine();
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, ReadsByte12));
        VirtualProgram program = loaded.Program("test");
        program.Compile(Engine.Interpreter);
        program.Code.Tier!.Count(long.MaxValue / 2);
        program.Code.Tier!.Count(long.MaxValue / 2);
        Thread.Sleep(100);
        program.Engine.ShouldBe(Engine.Interpreter);
    }

    [Fact]
    public void A_failure_in_the_background_is_told_and_the_program_stays_in_the_interpreter()
    {
        using var helpers = new HelperSet();
        using ProgramCode code = Decoder.Decode(
            new LinkedProgram { Spec = Program(ProgramType.Xdp, Move(0, 0), Exit), Instructions = [Move(0, 0), Exit] }, helpers);
        var environment = new FailingEnvironment();
        var tier = new ProgramTier(code, environment);
        environment.Break();
        tier.Failure.ShouldBeNull();
        tier.Count(long.MaxValue / 2);
        SpinWait.SpinUntil(() => tier.Failure is not null, Patience).ShouldBeTrue();
        tier.Failure!.Message.ShouldContain("out of order");
        tier.Failure.InnerException.ShouldBeOfType<InvalidOperationException>();
        code.Compiled.ShouldBeNull();
    }

    [Fact]
    public async Task Runs_on_many_threads_go_on_while_the_program_is_swapped()
    {
        using var machine = new VirtualMachine(new VirtualMachineOptions { CpuCount = 4 });
        using VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, ReadsByte12));
        VirtualProgram program = loaded.Program("test");
        bool isEnough = false;
        Task[] tasks = [.. Enumerable.Range(0, 4).Select(cpu => Task.Factory.StartNew(() => RunOn(cpu), TaskCreationOptions.LongRunning))];
        SpinWait.SpinUntil(() => program.Engine != Engine.Interpreter, Patience).ShouldBeTrue();
        for (int i = 0; i < 50; i++)
        {
            program.Compile(TestedEngines.All[i % TestedEngines.All.Length]);
            Thread.Sleep(1);
        }

        Volatile.Write(ref isEnough, true);
        await Task.WhenAll(tasks).WaitAsync(Patience);

        void RunOn(int cpu)
        {
            using ProgramRun run = program.CreateRun(cpu);
            byte[] packet = [.. Packet];
            packet[12] = (byte)cpu;
            while (!Volatile.Read(ref isEnough))
            {
                run.Run(packet).ShouldBe((ulong)cpu);
            }
        }
    }

    [Fact]
    public void Unloading_waits_for_the_compiler()
    {
        using var machine = new VirtualMachine();
        for (int i = 0; i < 50; i++)
        {
            VirtualObject loaded = machine.Load(Object(ProgramType.Xdp, ReadsByte12));
            ProgramCode code = loaded.Program("test").Code;
            code.Tier!.Count(long.MaxValue / 2);
            if (i % 3 == 1)
            {
                Thread.Yield();
            }
            else if (i % 3 == 2)
            {
                SpinWait.SpinUntil(() => code.Compiled is not null, Patience);
            }

            loaded.Dispose();
            Should.Throw<ObjectDisposedException>(() => loaded.Program("test").Compile(Engine.Interpreter));
        }
    }

    [Fact]
    public void Very_long_programs_go_to_the_compiler_that_is_quick()
    {
        EngineChoice.Candidates(100)[0].ShouldBe(Engine.Jit);
        if (X64Compiler.Instance.WhyNot is null)
        {
            EngineChoice.Candidates(EngineChoice.MostSlotsForJit + 1)[0].ShouldBe(Engine.X64);
        }
    }

    private static void RunUntilCompiled(VirtualProgram program, Action run)
    {
        long start = Environment.TickCount64;
        while (program.Engine == Engine.Interpreter)
        {
            run();
            TimeSpan.FromMilliseconds(Environment.TickCount64 - start).ShouldBeLessThan(Patience, program.CompilationFailure?.Message);
        }
    }

    /// <summary>A machine that is broken by the time a program is compiled for it.</summary>
    private sealed class FailingEnvironment : IProgramEnvironment
    {
        private bool _isBroken;

        public VirtualMachineOptions Options => _isBroken ? throw new InvalidOperationException("The machine is out of order.") : new() { CompilesUnverified = true };

        public SimulatedKernel Kernel => throw new NotSupportedException();

        public AddressSpace AddressSpace => throw new NotSupportedException();

        public HandleTable<NativeMap>? MapHandles => null;

        public ProgramCode? FindCode(int id) => null;

        public NativeMap? FindMap(ulong handle) => null;

        /// <summary>Breaks the machine.</summary>
        public void Break() => _isBroken = true;
    }
}
