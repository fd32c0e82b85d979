// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode.Classic;

namespace Hornet.Bytecode.Tests.Classic;

public sealed class ClassicValidatorTests
{
    [Theory]
    [InlineData("", 0, ClassicFault.Empty)]
    [InlineData("ld [0]", 0, ClassicFault.NoReturnAtEnd)]
    [InlineData("ret #0 tax", 1, ClassicFault.NoReturnAtEnd)]
    [InlineData("ret x", 0, ClassicFault.UnknownCode)]
    [InlineData("div #0 ret a", 0, ClassicFault.DivisionByZero)]
    [InlineData("tax mod #0 ret a", 1, ClassicFault.DivisionByZero)]
    [InlineData("lsh #32 ret a", 0, ClassicFault.ShiftTooLarge)]
    [InlineData("rsh #-1 ret a", 0, ClassicFault.ShiftTooLarge)]
    [InlineData("st M[16] ret a", 0, ClassicFault.MemoryIndex)]
    [InlineData("ldx M[-1] ret a", 0, ClassicFault.MemoryIndex)]
    [InlineData("ld [-4] ret a", 0, ClassicFault.UnknownExtension)]
    [InlineData("ldb [-4095] ret a", 0, ClassicFault.UnknownExtension)]
    [InlineData("ld [-4032] ret a", 0, ClassicFault.UnknownExtension)]
    [InlineData("ld M[0] ret a", 0, ClassicFault.UninitialisedMemory)]
    [InlineData("jeq #0, some, none some: st M[1] none: ldx M[1] ret a", 2, ClassicFault.UninitialisedMemory)]
    [InlineData("st M[1] jmp over st M[2] over: ldx M[2] ret a", 3, ClassicFault.UninitialisedMemory)]
    [InlineData("back: tax jmp back ret a", 1, ClassicFault.JumpOutOfRange)]
    public void A_broken_rule_is_named_with_its_instruction(string source, int index, ClassicFault fault)
    {
        var e = Should.Throw<ClassicProgramException>(() => ClassicValidator.Validate(ClassicText.Parse(source, ClassicTextFormat.Assembly)));
        (e.Index, e.Fault).ShouldBe((index, fault), e.Message);
        e.Message.ShouldStartWith($"Checking a classic BPF program: at instruction {index},");
    }

    [Theory]
    [InlineData("ret #0")]
    [InlineData("lsh #31 div #1 ret a")]
    [InlineData("st M[15] ldx M[15] ret a")]
    [InlineData("jeq #0, aa, bb aa: st M[1] jmp both bb: st M[1] both: ldx M[1] ret a")]
    [InlineData("ld [-1048576] ld [-2097152] ld [x + -4] ld proto ld vlan_tpid ret a")]
    [InlineData("ret #0 ld M[3] ret a", ClassicFault.UninitialisedMemory)]
    public void Valid_programs_pass(string source, ClassicFault? fault = null)
    {
        bool valid = ClassicValidator.TryValidate(ClassicText.Parse(source), out ClassicProgramException? error);
        valid.ShouldBe(fault is null);
        (error?.Fault).ShouldBe(fault);
    }

    [Fact]
    public void Jumps_to_the_end_are_out_of_range()
    {
        foreach (ClassicInstruction jump in (ClassicInstruction[])[new(0x05, 1), new(0x15, 1, 0, 0), new(0x15, 0, 1, 0), new(0x05, uint.MaxValue)])
        {
            ClassicValidator.TryValidate([jump, new ClassicInstruction(0x06)], out ClassicProgramException? error).ShouldBeFalse();
            error.Fault.ShouldBe(ClassicFault.JumpOutOfRange);
        }
    }

    [Fact]
    public void Linux_takes_4096_instructions_and_libpcap_more()
    {
        var program = new ClassicInstruction[4097];
        Array.Fill(program, new ClassicInstruction(ClassicOpcodes.Return));

        ClassicValidator.TryValidate(program.AsSpan(1), out _).ShouldBeTrue();
        ClassicValidator.TryValidate(program, out ClassicProgramException? error).ShouldBeFalse();
        error.Fault.ShouldBe(ClassicFault.TooLong);
        ClassicValidator.TryValidate(program, out _, ClassicSemantics.Libpcap).ShouldBeTrue();
    }

    [Theory]
    [InlineData("tax back: tax jmp back ret a", null)]
    [InlineData("tax self: jmp self ret a", ClassicFault.EndlessLoop)]
    [InlineData("ld M[0] ret a", null)]
    [InlineData("ld [-4] ret a", null)]
    [InlineData("st M[16] ret a", ClassicFault.MemoryIndex)]
    [InlineData("ret x", ClassicFault.UnknownCode)]
    public void Libpcap_has_rules_of_its_own(string source, ClassicFault? fault)
    {
        ClassicValidator.TryValidate(ClassicText.Parse(source), out ClassicProgramException? error, ClassicSemantics.Libpcap).ShouldBe(fault is null);
        (error?.Fault).ShouldBe(fault);
    }
}
