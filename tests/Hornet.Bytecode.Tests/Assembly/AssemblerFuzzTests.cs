// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace Hornet.Bytecode.Tests;

public sealed class AssemblerFuzzTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    private static readonly string[] Pieces =
    [
        " ", "\n", ";", ":", ",", "(", ")", "[", "]", "<", ">", "*", "+", "-", "#", "%", "=", "\"", "/*", "*/", "//", "ll", "goto", "if", "r1", "w1", "0x",
        "-0x8000000000000000", "18446744073709551615", "99999999999999999999", "1f", "1b", "call", "lock", "s>>=", "u64", "map", "\0", "\u00e9",
    ];

    [Theory]
    [InlineData(TextDialect.Llvm)]
    [InlineData(TextDialect.Verifier)]
    [InlineData(TextDialect.Mnemonic)]
    public void Mutated_text_assembles_or_is_refused_with_a_place_in_it(TextDialect dialect)
    {
        string[] seeds =
        [
            .. InstructionCorpus.Instructions.Select(entry => dialect switch
            {
                TextDialect.Llvm => entry.LlvmV4,
                TextDialect.Verifier => entry.Verifier,
                _ => entry.Mnemonic,
            }),
            .. InstructionCorpus.Lines("assembly.txt").Select(line => line.Text.Split(" | ")[1].Replace("\\n", "\n", StringComparison.Ordinal)),
        ];
        var random = new Random(11);
        var clock = Stopwatch.StartNew();
        int refused = 0;
        while (clock.Elapsed < Budget)
        {
            string text = Mutate(string.Join('\n', random.GetItems(seeds, 3)), random);
            try
            {
                AssembledProgram program = Assembler.Assemble(text, new() { Dialect = dialect });
                program.Lines.Length.ShouldBe(program.Instructions.Length);
            }
            catch (AssemblyException error)
            {
                refused++;
                string[] lines = text.ReplaceLineEndings("\n").Split('\n');
                error.Line.ShouldBeInRange(1, lines.Length, text);
                error.Column.ShouldBeInRange(1, lines[error.Line - 1].Length + 1, text);
            }
        }

        refused.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Random_slots_are_disassembled_described_and_validated_without_failing()
    {
        var random = new Random(12);
        var bytes = new byte[64 * Instruction.SizeInBytes];
        Disassembler[] disassemblers =
        [
            .. from dialect in Enum.GetValues<TextDialect>()
               from reassemblable in new[] { false, true }
               select new Disassembler(new() { Dialect = dialect, Reassemblable = reassemblable }),
        ];
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Budget)
        {
            random.NextBytes(bytes);
            Instruction[] program = [.. BytecodeDecoder.Decode(bytes)];
            foreach (Disassembler disassembler in disassemblers)
                disassembler.Disassemble(program).Split('\n').Length.ShouldBeGreaterThan(32);
            bool isValid = ProgramValidator.IsValid(program);
            ProgramValidator.Diagnose(program, ValidationRules.Linux).All(fault => fault.Index < program.Length).ShouldBeTrue();
            ProgramValidator.Diagnose(program).IsEmpty.ShouldBe(isValid);
            foreach (Instruction instruction in program.Where(InstructionSet.IsValid))
                InstructionSet.Describe(instruction).Mnemonic.ShouldNotBeEmpty();
        }
    }

    private static string Mutate(string text, Random random)
    {
        for (int count = random.Next(1, 4); count > 0; count--)
        {
            int at = random.Next(text.Length + 1);
            int length = Math.Min(random.Next(6), text.Length - at);
            text = random.Next(3) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
            };
        }

        return text;
    }
}
