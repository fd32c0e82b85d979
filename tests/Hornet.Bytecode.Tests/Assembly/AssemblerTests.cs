// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Tests;

namespace Hornet.Bytecode.Tests;

public sealed class AssemblerTests
{
    [Fact]
    public void Spellings_of_the_corpus_assemble_to_their_slots()
    {
        foreach ((int number, string line) in InstructionCorpus.Lines("assembly.txt"))
        {
            string[] columns = line.Split(" | ");
            if (columns[2] == "error")
                Should.Throw<AssemblyException>(() => Assemble(columns[0], columns[1]), $"assembly.txt:{number}");
            else
                InstructionCorpus.Print(Assemble(columns[0], columns[1]).Instructions).ShouldBe(columns[2], $"assembly.txt:{number} {columns[1]}");
        }
    }

    [Fact]
    public void Errors_point_at_the_word()
    {
        foreach ((int number, string line) in InstructionCorpus.Lines("errors.txt"))
        {
            string[] columns = line.Split(" | ");
            var error = Should.Throw<AssemblyException>(() => Assemble(columns[0], columns[1]), $"errors.txt:{number}");
            $"{error.Line}:{error.Column}".ShouldBe(columns[2], $"errors.txt:{number} {error.Message}");
            error.Message.ShouldContain(columns[3], Case.Sensitive, $"errors.txt:{number}");
        }
    }

    [Theory]
    [InlineData("r1 = counts ll", PendingReferenceKind.Symbol, "counts", 0, "0000000000000118 0000000000000000")]
    [InlineData("r1 = globals+16 ll", PendingReferenceKind.Symbol, "globals", 16, "0000000000000118 0000001000000000")]
    [InlineData("r1 = map[counts] ll", PendingReferenceKind.Map, "counts", 0, "0000000000001118 0000000000000000")]
    [InlineData("r1 = map[counts][0]+8 ll", PendingReferenceKind.MapValue, "counts", 8, "0000000000002118 0000000800000000")]
    [InlineData("r1 = map_by_fd(counts) ll", PendingReferenceKind.Map, "counts", 0, "0000000000001118 0000000000000000")]
    [InlineData("r1 = map_val(map_by_fd(counts))+8 ll", PendingReferenceKind.MapValue, "counts", 8, "0000000000002118 0000000800000000")]
    [InlineData("r1 = var_addr(runqueues) ll", PendingReferenceKind.KernelVariable, "runqueues", 0, "0000000000003118 0000000000000000")]
    [InlineData("call bpf_map_lookup_elem", PendingReferenceKind.Function, "bpf_map_lookup_elem", 0, "0000000000000085")]
    [InlineData("call kernel-function bpf_rcu_read_lock", PendingReferenceKind.KernelFunction, "bpf_rcu_read_lock", 0, "0000000000002085")]
    [InlineData("lddw %r1, map_by_fd(array_map)", PendingReferenceKind.Map, "array_map", 0, "0000000000001118 0000000000000000")]
    [InlineData("lddw %r1, counts", PendingReferenceKind.Symbol, "counts", 0, "0000000000000118 0000000000000000")]
    [InlineData("call bpf_ktime_get_ns\nja exit", PendingReferenceKind.Function, "bpf_ktime_get_ns", 0, "0000000000000085 0000000000000005")]
    [InlineData("call helper bpf_ktime_get_ns", PendingReferenceKind.Helper, "bpf_ktime_get_ns", 0, "0000000000000085")]
    [InlineData("call runtime bpf_rcu_read_lock", PendingReferenceKind.KernelFunction, "bpf_rcu_read_lock", 0, "0000000000002085")]
    public void Names_the_text_does_not_define_become_references(string text, PendingReferenceKind kind, string name, int addend, string slots)
    {
        TextDialect dialect = text.Contains('%') || text.Contains("ja ", StringComparison.Ordinal) || text.Contains("call helper", StringComparison.Ordinal)
            || text.Contains("runtime", StringComparison.Ordinal) ? TextDialect.Mnemonic : TextDialect.Llvm;
        AssembledProgram program = Assembler.Assemble(text + "\nexit", new() { Dialect = dialect });
        program.References.ShouldBe([new PendingReference(0, kind, name, addend)]);
        InstructionCorpus.Print(program.Instructions).ShouldBe(slots + " 0000000000000095");
    }

    [Theory]
    [InlineData("call bpf_map_lookup_elem")]
    [InlineData("call helper bpf_map_lookup_elem")]
    public void Helpers_are_found_by_name_when_their_numbers_are_given(string text)
    {
        TextDialect dialect = text.Contains("helper b", StringComparison.Ordinal) ? TextDialect.Mnemonic : TextDialect.Llvm;
        AssembledProgram program = Assembler.Assemble(
            text, new() { Dialect = dialect, HelperNumber = name => name == "bpf_map_lookup_elem" ? 1 : null });
        program.References.ShouldBeEmpty();
        InstructionCorpus.Print(program.Instructions).ShouldBe("0000000100000085");
    }

