// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Hornet.Tests;
using static Hornet.Bytecode.Register;

namespace Hornet.Bytecode.Tests;

public sealed partial class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(TestFiles.InRepository("docs", "bytecode.md"));

    [Fact]
    public void Assembly_examples_assemble_to_valid_programs()
    {
        AssembledProgram[] programs = [.. Examples().Matches(Page).Select(match => Assembler.Assemble(match.Groups[1].Value))];
        programs.Length.ShouldBe(2);
        foreach (AssembledProgram program in programs)
            ProgramValidator.Diagnose(program.Instructions.AsSpan(), ValidationRules.Linux).ShouldBeEmpty();
        programs[0].References.ShouldBe(
        [
            new PendingReference(1, PendingReferenceKind.Map, "counts"), new PendingReference(6, PendingReferenceKind.Function, "bpf_map_lookup_elem"),
        ]);
        programs[1].References.ShouldBeEmpty();
    }

    [Fact]
    public void The_example_of_the_builder_builds()
    {
        AssembledProgram program = new BpfAssembler()
            .Mov(R0, 2)
            .Load(MemorySize.Word, R2, R1, 4)
            .JumpIf(R2, JumpOperation.NotEqual, 0, "out")
            .LoadMap(R1, "counts")
            .Mov(R0, 1)
            .Label("out")
            .Exit()
            .Build();
        ProgramValidator.IsValid(program.Instructions.AsSpan(), ValidationRules.Linux).ShouldBeTrue();
        program.References.ShouldBe([new PendingReference(3, PendingReferenceKind.Map, "counts")]);
    }

    [GeneratedRegex("```asm\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();
}
