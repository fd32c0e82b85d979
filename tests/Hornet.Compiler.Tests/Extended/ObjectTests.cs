// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;
using Hornet.Compiler.Backends.Extended;
using Hornet.Compiler.Passes;
using Hornet.Compiler.Ssa;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;
using Hornet.VirtualMachines;

namespace Hornet.Compiler.Tests.Extended;

/// <summary>What stands around the instructions: calls, callbacks, maps, data, lines, limits; and the example of docs/compiler.md.</summary>
public sealed class ObjectTests
{
    [Fact]
    public void The_example_of_the_documentation_counts_packets()
    {
        byte[] packet = new byte[60];
        packet[23] = 6;
        // example: a front end
        var packets = new MapSpec { Name = "packets", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 256 };
        var source = new SourceText("count.txt", "count packets by protocol");
        var function = new Function("count", SsaType.Int32, ("context", SsaType.Pointer));
        StackSlot key = function.AddSlot(size: 4, alignment: 4, "key");
        Block entry = function.AddBlock();
        Block found = function.AddBlock();
        Block done = function.AddBlock();

        var protocol = entry.Append(new PacketLoad(MemorySize.Byte, 23, location: new SourceSpan(source, 17, 8)));
        entry.Append(new StoreOperation(MemorySize.Word, key, 0, protocol));
        var counter = entry.Append(new CallOperation(new HelperTarget(HelperId.MapLookupElement), SsaType.Pointer, [new MapReference(packets), key]));
        var isFound = entry.Append(new CompareOperation(Comparison.NotEqual, counter, new Constant(SsaType.Pointer, 0)));
        entry.Append(new Branch(isFound, found, done));
        found.Append(new AtomicAccess(AtomicOperation.Add, MemorySize.DoubleWord, counter, 0, new Constant(SsaType.Int64, 1), location: new SourceSpan(source, 0, 5)));
        found.Append(new Jump(done));
        done.Append(new Return(new Constant(SsaType.Int32, 1)));

        PacketLowering.Lower(function, ProgramType.Xdp, new PacketActions(Match: (uint)XdpAction.Pass, Otherwise: (uint)XdpAction.Pass));
        Pipeline.Optimize(function);
        var module = new Module("count");
        module.Maps.Add(packets);
        module.Programs.Add(new ModuleProgram(function, ProgramType.Xdp, "xdp"));
        BpfObject compiled = ExtendedBackend.Generate(module);

        using var machine = new VirtualMachine();
        using LoadedObject loaded = machine.Load(compiled);
        loaded.Programs["count"].Run(packet);
        ulong tcp = loaded.Maps.Array<ulong>("packets")[6];
        // end
        tcp.ShouldBe(1u);
        string listing = new Disassembler().Disassemble(compiled.Programs[0].Instructions.AsSpan());
        File.ReadAllText(TestFiles.InRepository("docs/compiler.md")).ShouldContain(listing.TrimEnd(), customMessage: listing);
    }

    [Fact]
    public void The_page_has_the_example_as_it_runs() =>
        DocumentationExamples.MissingFrom("docs/compiler.md", "tests/Hornet.Compiler.Tests/Extended/ObjectTests.cs").ShouldBeEmpty();

    [Fact]
    public void A_callback_adds_to_a_variable_of_its_caller()
    {
        var callback = new FunctionBuilder("add", SsaType.Int64, ("index", SsaType.Int32), ("sum", SsaType.Pointer));
        Value sum = callback.Function.Parameters[1];
        Value index = callback.Convert(Conversion.ZeroExtend, callback.Function.Parameters[0], SsaType.Int64);
        callback.Store(MemorySize.DoubleWord, sum, 0, callback.Binary(BinaryOperator.Add, callback.Load(SsaType.Int64, MemorySize.DoubleWord, sum, 0), index));
        callback.Return(FunctionBuilder.I64(0));

        FunctionBuilder b = FunctionBuilder.Program();
        StackSlot total = b.Function.AddSlot(8, 8, "total");
        b.Store(MemorySize.DoubleWord, total, 0, FunctionBuilder.I64(0));
        b.Add(new CallOperation(new HelperTarget(HelperId.Loop), SsaType.Int64, [FunctionBuilder.I32(10), new FunctionAddress(callback.Function), total, FunctionBuilder.I64(0)]));
        b.Return(b.Convert(Conversion.Truncate, b.Load(SsaType.Int64, MemorySize.DoubleWord, total, 0), SsaType.Int32));
        Engines.ShouldReturn(() => b.Function, new byte[8], 45);
    }

