// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Bytecode.Tests;

public sealed class ProgramValidatorTests
{
    [Fact]
    public void First_fault_of_the_programs_of_the_corpus()
    {
        foreach ((int number, string line) in InstructionCorpus.Lines("faults.txt"))
        {
            string[] columns = [.. line.Split('|').Select(column => column.Trim())];
            ValidationRules rules = columns[0] == "linux" ? ValidationRules.Linux : ValidationRules.Rfc9669;
            Instruction[] program = InstructionCorpus.ParseSlots(columns[1]);
            int index = int.Parse(columns[2], CultureInfo.InvariantCulture);
            InstructionFault fault = Enum.Parse<InstructionFault>(columns[3]);

            ProgramValidator.IsValid(program, rules).ShouldBe(fault == InstructionFault.None, $"faults.txt:{number}");
            if (fault == InstructionFault.None)
            {
                ProgramValidator.Diagnose(program, rules).ShouldBeEmpty($"faults.txt:{number}");
                continue;
            }

            var error = Should.Throw<InvalidInstructionException>(() => ProgramValidator.Validate(program, rules), $"faults.txt:{number}");
            (error.Index, error.Fault).ShouldBe((index, fault), $"faults.txt:{number} {error.Message}");
            ProgramValidator.Diagnose(program, rules).ShouldContain(error.Diagnostic);
        }
    }

    [Fact]
    public void Every_fault_is_in_the_corpus()
    {
        InstructionFault[] covered =
            [.. InstructionCorpus.Lines("faults.txt").Select(line => Enum.Parse<InstructionFault>(line.Text.Split('|')[3].Trim())).Distinct()];
        covered.Order().ShouldBe(Enum.GetValues<InstructionFault>().Order());
    }

    [Fact]
    public void Diagnosis_lists_all_faults_in_order_with_a_sentence_each()
    {
        Instruction[] program = InstructionCorpus.ParseSlots("00000000000000ff 0000000000070115 0000000000000bb7 00000000000000b7");
        ProgramValidator.Diagnose(program).Select(diagnostic => diagnostic.Message).ShouldBe(
        [
            "Instruction 0: no instruction has opcode 0xff.",
            "Instruction 1: the target is outside the program.",
            "Instruction 2: destination register 11 does not exist.",
            "Instruction 3: the last instruction is neither an exit nor an unconditional jump.",
        ]);
    }

    [Fact]
    public void The_error_says_what_was_done_where_and_why() =>
        Should.Throw<InvalidInstructionException>(() => ProgramValidator.Validate(InstructionCorpus.ParseSlots("0000000000000095 00000008000001d4")))
            .Message.ShouldBe("Validating a program: instruction 1: a byte-order conversion is 16, 32 or 64 bits wide, not 8.");

    [Fact]
    public void Random_valid_instructions_with_near_targets_make_valid_programs()
    {
        Instruction[] program = new RandomInstructions(21).ValidProgram(300);
        for (int i = 0; i < program.Length; i++)
        {
            if (program[i].IsLocalCall || program[i].IsFunctionLoad || program[i].Opcode == Opcodes.JumpLong)
                program[i] = program[i].WithImmediate(-1);
            else if (program[i].IsJump)
                program[i] = program[i].WithOffset(-1);
        }

        // The target of a function address is its own slot: distance -1, as for jumps.
        ProgramValidator.Diagnose([.. program, new Instruction(Opcodes.Exit)]).ShouldBeEmpty();
    }
}
