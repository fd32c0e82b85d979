// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Tests;

public sealed class InstructionSetTests
{
    [Fact]
    public void Every_instruction_of_the_corpus_is_valid()
    {
        foreach (CorpusInstruction entry in InstructionCorpus.Instructions)
            InstructionSet.Check(entry.First).ShouldBe(InstructionFault.None, entry.ToString());
    }

    [Fact]
    public void Every_opcode_is_in_the_corpus()
    {
        byte[] covered = [.. InstructionCorpus.Instructions.Select(entry => entry.First.Opcode).Distinct().Order()];
        RandomInstructions.KnownOpcodes.Order().ShouldBe(covered);
    }

    [Fact]
    public void Every_opcode_constant_is_an_opcode_and_every_opcode_has_one()
    {
        // The five masks are not opcodes.
        byte[] constants =
        [
            .. typeof(Opcodes).GetFields()
                .Where(field => !field.Name.EndsWith("Mask", StringComparison.Ordinal) && field.Name != nameof(Opcodes.SourceRegister))
                .Select(field => (byte)field.GetRawConstantValue()!),
        ];
        constants.Order().ShouldBe(RandomInstructions.KnownOpcodes.Order());
    }

    [Fact]
    public void Conformance_group_and_version_are_those_of_the_corpus()
    {
        foreach (CorpusInstruction entry in InstructionCorpus.Instructions)
        {
            InstructionInfo info = InstructionSet.Describe(entry.First);
            TextOf(info.Group).ShouldBe(entry.Group, entry.ToString());
            info.Version.ToString().ToLowerInvariant().ShouldBe(entry.Version, entry.ToString());
        }
    }

    [Fact]
    public void Mnemonic_begins_the_text_of_the_mnemonic_dialect()
    {
        foreach (CorpusInstruction entry in InstructionCorpus.Instructions)
            (entry.Mnemonic + " ").ShouldStartWith(InstructionSet.Describe(entry.First).Mnemonic + " ", Case.Sensitive, entry.ToString());
    }

    [Theory]
    [InlineData("w1 += w2", "R1, R2", "R1")]
    [InlineData("r1 = r2", "R2", "R1")]
    [InlineData("r3 = 5", "0", "R3")]
    [InlineData("r3 = be16 r3", "R3", "R3")]
    [InlineData("if r3 > r4 goto +0", "R3, R4", "0")]
    [InlineData("goto +0", "0", "0")]
    [InlineData("r1 = *(u8 *)(r2 + 0)", "R2", "R1")]
    [InlineData("*(u8 *)(r1 + 0) = r2", "R1, R2", "0")]
    [InlineData("*(u8 *)(r1 + 0) = 2", "R1", "0")]
    [InlineData("lock *(u64 *)(r1 + 0) += r2", "R1, R2", "0")]
    [InlineData("r2 = atomic_fetch_add((u64 *)(r1 + 0), r2)", "R1, R2", "R2")]
    [InlineData("r0 = cmpxchg_64(r1 + 0, r0, r2)", "R0, R1, R2", "R0")]
    [InlineData("r1 = load_acquire((u64 *)(r2 + 0))", "R2", "R1")]
    [InlineData("store_release((u64 *)(r1 + 0), r2)", "R1, R2", "0")]
    [InlineData("call 1", "R1, R2, R3, R4, R5", "R0, R1, R2, R3, R4, R5")]
    [InlineData("callx r6", "R1, R2, R3, R4, R5, R6", "R0, R1, R2, R3, R4, R5")]
    [InlineData("exit", "R0", "0")]
    [InlineData("r0 = *(u8 *)skb[r7]", "R6, R7", "R0, R1, R2, R3, R4, R5")]
    [InlineData("r9 = 5 ll", "0", "R9")]
    public void Registers_read_and_written(string text, string reads, string writes)
    {
        InstructionInfo info = InstructionSet.Describe(Assembler.Assemble(text, new() { Dialect = TextDialect.Llvm }).Instructions[0]);
        info.Reads.ShouldBe(Enum.Parse<RegisterSet>(reads));
        info.Writes.ShouldBe(Enum.Parse<RegisterSet>(writes));
    }

    [Theory]
    [InlineData("r1 = *(u16 *)(r2 + 0)", 2, true, false)]
    [InlineData("*(u64 *)(r1 + 0) = 2", 8, false, true)]
    [InlineData("lock *(u32 *)(r1 + 0) += r2", 4, true, true)]
    [InlineData("w1 = load_acquire((u8 *)(r2 + 0))", 1, true, false)]
    [InlineData("store_release((u8 *)(r1 + 0), w2)", 1, false, true)]
    [InlineData("r0 = *(u32 *)skb[0]", 4, true, false)]
    [InlineData("r1 = r2", 0, false, false)]
    [InlineData("r1 = 5 ll", 0, false, false)]
    public void Memory_accessed(string text, int size, bool reads, bool writes)
    {
        InstructionInfo info = InstructionSet.Describe(Assembler.Assemble(text, new() { Dialect = TextDialect.Llvm }).Instructions[0]);
        (info.AccessSize, info.ReadsMemory, info.WritesMemory).ShouldBe((size, reads, writes));
    }

    [Theory]
    [InlineData("goto +0", ControlFlow.Jump)]
    [InlineData("gotol +0", ControlFlow.Jump)]
    [InlineData("may_goto +0", ControlFlow.ConditionalJump)]
    [InlineData("if w1 < 5 goto +0", ControlFlow.ConditionalJump)]
    [InlineData("call 5", ControlFlow.Call)]
    [InlineData("callx r1", ControlFlow.Call)]
    [InlineData("exit", ControlFlow.Exit)]
    [InlineData("r1 = 1", ControlFlow.Next)]
    public void Flow_of_control(string text, ControlFlow flow) =>
        InstructionSet.Describe(Assembler.Assemble(text, new() { Dialect = TextDialect.Llvm }).Instructions[0]).Flow.ShouldBe(flow);

    [Fact]
    public void Describing_an_invalid_instruction_is_refused() =>
        Should.Throw<ArgumentException>(() => InstructionSet.Describe(new Instruction(0xff))).Message.ShouldContain("0xff");

    private static string TextOf(ConformanceGroup group) => group switch
    {
        ConformanceGroup.DivideMultiply32 => "divmul32",
        ConformanceGroup.DivideMultiply64 => "divmul64",
        _ => group.ToString().ToLowerInvariant(),
    };
}