    [Fact]
    public void Kernel_functions_are_called_by_name()
    {
        FunctionBuilder b = FunctionBuilder.Program();
        b.Add(new CallOperation(new KernelFunctionTarget("bpf_rcu_read_lock"), SsaType.Void, []));
        Value read = b.Load32(0);
        b.Add(new CallOperation(new KernelFunctionTarget("bpf_rcu_read_unlock"), SsaType.Void, []));
        b.Return(read);
        Engines.ShouldReturn(() => b.Function, [7, 0, 0, 0], 7);
    }

    [Fact]
    public void Global_data_is_addressed_directly()
    {
        var data = new MapSpec { Name = ".bss", Type = MapType.Array, KeySize = 4, ValueSize = 16, MaxEntries = 1 };
        FunctionBuilder b = FunctionBuilder.Program();
        var place = new MapValueAddress(data, 8);
        b.Store(MemorySize.DoubleWord, place, 0, b.Binary(BinaryOperator.Add, b.Load(SsaType.Int64, MemorySize.DoubleWord, place, 0), FunctionBuilder.I64(5)));
        b.Return(b.Load(SsaType.Int32, MemorySize.Word, place, 0));
        var module = new Module("data") { License = "GPL" };
        module.Maps.Add(data);
        module.Programs.Add(new ModuleProgram(b.Function, ProgramType.Syscall, "syscall"));
        using var runner = new Runner(ExtendedBackend.Generate(module));
        foreach (uint expected in new[] { 5u, 10u })
            runner.Run(new byte[8]).ShouldAllBe(run => run.Result == expected);
    }

    [Theory]
    [InlineData(CpuVersion.V3)]
    [InlineData(CpuVersion.V4)]
    public void Jumps_reach_as_far_as_the_code_is_long(CpuVersion version)
    {
        FunctionBuilder b = FunctionBuilder.Program();
        Block far = b.Block();
        for (int i = 0; i < 25; i++)
        {
            // Each part has its own byte that leads to the end.
            Block next = b.Block();
            b.Branch(b.Compare(Comparison.Equal, b.Load(SsaType.Int32, MemorySize.Byte, b.Context, i), FunctionBuilder.I32(1)), far, next);
            b.Current = next;
            for (int j = 0; j < 2_000; j++)
                b.Store(MemorySize.Byte, b.Context, 32 + (j % 8), FunctionBuilder.I32((uint)i));
        }

        b.Return(FunctionBuilder.I32(3));
        b.Current = far;
        b.Return(b.Load(SsaType.Int32, MemorySize.Byte, b.Context, 32));
        BpfObject compiled = Engines.Compile(b.Function, version);
        compiled.Programs[0].Instructions.Length.ShouldBeGreaterThan(50_000);
        using var runner = new Runner(compiled);
        for (int i = 0; i < 25; i += 4)
        {
            byte[] context = new byte[40];
            context[32] = 77;
            context[i] = 1;
            runner.Run(context).ShouldAllBe(run => run.Result == (i == 0 ? 77u : (uint)i - 1));
        }

        runner.Run(new byte[40]).ShouldAllBe(run => run.Result == 3);
    }

    [Fact]
    public void Lines_and_types_are_taken_by_the_kernel_and_survive_a_file()
    {
        var source = new SourceText("script.txt", "first\nsecond line\n");
        var callee = new Function("helper", SsaType.Int32, ("number", SsaType.Int32));
        callee.AddBlock().Append(new Return(callee.Parameters[0], new SourceSpan(source, 6, 6)));
        FunctionBuilder b = FunctionBuilder.Program();
        Value read = b.Add(new LoadOperation(SsaType.Int32, MemorySize.Word, b.Context, 0, location: new SourceSpan(source, 0, 5)));
        b.Return(b.Add(new CallOperation(new FunctionTarget(callee), SsaType.Int32, [read], new SourceSpan(source, 13, 4))));
        BpfObject compiled = Engines.Compile(b.Function);
        ProgramSpec program = compiled.Programs[0];
        program.Functions.Select(function => function.Name).ShouldBe(["program", "helper"]);
        program.FindLine(0)!.Value.ShouldBe(new LineInfo(0, "script.txt", 1, 1, "first"));
        program.FindLine(program.Functions[1].Instruction)!.Value.Text.ShouldBe("second line");
        program.Lines.ShouldContain(line => line.Line == 2 && line.Column == 8);
        Engines.RunAll(compiled, [9, 0, 0, 0]).ShouldAllBe(run => run.Result == 9);
        ProgramSpec read2 = BpfObject.Parse(compiled.ToElf()).Programs[0];
        read2.Instructions.ShouldBe(program.Instructions);
        read2.Lines.ShouldBe(program.Lines);
    }