    [Fact]
    public void A_function_of_the_program_goes_before_a_helper_of_the_same_name()
    {
        AssembledProgram program = Assembler.Assemble("r0 = 0; call f; exit; f: exit", new() { HelperNumber = _ => 1 });
        program.Instructions[1].ShouldBe(new Instruction(Opcodes.Call, source: (Register)CallKind.Local, immediate: 1));
    }

    [Fact]
    public void A_numbered_call_of_no_helper_in_a_log_is_one_of_a_kernel_function()
    {
        var options = new AssemblerOptions { Dialect = TextDialect.Verifier, HelperNumber = name => name == "bpf_redirect" ? 23 : null };
        Assembler.Assemble("call bpf_redirect#23", options).Instructions[0].CallKind.ShouldBe(CallKind.Helper);
        Assembler.Assemble("call bpf_rcu_read_lock#93012", options).Instructions[0].CallKind.ShouldBe(CallKind.KernelFunction);
    }

    [Fact]
    public void Labels_and_lines_tell_where_slots_come_from()
    {
        AssembledProgram program = Assembler.Assemble("main:\n  r1 = 5 ll\n\nout: exit\nend:");
        program.Labels.ShouldBe(
            ImmutableDictionary<string, int>.Empty.Add("main", 0).Add("out", 2).Add("end", 3), ignoreOrder: true);
        program.Lines.ShouldBe([2, 2, 4]);
    }

    [Theory]
    [InlineData("r0 = 0\nexit", TextDialect.Llvm)]
    [InlineData("goto +0", TextDialect.Llvm)]
    [InlineData("mov %r0, 0 # r0 = 0\nexit", TextDialect.Mnemonic)]
    [InlineData("mov %r0, 0 ; r0 = 0\nexit // x = y", TextDialect.Mnemonic)]
    [InlineData("/* r0 = 0 */ exit", TextDialect.Mnemonic)]
    [InlineData("my_goto: ja my_goto", TextDialect.Mnemonic)]
    [InlineData("if r1 > 5 goto +0", TextDialect.Llvm)]
    public void Dialect_is_told_from_the_text(string text, TextDialect dialect) => Assembler.DetectDialect(text).ShouldBe(dialect);

    [Fact]
    public void A_conditional_jump_reaches_32767_slots_and_not_one_more()
    {
        string ahead = string.Concat(Enumerable.Repeat("r0 = 0\n", 32767));
        Assembler.Assemble($"if r1 == 0 goto l\n{ahead}l: exit").Instructions[0].Offset.ShouldBe(short.MaxValue);
        Should.Throw<AssemblyException>(() => Assembler.Assemble($"if r1 == 0 goto l\nr0 = 0\n{ahead}l: exit")).Message.ShouldContain("32768 slots away");
        Assembler.Assemble($"gotol l\nr0 = 0\n{ahead}l: exit").Instructions[0].Immediate.ShouldBe(32768);
    }

    [Fact]
    public void A_label_defined_over_and_over_leads_to_the_nearest()
    {
        string text = string.Concat(Enumerable.Repeat("1: gotol 1b; gotol 1f\n", 100_000)) + "1: exit";
        AssembledProgram program = Assembler.Assemble(text);
        program.Instructions[199_998].Immediate.ShouldBe(-1);
        program.Instructions[199_999].Immediate.ShouldBe(0);
    }

    [ToolFact(Llvm.Assembler, "llvm-objcopy-19")]
    public void Texts_that_llvm_prints_assemble_to_the_same_bytes_as_by_llvm()
    {
        // Without what LLVM 19 cannot assemble: operations it does not know, and what it prints but does not read.
        string[] texts =
        [
            .. InstructionCorpus.Instructions
                .Where(entry => entry.Group != "extension" || entry.LlvmV4.StartsWith("may_goto", StringComparison.Ordinal))
                .Where(entry => entry.First.Opcode != Opcodes.JumpLong)
                .Where(entry => !entry.First.IsCall || entry.First.IsHelperCall)
                .Where(entry => !entry.First.IsWideLoad || entry.First.WideLoadKind == WideLoadKind.Immediate)
                .Select(entry => entry.LlvmV4),
        ];
        texts.Length.ShouldBeGreaterThan(250);
        string text = string.Join('\n', texts) + "\n";
        BytecodeEncoder.Encode(Assembler.Assemble(text).Instructions.AsSpan()).ShouldBe(Llvm.Assemble(text));
        BytecodeEncoder.Encode(Assembler.Assemble(text).Instructions.AsSpan(), bigEndian: true).ShouldBe(Llvm.Assemble(text, bigEndian: true));
    }

    private static AssembledProgram Assemble(string dialect, string text) => Assembler.Assemble(
        text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal),
        new() { Dialect = dialect == "c" ? TextDialect.Llvm : TextDialect.Mnemonic });
}
