// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using static Hornet.VirtualMachines.Code;

namespace Hornet.VirtualMachines;

/// <summary>Functions that are too large for one method of the IL back end.</summary>
public sealed class IlChunkTests
{
    private static readonly byte[] Packet = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 37))];

    [Theory]
    [InlineData(6_000)]
    [InlineData(50_000)]
    public void Large_programs_are_cut_and_give_what_the_interpreter_gives(int length)
    {
        Instruction[] program = [Move(0, 7), Copy(6, 1), Move(3, 3), Move(4, -5), .. Mix(length), Exit];
        byte[] expected = [.. Packet];
        byte[] memory = [.. Packet];
        ulong result = BytecodeRunner.Run(program, expected, TestedEngines.Checked(Engine.Interpreter));
        using var runner = new BytecodeRunner(program, TestedEngines.Checked(Engine.Jit));
        runner.Run(memory).ShouldBe(result);
        memory.ShouldBe(expected);
    }

    [Fact]
    public void Registers_and_stack_variables_survive_the_way_from_part_to_part()
    {
        // A loop around more than a method holds: r7 counts, the frame has a sum in 8 bytes, a word, and bytes of a slot that are also used as one.
        Instruction[] body = [.. Mix(6_000)];
        Instruction[] program =
        [
            Copy(6, 1), Load32(6, 6, 0), Move(0, 7), Move(3, 3), Move(4, -5), Move(7, 3), Move(8, 0), Of(0x7b, 10, 8, -8), Of(0x63, 10, 8, -12), Of(0x7b, 10, 8, -24),
            .. body,
            Load64(5, 10, -8), AddRegister(5, 0), Of(0x7b, 10, 5, -8),
            Load32(5, 10, -12), Of(0x04, 5, 0, 0, 9), Of(0x63, 10, 5, -12),
            Load8(5, 10, -21), Add(5, 77), Store8(10, -21, 5),
            Add(7, -1), Of(0x15, 7, 0, 1, 0), Of(0x06, 0, 0, 0, -(body.Length + 12)),
            Load64(0, 10, -8), Load32(5, 10, -12), AddRegister(0, 5), Load64(5, 10, -24), AddRegister(0, 5), Exit,
        ];
        ulong expected = RunVerified(Engine.Interpreter, program, out _);
        RunVerified(Engine.Jit, program, out CompiledProgram? compiled).ShouldBe(expected);
        compiled!.Methods.Count.ShouldBeGreaterThan(3);
        compiled.IsChecked.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Functions_cut_into_many_methods_give_what_the_interpreter_gives(int seed)
    {
        // Three to ten instructions a method, so that loops and jumps cross from one to another.
        VirtualMachineOptions options = TestedEngines.Checked(Engine.Jit) with { LargestMethod = IlWeights.Limit / (300 * seed) };
        Instruction[] body = [.. Mix(100 + seed)];
        Instruction[] program =
        [
            Move(0, 7), Copy(6, 1), Move(3, 3), Move(4, -5), Move(7, 20),
            .. body, Of(0x7b, 10, 0, -8), CallLocal(5), Load64(5, 10, -8), AddRegister(0, 5), Add(7, -1), Of(0x55, 7, 0, -(body.Length + 6)), Exit,
            Move(0, 1), Move(2, 9), AddRegister(0, 2), Add(2, -1), Of(0x55, 2, 0, -3), Exit,
        ];
        ulong expected = BytecodeRunner.Run(program, [.. Packet], TestedEngines.Checked(Engine.Interpreter));
        BytecodeRunner.Run(program, [.. Packet], options).ShouldBe(expected);
    }

    [Fact]
    public void Compiling_takes_time_in_proportion_to_length()
    {
        Compile(1_000);
        double small = Compile(4_000) / 4_000;
        double large = Compile(64_000) / 64_000;

        // Tenfold would still be far from what a quadratic step does at sixteen times the length, on a machine that others use too.
        large.ShouldBeLessThan(Math.Max(small, 1e-6) * 10);
    }

    private static double Compile(int length)
    {
        using var machine = new VirtualMachine(new VirtualMachineOptions { Engine = Engine.Interpreter, LoadsUnverified = true, CompilesUnverified = true });
        using VirtualObject loaded = machine.Load(Object(ProgramType.SocketFilter, [Move(0, 1), Copy(6, 1), Move(3, 3), Move(4, 4), .. Arithmetic(length), Exit]));
        VirtualProgram program = loaded.Program("test");
        program.Compile(Engine.Jit);
        return program.CompileTime!.Value.TotalSeconds;
    }

    /// <summary>Arithmetic with jumps over parts of it and a store to the memory at R6 now and then; R0, R3 and R4 hold numbers.</summary>
    private static IEnumerable<Instruction> Mix(int length)
    {
        var random = new Random(length);
        for (int i = 0; i < length; i++)
        {
            yield return random.Next(12) switch
            {
                0 when i + 10 < length => Of(0xa5, 3, 0, random.Next(1, 9), random.Next()),
                1 when i + 10 < length => Of(0x6d, 0, 4, random.Next(1, 9)),
                2 => Of(0x0c, 3, 4),
                3 => Of(0x9f, 4, 3),
                4 => Of(0xdc, 0, 0, 0, 32),
                5 => Of(0x67, 3, 0, 0, random.Next(1, 64)),
                _ => Arithmetic(random),
            };
        }
    }

    private static IEnumerable<Instruction> Arithmetic(int length)
    {
        var random = new Random(length);
        for (int i = 0; i < length; i++)
        {
            yield return Arithmetic(random);
        }
    }

    private static Instruction Arithmetic(Random random) => random.Next(5) switch
    {
        0 => AddRegister(0, 3),
        1 => Of(0xa7, 3, 0, 0, random.Next()),
        2 => Of(0x2f, 4, 3),
        3 => Of(0xaf, 3, 0),
        _ => Add(4, random.Next()),
    };

    private static ulong RunVerified(Engine engine, Instruction[] program, out CompiledProgram? compiled)
    {
        using var machine = new VirtualMachine(TestedEngines.Verified(engine));
        using VirtualObject loaded = machine.Load(Object(ProgramType.SocketFilter, program));
        compiled = loaded.Program("test").Code.Compiled;
        return loaded.Programs["test"].Run(Packet).ReturnValue;
    }
}