    [Fact]
    public void Too_large_a_frame_is_an_error_at_its_largest_variable()
    {
        var source = new SourceText("script.txt", "let buffer[600];");
        FunctionBuilder b = FunctionBuilder.Program();
        StackSlot large = b.Function.AddSlot(600, 8, "buffer", new SourceSpan(source, 4, 6));
        b.Store(MemorySize.Byte, large, 599, b.Load32(0));
        b.Return(b.Load(SsaType.Int32, MemorySize.Byte, large, 0));
        CodeGenerationException error = Should.Throw<CodeGenerationException>(() => Engines.Compile(b.Function));
        error.Message.ShouldContain("600 bytes");
        error.Location.Start.ShouldBe(4);
    }

    [Fact]
    public void Recursion_is_an_error()
    {
        var b = new FunctionBuilder("again", SsaType.Int32, ("number", SsaType.Pointer));
        b.Return(b.Add(new CallOperation(new FunctionTarget(b.Function), SsaType.Int32, [b.Context])));
        Should.Throw<CodeGenerationException>(() => Engines.Compile(b.Function)).Message.ShouldContain("calls itself");
    }

    [Fact]
    public void Frames_that_are_active_together_share_the_limit()
    {
        Function? inner = null;
        for (int i = 0; i < 3; i++)
        {
            var b = new FunctionBuilder($"level{i}", SsaType.Int32, ("context", SsaType.Pointer));
            StackSlot buffer = b.Function.AddSlot(200, 8);
            b.Store(MemorySize.Byte, buffer, 0, b.Load32(0));
            Value result = b.Load(SsaType.Int32, MemorySize.Byte, buffer, 0);
            if (inner is not null)
                result = b.Binary(BinaryOperator.Add, result, b.Add(new CallOperation(new FunctionTarget(inner), SsaType.Int32, [b.Context])));
            b.Return(result);
            inner = b.Function;
        }

        Should.Throw<CodeGenerationException>(() => Engines.Compile(inner!)).Message.ShouldContain("together");
    }

    [Fact]
    public void What_a_version_lacks_is_an_error()
    {
        FunctionBuilder b = FunctionBuilder.Program();
        b.Return(b.Add(new AtomicAccess(AtomicOperation.FetchAdd, MemorySize.Word, b.Context, 0, FunctionBuilder.I32(1))));
        Should.Throw<CodeGenerationException>(() => Engines.Compile(b.Function, CpuVersion.V2)).Message.ShouldContain("version 3");
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        byte[] first = Engines.Compile(RandomFunctions.Make(5, CpuVersion.V3)).ToElf();
        Engines.Compile(RandomFunctions.Make(5, CpuVersion.V3)).ToElf().ShouldBe(first);
    }

    [Fact]
    public void More_values_than_registers_go_to_the_stack_and_back()
    {
        FunctionBuilder b = FunctionBuilder.Program();
        Value[] values = [.. Enumerable.Range(0, 20).Select(i => b.Load32(i * 4))];
        b.Add(new CallOperation(new HelperTarget(HelperId.KtimeGetNanoseconds), SsaType.Int64, []));
        Value sum = values[0];
        for (int i = 1; i < values.Length; i++)
            sum = b.Binary(i % 2 == 0 ? BinaryOperator.Subtract : BinaryOperator.Multiply, sum, values[i]);
        b.Return(sum);
        byte[] context = new byte[80];
        uint expected = 3;
        for (int i = 0; i < 20; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(i * 4), (uint)(i + 3));
        for (int i = 1; i < 20; i++)
            expected = i % 2 == 0 ? expected - (uint)(i + 3) : expected * (uint)(i + 3);
        Engines.ShouldReturn(() => b.Function, context, expected);
    }
}
