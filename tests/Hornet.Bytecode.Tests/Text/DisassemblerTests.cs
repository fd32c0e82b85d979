// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Tests;

public sealed class DisassemblerTests
{
    private static readonly string[] HelperNames = ["unspec", "bpf_map_lookup_elem", "bpf_map_update_elem"];

    [Fact]
    public void Llvm_dialect_spells_every_instruction_of_the_corpus() =>
        ShouldSpell(new DisassemblerOptions { CpuVersion = CpuVersion.V4 }, entry => entry.LlvmV4);

    [Fact]
    public void Llvm_dialect_for_v1_names_narrow_memory_operands_r() => ShouldSpell(
        new DisassemblerOptions { CpuVersion = CpuVersion.V1, IsListing = true },
        entry => entry.LlvmV1,
        entry => !entry.LlvmV4.Contains("load_acquire", StringComparison.Ordinal));

    [Fact]
    public void Verifier_dialect_spells_every_instruction_of_the_corpus() =>
        ShouldSpell(new DisassemblerOptions { Dialect = TextDialect.Verifier }, entry => entry.Verifier);

    [Fact]
    public void Mnemonic_dialect_spells_every_instruction_of_the_corpus() =>
        ShouldSpell(new DisassemblerOptions { Dialect = TextDialect.Mnemonic }, entry => entry.Mnemonic);

    [Fact]
    public void Names_of_helpers_are_printed_where_the_dialect_has_them()
    {
        var call = new Instruction(Opcodes.Call, immediate: 1);
        Func<int, string?> names = number => number < HelperNames.Length ? HelperNames[number] : null;
        new Disassembler(new() { Dialect = TextDialect.Verifier, HelperName = names }).Format(call).ShouldBe("call bpf_map_lookup_elem#1");
        new Disassembler(new() { Dialect = TextDialect.Mnemonic, HelperName = names }).Format(call).ShouldBe("call bpf_map_lookup_elem");
        new Disassembler(new() { HelperName = names }).Format(call).ShouldBe("call 0x1");
        new Disassembler(new() { Dialect = TextDialect.Verifier, HelperName = names }).Format(call.WithImmediate(99)).ShouldBe("call unknown#99");
    }

    [Theory]
    [InlineData(TextDialect.Llvm, "r1 = map_by_fd(counts) ll", "call kernel-function bpf_rcu_read_lock")]
    [InlineData(TextDialect.Verifier, "r1 = map_by_fd(counts)", "call kernel-function bpf_rcu_read_lock")]
    [InlineData(TextDialect.Mnemonic, "lddw %r1, map_by_fd(counts)", "call runtime bpf_rcu_read_lock")]
    public void References_are_printed_by_name(TextDialect dialect, string load, string call)
    {
        AssembledProgram program = new BpfAssembler().LoadMap(Register.R1, "counts").CallKernelFunction("bpf_rcu_read_lock").Build();
        var disassembler = new Disassembler(new()
        {
            Dialect = dialect,
            Reassemblable = dialect == TextDialect.Llvm,
            References = program.References.ToDictionary(reference => reference.Instruction),
        });
        disassembler.Disassemble(program.Instructions.AsSpan()).ShouldBe($"{load}\n{call}\n");
    }

    [Fact]
    public void Text_for_the_assembler_has_labels_for_jumps_and_functions()
    {
        Instruction[] program = InstructionCorpus.ParseSlots("0000000000020115 0000000100001085 0000000000000095 0000000000000095");
        new Disassembler(new() { Reassemblable = true }).Disassemble(program).ShouldBe(
            """
            if r1 == 0x0 goto f1
            call f1
            exit
            f1:
            exit

            """);
    }

    [Theory]
    [InlineData("00000000000000ff", "<unknown>", ".8byte 0x00000000000000ff")]
    [InlineData("0000000500012195", "<unknown>", ".8byte 0x0000000500012195")]
    [InlineData("0000000000000018", "<unknown>", ".8byte 0x0000000000000018")]
    [InlineData("0000000500002107", "r1 += 0x5", ".8byte 0x0000000500002107")]
    public void Slots_that_are_no_valid_instruction_keep_their_bits(string bits, string plain, string reassemblable)
    {
        Instruction[] program = InstructionCorpus.ParseSlots(bits);
        new Disassembler().Disassemble(program).ShouldBe(plain + "\n");
        new Disassembler(new() { Reassemblable = true }).Disassemble(program).ShouldBe(reassemblable + "\n");
    }

    private static void ShouldSpell(
        DisassemblerOptions options, Func<CorpusInstruction, string> expected, Func<CorpusInstruction, bool>? where = null)
    {
        var disassembler = new Disassembler(options);
        CorpusInstruction[] entries = [.. InstructionCorpus.Instructions.Where(where ?? (_ => true))];
        entries.Length.ShouldBeGreaterThan(290);
        foreach (CorpusInstruction entry in entries)
            disassembler.Format(entry.First, entry.Second).ShouldBe(expected(entry), entry.ToString());
    }
}
