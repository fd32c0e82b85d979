// SPDX-License-Identifier: Apache-2.0
using FsCheck;
using FsCheck.Fluent;

namespace Hornet.Bytecode.Tests;

public sealed class RoundTripTests
{
    public static TheoryData<TextDialect, CpuVersion> Dialects => new()
    {
        { TextDialect.Llvm, CpuVersion.V1 }, { TextDialect.Llvm, CpuVersion.V4 },
        { TextDialect.Verifier, CpuVersion.V4 }, { TextDialect.Mnemonic, CpuVersion.V4 },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Every_opcode_survives_disassembly_and_assembly(TextDialect dialect, CpuVersion version)
    {
        var random = new RandomInstructions(7);
        foreach (byte opcode in RandomInstructions.KnownOpcodes)
        {
            for (int i = 0; i < 20; i++)
            {
                (Instruction first, Instruction second) = random.Valid(opcode);
                ShouldSurvive(first.IsWideLoad ? [first, second] : [first], dialect, version);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Programs_with_jumps_calls_and_damaged_slots_survive(TextDialect dialect, CpuVersion version) => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            var random = new RandomInstructions(seed);
            Instruction[] program = [.. random.ValidProgram(30), random.Any((byte)seed), .. random.ValidProgram(30)];

            // Near targets, so that many become labels.
            for (int i = 0; i < program.Length; i++)
            {
                if (program[i].IsJump && program[i].Opcode != Opcodes.JumpLong)
                    program[i] = program[i].WithOffset((short)(program[i].Offset % 40));
                else if (program[i].Opcode == Opcodes.JumpLong || program[i].IsLocalCall || program[i].IsFunctionLoad)
                    program[i] = program[i].WithImmediate(program[i].Immediate % 40);
            }

            ShouldSurvive(program, dialect, version);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Every_spelling_of_the_corpus_assembles_to_its_slots()
    {
        foreach (CorpusInstruction entry in InstructionCorpus.Instructions)
        {
            Assemble(entry.Mnemonic, TextDialect.Mnemonic).ShouldBe(entry.Slots, entry.ToString());
            if (LlvmTells(entry))
                Assemble(entry.LlvmV4, TextDialect.Llvm).ShouldBe(entry.Slots, entry.ToString());
            if (LlvmTells(entry) && entry.LlvmV1 != Disassembler.Unknown)
                Assemble(entry.LlvmV1, TextDialect.Llvm).ShouldBe(entry.Slots, entry.ToString());
            if (VerifierTells(entry))
                Assemble(entry.Verifier, TextDialect.Verifier).ShouldBe(entry.Slots, entry.ToString());
        }
    }

    /// <summary>llvm-objdump does not print the kind of a call, the upper half of a map value's address, nor the constant of an indirect packet load.</summary>
    private static bool LlvmTells(CorpusInstruction entry) =>
        !(entry.First.IsCall && !entry.First.IsHelperCall)
        && !(entry.First.IsWideLoad && entry.First.WideLoadKind != WideLoadKind.Immediate && entry.Second.Immediate != 0)
        && !(entry.First.IsPacketLoad && entry.First.MemoryMode == MemoryMode.Indirect && entry.First.Immediate != 0)
        && !entry.LlvmV1.StartsWith("lock *(u32 *)(r1 + 0x0) += r2 ", StringComparison.Ordinal)
        && !(entry.LlvmV1.StartsWith("lock", StringComparison.Ordinal) && entry.First.AtomicOperation == AtomicOperation.FetchAdd);

    /// <summary>The kernel prints wide numbers as it prints narrow ones, and of a kernel function not the BTF.</summary>
    private static bool VerifierTells(CorpusInstruction entry) =>
        !(entry.First.IsWideLoad && entry.First.WideLoadKind == WideLoadKind.Immediate) && !(entry.First.IsKernelFunctionCall && entry.First.Offset != 0)
        && !(entry.First.IsKernelFunctionCall);

    private static void ShouldSurvive(Instruction[] program, TextDialect dialect, CpuVersion version)
    {
        string text = new Disassembler(new() { Dialect = dialect, CpuVersion = version, Reassemblable = true }).Disassemble(program);
        Assemble(text, dialect).ShouldBe(program, text);
    }

    private static Instruction[] Assemble(string text, TextDialect dialect) => [.. Assembler.Assemble(text, new() { Dialect = dialect }).Instructions];
}
