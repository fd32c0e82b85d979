// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

public sealed class AttachPointTests
{
    private const string ReturnZero = "r0 = 0\nexit";

    [KernelTheory]
    [InlineData("tp_btf/sched_switch")]
    [InlineData("tp_btf/vmlinux:sched_switch")]
    [InlineData("iter/task")]
    [InlineData("iter.s/bpf_map_elem")]
    [InlineData("iter/bpf_link")]
    public void A_program_of_a_section_that_names_a_type_of_the_kernel_loads(string section)
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Program(section));
        loaded.Program("program").GetInfo().Type.ShouldBe(ProgramType.Tracing);
    }

    [KernelTheory]
    [InlineData("tp_btf/no_such_tracepoint", "it attaches to the tracepoint 'no_such_tracepoint', which this kernel does not have")]
    [InlineData("fentry/no_such_function", "it attaches to the function 'no_such_function', which this kernel does not have")]
    [InlineData("lsm/no_such_hook", "it attaches to the LSM hook 'no_such_hook', which this kernel does not have")]
    [InlineData("lsm_cgroup/no_such_hook", "it attaches to the LSM hook 'no_such_hook', which this kernel does not have")]
    [InlineData("iter/no_such_iterator", "it attaches to the iterator 'no_such_iterator', which this kernel does not have")]
    [InlineData("fexit/no_such_module:vfs_read", "of the module no_such_module, which is not loaded")]
    [InlineData("fentry", "its section 'fentry' does not tell the function it attaches to")]
    [InlineData("iter", "its section 'iter' does not tell the iterator it attaches to")]
    [InlineData("freplace/function", "it replaces a function of another program; say of which")]
    public void A_target_that_is_not_there_is_said(string section, string message)
    {
        using var kernel = new LinuxKernel();
        Should.Throw<BpfException>(() => kernel.Load(Program(section))).Message.ShouldContain(message);
    }

    [KernelFact]
    public void A_target_in_the_options_replaces_that_of_the_section()
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Program("iter/no_such_iterator"), new KernelLoadOptions
        {
            AttachTargets = ImmutableDictionary<string, string>.Empty.Add("program", "bpf_prog"),
        });
        loaded.Programs.Count.ShouldBe(1);
    }

    [KernelFact]
    public void A_function_of_a_program_is_found_by_its_types()
    {
        using var kernel = new LinuxKernel();
        using KernelObject target = kernel.Load(Fixtures.Load("old_kernels"), new KernelLoadOptions { Programs = ["counts"] });
        BpfException missing = Should.Throw<BpfException>(() => kernel.Load(Program("freplace/no_such_function"), Attached(target.Program("counts"))));
        missing.Message.ShouldContain("it attaches to the function 'no_such_function', which the program 'counts' does not have");

        // The function is found; this kernel has no trampolines to attach to it.
        Should.Throw<BpfSyscallException>(() => kernel.Load(Program("fentry/loud"), Attached(target.Program("counts")))).Command.ShouldBe(BpfCommand.ProgramLoad);
        Should.Throw<BpfException>(() => kernel.Load(Program("xdp"), Attached(target.Program("counts")))).Message
            .ShouldContain("programs of the type xdp do not attach to a program");

        using KernelObject untyped = kernel.Load(Program("xdp"));
        Should.Throw<BpfException>(() => kernel.Load(Program("freplace/program"), Attached(untyped.Program("program")))).Message
            .ShouldContain("it attaches to the program 'program', which was loaded without type information");

        static KernelLoadOptions Attached(KernelProgram program) => new() { AttachPrograms = ImmutableDictionary<string, KernelProgram>.Empty.Add("program", program) };
    }

    private static BpfObject Program(string section) => BpfAssembly.Parse(ReturnZero, new BpfAssemblyOptions { SectionName = section });
}
