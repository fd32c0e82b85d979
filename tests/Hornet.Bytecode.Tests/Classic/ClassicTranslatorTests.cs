// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;

namespace Hornet.Bytecode.Tests.Classic;

public sealed class ClassicTranslatorTests
{
    [Fact]
    public void A_filter_becomes_a_socket_filter()
    {
        Instruction[] code = ClassicTranslator.Translate(ClassicText.Parse("ldh [12]\njne #0x806, drop\nret #-1\ndrop: ret #0"), out int[] starts);

        code.ShouldBe(
        [
            new Instruction(0xbf, Register.R6, Register.R1),
            new Instruction(0xb4, Register.R0),
            new Instruction(0xb4, Register.R7),
            new Instruction(0x28, immediate: 12),
            new Instruction(0x55, Register.R0, offset: 2, immediate: 0x806),
            new Instruction(0xb4, Register.R0, immediate: -1),
            new Instruction(0x95),
            new Instruction(0xb4, Register.R0),
            new Instruction(0x95),
        ]);
        starts.ShouldBe([3, 4, 5, 7]);
    }

    [Theory]
    [InlineData("ld #7 ret a", "b4 r0 r0 0 7")]
    [InlineData("ldx #7 ret a", "b4 r7 r0 0 7")]
    [InlineData("ld len ret a", "61 r0 r6 0 0")]
    [InlineData("ldx len ret a", "61 r7 r6 0 0")]
    [InlineData("ldb [x + 3] ret a", "50 r0 r7 0 3")]
    [InlineData("st M[0] ret a", "63 r10 r0 -4 0")]
    [InlineData("stx M[15] ret a", "63 r10 r7 -64 0")]
    [InlineData("st M[2] ldx M[2] ret a", "63 r10 r0 -12 0", "61 r7 r10 -12 0")]
    [InlineData("tax txa ret a", "bf r7 r0 0 0", "bf r0 r7 0 0")]
    [InlineData("add #3 ret a", "04 r0 r0 0 3")]
    [InlineData("xor x ret a", "ac r0 r7 0 0")]
    [InlineData("neg ret a", "84 r0 r0 0 0")]
    [InlineData("div x ret a", "55 r7 r0 2 0", "b4 r0 r0 0 0", "95 r0 r0 0 0", "3c r0 r7 0 0")]
    [InlineData("mod #9 ret a", "94 r0 r0 0 9")]
    [InlineData("ldx 4*([14]&0xf) ret a", "bf r7 r0 0 0", "30 r0 r0 0 14", "54 r0 r0 0 15", "64 r0 r0 0 2", "bf r2 r7 0 0", "bf r7 r0 0 0", "bf r0 r2 0 0")]
    [InlineData("ld proto ret a", "61 r0 r6 16 0", "dc r0 r0 0 16")]
    [InlineData("ld vlan_tpid ret a", "61 r0 r6 28 0", "dc r0 r0 0 16")]
    [InlineData("ld type ld mark ld queue ld vlan_avail ret a", "61 r0 r6 4 0", "61 r0 r6 8 0", "61 r0 r6 12 0", "61 r0 r6 20 0")]
    [InlineData("ld vlan_tci ld ifidx ld rxhash ret a", "61 r0 r6 24 0", "61 r0 r6 40 0", "61 r0 r6 68 0")]
    [InlineData("ld cpu ld rand ld [-4056] ret a", "85 r0 r0 0 8", "85 r0 r0 0 7", "ac r0 r7 0 0")]
    [InlineData("ldb [-1048576] ret a", "30 r0 r0 0 -1048576")]
    [InlineData("jgt #5, aa aa: ret a", "25 r0 r0 0 5")]
    [InlineData("jle #5, aa ld #1 aa: ret a", "b5 r0 r0 1 5", "b4 r0 r0 0 1")]
    [InlineData("jlt x, aa ld #1 aa: ret a", "ad r0 r7 1 0", "b4 r0 r0 0 1")]
    [InlineData("jset #4, aa, bb aa: ld #1 bb: ret a", "45 r0 r0 1 4", "05 r0 r0 1 0", "b4 r0 r0 0 1")]
    [InlineData("jeq #-1, aa, bb aa: ld #1 bb: ret a", "b4 r2 r0 0 -1", "5d r0 r2 1 0", "b4 r0 r0 0 1")]
    [InlineData("jeq #4, bb, aa st M[1] aa: ld #2 bb: ret a", "15 r0 r0 2 4", "05 r0 r0 0 0", "b4 r0 r0 0 2")]
    [InlineData("jeq #4, aa, bb aa: jmp bb ld #1 ret #7 bb: ret a", "55 r0 r0 1 4", "05 r0 r0 0 0")]
    public void Instructions_become(string source, params string[] expected)
    {
        Instruction[] code = ClassicTranslator.Translate(ClassicText.Parse(source));

        code[3..^1].Select(i => $"{i.Opcode:x2} r{(int)i.Destination} r{(int)i.Source} {i.Offset} {i.Immediate}").ShouldBe(expected);
        code[^1].ShouldBe(new Instruction(0x95));
    }

    [Theory]
    [InlineData("ld poff ret a", "poff")]
    [InlineData("ld nla ret a", "nla")]
    [InlineData("ld nlan ret a", "nlan")]
    [InlineData("tax ld hatype ret a", "hatype")]
    public void What_has_no_counterpart_is_refused(string source, string name)
    {
        var e = Should.Throw<ClassicTranslationException>(() => ClassicTranslator.Translate(ClassicText.Parse(source)));
        e.Message.ShouldContain(name);
        e.Index.ShouldBe(source.StartsWith("tax", StringComparison.Ordinal) ? 1 : 0);
    }

    [Fact]
    public void The_longest_program_of_the_longest_instructions_keeps_its_jumps()
    {
        var program = new ClassicInstruction[ClassicOpcodes.MaximumInstructions];
        Array.Fill(program, new ClassicInstruction(ClassicOpcodes.LoadXHeaderLength, 14));
        for (int i = 0; i < program.Length; i += 256)
            program[i] = new ClassicInstruction(ClassicOpcodes.JumpIfSet, 0, 255, 1);
        program[^1] = new ClassicInstruction(ClassicOpcodes.Return);
        program[^256] = new ClassicInstruction(ClassicOpcodes.JumpIfSet, 0, 254, 1);

        Instruction[] code = ClassicTranslator.Translate(program, out int[] starts);

        code[4].Offset.ShouldBe((short)(starts[256] - 5));
        code.Length.ShouldBe(3 + (16 * 2) + (4079 * 7) + 2);
    }

    [Fact]
    public void An_invalid_program_is_refused() => Should.Throw<ClassicProgramException>(() => ClassicTranslator.Translate(ClassicText.Parse("ret x")));
}
