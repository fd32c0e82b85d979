// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Verification.Programs;

/// <summary>What tracing, LSM and extension programs attach to.</summary>
public sealed class AttachPointTests
{
    private const string Zero = "r0 = 0\nexit";

    private static readonly Lazy<VerifierOptions> Kernel = new(() => new VerifierOptions { KernelBtf = Btf.LoadKernel() });

    [Fact]
    public void The_kernels_types_are_needed() => ProgramText.Object(Zero, "tp_btf/sched_switch").Fault().ShouldContain("--kernel-btf FILE");

    [Fact]
    public void A_target_must_be_told() => ProgramText.Object(Zero, "fentry").Fault(Kernel.Value).ShouldBe("Tracing programs must provide btf_id");

    [Theory]
    [InlineData("tp_btf/sched_switch", "sched_switch", 1, "preempt")]
    [InlineData("fentry/do_unlinkat", "do_unlinkat", 0, "dfd")]
    [InlineData("lsm/file_open", "bpf_lsm_file_open", 0, "file")]
    [InlineData("iter/task", "bpf_iter_task", 0, "meta")]
    public void The_function_tells_the_arguments(string section, string name, int first, string parameter)
    {
        if (!File.Exists("/sys/kernel/btf/vmlinux"))
            return;
        VerifiedProgram program = ProgramText.Object(Zero, section).Resolve(Kernel.Value);
        AttachPoint point = program.AttachPoint.ShouldNotBeNull();
        point.Name.ShouldBe(name);
        point.FirstParameter.ShouldBe(first);
        point.Prototype(program.Btfs).Parameters[first].Name.ShouldBe(parameter);
    }

    [KernelTheory]
    [InlineData("fentry/no_such_function", "the kernel's types have no 'no_such_function' to attach to (or it was inlined everywhere)")]
    [InlineData("fentry.s/do_unlinkat", "do_unlinkat is not sleepable")]
    [InlineData("fmod_ret/do_unlinkat", "do_unlinkat() is not modifiable")]
    [InlineData("fexit/do_exit", "Attaching fexit/fmod_ret to __noreturn function 'do_exit' is rejected.")]
    [InlineData("fentry/__rcu_read_lock", "Attaching tracing programs to function '__rcu_read_lock' is rejected.")]
    public void Not_everything_can_be_attached_to(string section, string message) => ProgramText.Object(Zero, section).Fault(Kernel.Value).ShouldBe(message);

    [KernelFact]
    public void Hooks_of_the_security_modules_want_a_licence() =>
        ProgramText.Object(Zero, "lsm/file_open", "MIT").Fault(Kernel.Value).ShouldBe("LSM programs must have a GPL compatible license");

    [Fact]
    public void Only_some_programs_may_sleep()
    {
        BpfObject bpfObject = ProgramText.Object(Zero, "xdp");
        (bpfObject with { Programs = [bpfObject.Programs[0] with { IsSleepable = true }] }).Fault()
            .ShouldBe("Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable");
    }

    [Fact]
    public void System_call_programs_must_be_able_to_sleep()
    {
        BpfObject bpfObject = ProgramText.Object(Zero, "syscall");
        (bpfObject with { Programs = [bpfObject.Programs[0] with { IsSleepable = false }] }).Fault().ShouldBe("Syscall programs can only be sleepable");
    }

    [Fact]
    public void A_program_that_replaces_another_is_what_that_is()
    {
        BpfObject target = Typed("xdp", "replaced"), replacing = Typed("freplace/replaced", "other");
        VerifiedProgram program = replacing.Resolve(new VerifierOptions { AttachObject = target });
        program.Type.ShouldBe(ProgramType.Xdp);
        program.AttachType.ShouldBe(AttachType.Xdp);
        program.Spec.Type.ShouldBe(ProgramType.Extension);
        replacing.Fault().ShouldContain("AttachObject");
        replacing.Fault(new VerifierOptions { AttachObject = Typed("xdp", "another") }).ShouldBe("Subprog replaced doesn't exist");
    }

    [Theory]
    [InlineData("drop_short")]
    [InlineData("watch")]
    [InlineData("watch_return")]
    public void Functions_of_other_programs_are_replaced_and_traced(string name)
    {
        BpfObject attached = Fixture("vm_replaced.o"), attaching = Fixture("vm_replacement.o");
        ProgramSpec program = attaching.Programs.Single(program => program.Name == name);
        VerificationResult result = Verifier.Verify(attaching, program, new VerifierOptions { AttachObject = attached });
        (result.Failure?.Message).ShouldBeNull();
    }

    [Fact]
    public void Signatures_must_be_the_same() =>
        Typed("freplace/replaced", "other", parameters: 2).Fault(new VerifierOptions { AttachObject = Typed("xdp", "replaced") })
            .ShouldBe("other() has 2 args while replaced() has 1 args");

    private static BpfObject Fixture(string name) => BpfObject.Load(TestFiles.InRepository("tests", "fixtures", "objects", "vm", name));

    private static BpfObject Typed(string section, string name, int parameters = 1)
    {
        var types = new BtfBuilder();
        uint context = types.AddPointer(types.AddStruct("xdp_md", 4, new BtfMember("data", types.AddInt("unsigned int", 4), 0, 0)));
        uint prototype = types.AddFunctionPrototype(types.AddInt("int", 4, BtfIntEncoding.Signed), [.. Enumerable.Range(0, parameters).Select(i => new BtfParameter($"p{i}", context))]);
        uint function = types.AddFunction(name, prototype);
        BpfObject bpfObject = ProgramText.Object(Zero, section);
        return bpfObject with
        {
            Btf = types.Build(),
            Programs = [bpfObject.Programs[0] with { Name = name, Functions = [new FunctionInfo(0, name, function, IsGlobal: true)] }],
        };
    }
}
