// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

public sealed class KernelProgramTests
{
    private static readonly Instruction Exit = new(0x95);

    [KernelFact]
    public void A_program_is_loaded_and_run()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.SocketFilter, [Move(Register.R0, 42), Exit], new ProgramLoadOptions { Name = "answer" });
        TestRunResult result = program.TestRun(new TestRunInput { Data = new byte[64], Repeat = 10 });
        result.ReturnValue.ShouldBe(42u);
        result.Data.Length.ShouldBe(64);
        KernelProgramInfo info = program.GetInfo();
        (info.Type, info.Name, info.TranslatedLength, info.IsGplCompatible).ShouldBe((ProgramType.SocketFilter, "answer", 16, true));
    }

    [KernelFact]
    public void A_refused_program_brings_the_verifiers_log()
    {
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(
            () => KernelProgram.Load(ProgramType.Xdp, [Exit], new ProgramLoadOptions { Name = "bad" }));
        refusal.Command.ShouldBe(BpfCommand.ProgramLoad);
        refusal.Log.ShouldContain("R0 !read_ok");
        refusal.Message.ShouldStartWith("loading the xdp program \"bad\": bpf(prog_load) failed with EACCES");
    }

    [KernelFact]
    public void The_log_of_an_accepted_program_is_there_when_asked_for()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.Xdp, [Move(Register.R0, 2), Exit], new ProgramLoadOptions { LogLevel = 2 });
        program.Log.ShouldContain("r0 = 2");
    }

    [KernelFact]
    public void A_log_that_does_not_fit_does_not_refuse_the_program()
    {
        Instruction[] longProgram = [.. Enumerable.Repeat(Move(Register.R0, 2), 500), Exit];
        using KernelProgram program = KernelProgram.Load(ProgramType.Xdp, longProgram, new ProgramLoadOptions { LogLevel = 2, LogSize = 256 });
        program.Log.ShouldNotBeEmpty();
        program.Log.Length.ShouldBeLessThan(300);
    }

    [KernelFact]
    public void A_syscall_program_gets_its_context_back()
    {
        // *(u64 *)(r1 + 8) = 7; r0 = 0
        using KernelProgram program = KernelProgram.Load(ProgramType.Syscall, [new Instruction(0x7a, Register.R1, offset: 8, immediate: 7), Move(Register.R0, 0), Exit],
            new ProgramLoadOptions { Flags = ProgramLoadFlags.Sleepable });
        TestRunResult result = program.TestRun(new TestRunInput { Context = new byte[16] });
        result.Context.ToArray().ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0]);
    }

    [KernelFact]
    public void Programs_of_other_types_cannot_be_test_run()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.Kprobe, [Move(Register.R0, 0), Exit]);
        Should.Throw<BpfSyscallException>(() => program.TestRun(new TestRunInput())).LikelyCause.ShouldContain("cannot be run for a test");
    }

    [KernelFact]
    public void Broken_type_information_is_refused()
    {
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => KernelBtf.Load(new byte[24]));
        refusal.Command.ShouldBe(BpfCommand.BtfLoad);
        refusal.Errno.ShouldBe(22);
    }

    [KernelFact]
    public void Types_that_were_built_are_taken_by_the_kernel()
    {
        BtfBuilder builder = new();
        uint number = builder.AddInt("unsigned int", 4);
        builder.AddStruct("pair", 8, new BtfMember("left", number, 0, 0), new BtfMember("right", number, 32, 0));
        builder.AddArray(builder.AddPointer(number), number, 3);
        builder.AddEnum("colour", 4, isSigned: false, new BtfEnumValue("RED", 0), new BtfEnumValue("BLUE", 7));
        using KernelBtf loaded = KernelBtf.Load(builder.ToArray());
        loaded.Handle.IsInvalid.ShouldBeFalse();
    }

    private static Instruction Move(Register destination, int value) => new(0xb7, destination, immediate: value);
}
