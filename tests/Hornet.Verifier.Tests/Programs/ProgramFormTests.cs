// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification.Programs;

/// <summary>What is refused before any path is walked, and in which words.</summary>
public sealed class ProgramFormTests
{
    private static readonly Instruction Zero = new(Opcodes.Move64Immediate), Exit = new(Opcodes.Exit);

    [Fact]
    public void A_program_needs_instructions() => ProgramText.Object([]).Fault().ShouldContain("no instructions");

    [Fact]
    public void Unprivileged_programs_have_at_most_4096_instructions()
    {
        Instruction[] code = [.. Enumerable.Repeat(Zero, 4096), Exit];
        ProgramText.Object(code).Resolve().Instructions.Length.ShouldBe(4097);
        ProgramText.Object(code).Fault(new VerifierOptions { IsUnprivileged = true }).ShouldContain("at most 4096");
    }

    [Fact]
    public void Unprivileged_programs_are_socket_filters_or_of_cgroups_packets() =>
        ProgramText.Object("r0 = 0\nexit", "xdp").Fault(new VerifierOptions { IsUnprivileged = true }).ShouldContain("not for unprivileged users");

    [Fact]
    public void A_program_ends_with_an_exit_or_a_jump() => ProgramText.Object(Zero).Fault().ShouldBe("last insn is not an exit or jmp");

    [Fact]
    public void Jumps_stay_inside() => ProgramText.Object(new Instruction(Opcodes.Jump, offset: 2), Zero, Exit).Fault().ShouldBe("jump out of range from insn 0 to 3");

    [Fact]
    public void Jumps_stay_inside_their_function() =>
        ProgramText.Object("call work\ngoto end\nwork:\nr0 = 0\nend:\nexit").Fault().ShouldBe("jump out of range from insn 1 to 3");

    [Fact]
    public void Calls_lead_to_an_instruction() =>
        ProgramText.Object(new Instruction(Opcodes.Call, source: Register.R1, immediate: 7), Exit).Fault().ShouldBe("call to invalid destination");

    [Fact]
    public void Every_instruction_is_reached() => ProgramText.Object(Zero, Exit, Zero, Exit).Fault().ShouldBe("unreachable insn 2");

    [Fact]
    public void Jumps_do_not_lead_into_wide_loads()
    {
        (Instruction first, Instruction second) = Instruction.WideLoad(Register.R0, 0);
        ProgramText.Object(new Instruction(Opcodes.JumpIfEqual64Immediate, Register.R1, offset: 1), first, second, Exit).Fault().ShouldBe("jump into the middle of ldimm64 insn 1");
    }

    [Fact]
    public void Unprivileged_programs_have_no_loops()
    {
        BpfObject looping = ProgramText.Object("r0 = 0\nagain:\nr0 += 1\nif r0 < 5 goto again\nexit");
        looping.Resolve().Facts[1].Loop.ShouldNotBe(0);
        looping.Fault(new VerifierOptions { IsUnprivileged = true }).ShouldBe("back-edge from insn 2 to 1");
    }

    [Fact]
    public void Unprivileged_programs_have_one_function() =>
        ProgramText.Object("call work\nexit\nwork:\nr0 = 0\nexit").Fault(new VerifierOptions { IsUnprivileged = true })
            .ShouldBe("loading/calling other bpf or kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN");

    [Theory]
    [InlineData(0xff, "unknown opcode ff")]
    [InlineData(Opcodes.CallRegister, "unknown opcode 8d")]
    public void Instructions_exist_also_where_nothing_comes_by(byte opcode, string message) =>
        ProgramText.Object(Zero, Exit, new Instruction(opcode), Exit).Fault().ShouldBe(message);

    [Fact]
    public void Reserved_fields_are_a_fault_only_where_a_path_comes_by()
    {
        BpfObject bpfObject = ProgramText.Object(Zero, new Instruction(Opcodes.JumpIfEqual64Immediate, Register.R0, offset: 1), new Instruction(Opcodes.Add64Immediate, source: Register.R3), Exit);
        bpfObject.Resolve().Facts[2].IsMalformed.ShouldBeTrue();
        Verifier.Verify(bpfObject, bpfObject.Programs[0]).IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(Opcodes.Add64Immediate, 3, 0, 0, "BPF_ALU uses reserved fields")]
    [InlineData(Opcodes.Move64Register, 0, 3, 0, "BPF_MOV uses reserved fields")]
    [InlineData(Opcodes.Negate64, 0, 0, 1, "BPF_NEG uses reserved fields")]
    [InlineData(Opcodes.ByteSwap, 0, 0, 8, "BPF_END uses reserved fields")]
    [InlineData(Opcodes.Exit, 0, 0, 1, "BPF_EXIT uses reserved fields")]
    [InlineData(Opcodes.Jump, 0, 0, 1, "BPF_JA uses reserved fields")]
    [InlineData(Opcodes.MayJump, 0, 0, 1, "invalid may_goto imm 1")]
    [InlineData(Opcodes.Call, 5, 0, 1, "BPF_CALL uses reserved fields")]
    [InlineData(Opcodes.StoreWordImmediate, 1, 0, 0, "BPF_ST uses reserved fields")]
    [InlineData(Opcodes.StoreWordRegister, 1, 0, 1, "BPF_STX uses reserved fields")]
    [InlineData(Opcodes.JumpIfEqual64Immediate, 1, 0, 0, "BPF_JMP/JMP32 uses reserved fields")]
    [InlineData(Opcodes.LoadImmediate64, 0, 1, 0, "BPF_LD_IMM64 uses reserved fields")]
    public void Faults_of_fields_have_the_kernels_words(byte opcode, int source, short offset, int immediate, string message) =>
        InstructionRules.Fault(new Instruction(opcode, Register.R0, (Register)source, offset, immediate), hasArena: false).ShouldBe(message);

    [Theory]
    [InlineData("GPL", true)]
    [InlineData("Dual BSD/GPL", true)]
    [InlineData("GPL v2", true)]
    [InlineData("GPLv2", false)]
    [InlineData("MIT", false)]
    [InlineData("", false)]
    public void Some_licences_are_compatible_with_the_GPL(string license, bool isCompatible) =>
        ProgramText.Object("r0 = 0\nexit", license: license).Resolve().IsGplCompatible.ShouldBe(isCompatible);
}
