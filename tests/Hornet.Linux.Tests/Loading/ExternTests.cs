// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Loading;

/// <summary>What a program expects of the kernel: its functions, symbols and configuration.</summary>
public sealed class ExternTests
{
    private static readonly byte[] Packet = new byte[64];

    [KernelFact]
    public void Functions_and_symbols_are_the_kernels_and_absent_ones_are_zero()
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.Load("externs"));
        loaded.Program("uses").Run(Packet).ReturnValue.ShouldBe(2u);
        loaded.Variables["address"].Get<ulong>().ShouldBe(KernelSymbols.Current.AddressOf("bpf_prog_put"));
        loaded.Variables["absent"].Get<ulong>().ShouldBe(0ul);
        loaded.Variables["locked"].Get<int>().ShouldBe(1);
        loaded.Variables["form"].Get<int>().ShouldBe(1, "the form with a parameter is not the kernel's");
        loaded.Variables["missing"].Get<int>().ShouldBe(0);
    }

    [KernelFact]
    public void A_call_of_an_absent_function_that_can_be_reached_is_explained()
    {
        using var kernel = new LinuxKernel();
        BpfSyscallException error = Should.Throw<BpfSyscallException>(() => kernel.Load(Fixtures.Load("externs"), new KernelLoadOptions { Programs = ["careless"] }));
        error.Message.ShouldContain("cannot work on this kernel: the program calls 'no_such_function': this kernel and its modules have no kernel function 'no_such_function'");
        error.Log.ShouldContain("unknown#195896080");
    }

    [KernelFact]
    public void An_absent_function_that_is_not_weak_is_an_error()
    {
        BpfObject externs = Fixtures.Load("externs");
        BpfObject strong = externs with { Programs = [.. externs.Programs.Select(program => program with { References = [.. program.References.Select(reference => reference with { IsWeak = false })] })] };
        using var kernel = new LinuxKernel();
        Should.Throw<BpfException>(() => kernel.Load(strong)).Message.ShouldContain("declare it __weak");
    }

    [KernelFact]
    public void A_core_relocation_that_cannot_be_done_is_explained_when_it_is_reached()
    {
        using var kernel = new LinuxKernel();
        BpfObject core = Fixtures.Load("core_fields");
        BpfSyscallException error = Should.Throw<BpfSyscallException>(() => kernel.Load(core, new KernelLoadOptions { Programs = ["other_size_signed"] }));
        error.Message.ShouldContain("can be reached, and cannot work on this kernel: CO-RE relocation of");
        error.Message.ShouldContain("task_struct___signed");
    }

    [KernelFact]
    public void Configuration_values_are_those_of_the_kernel()
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.Load("kconfig"));
        string[] release = File.ReadAllText("/proc/sys/kernel/osrelease").Split('.', '-', '+');
        int version = (int.Parse(release[0]) << 16) | (int.Parse(release[1]) << 8);
        (loaded.Variables["LINUX_KERNEL_VERSION"].Get<int>() & 0xffff00).ShouldBe(version);
        loaded.Variables["CONFIG_BPF_SYSCALL"].Get<byte>().ShouldBe((byte)1);
        loaded.Variables["CONFIG_HZ"].Get<ulong>().ShouldBe(ulong.Parse(KernelBuildOptions.Current.Find("CONFIG_HZ")!));
        loaded.Variables["CONFIG_MISSING_NUMBER"].Get<short>().ShouldBe((short)0);
        loaded.Program("reads").TestRun(new TestRunInput { Context = new byte[16] }).ReturnValue.ShouldBe(0u);
        loaded.Variables["hz"].Get<int>().ShouldBe((int)loaded.Variables["CONFIG_HZ"].Get<ulong>());
    }

    [KernelFact]
    public void Configuration_values_can_be_given()
    {
        using var kernel = new LinuxKernel();
        using KernelObject loaded = kernel.Load(Fixtures.Load("kconfig"), new KernelLoadOptions
        {
            Configuration = ImmutableDictionary<string, string>.Empty.Add("CONFIG_HZ", "123").Add("CONFIG_MISSING_NUMBER", "-7").Add("CONFIG_DEFAULT_HOSTNAME", "\"name\""),
        });
        loaded.Variables["CONFIG_HZ"].Get<ulong>().ShouldBe(123ul);
        loaded.Variables["CONFIG_MISSING_NUMBER"].Get<short>().ShouldBe((short)-7);
        loaded.Program("reads").TestRun(new TestRunInput { Context = new byte[16] }).ReturnValue.ShouldBe(unchecked((uint)-7));
        loaded.Variables["first"].Get<byte>().ShouldBe((byte)'e');
    }

    [KernelFact]
    public void A_configuration_value_that_is_not_set_and_not_weak_is_an_error()
    {
        BpfObject kconfig = Fixtures.Load("kconfig");
        BpfObject strong = kconfig with { Externs = [.. kconfig.Externs.Select(wanted => wanted with { IsWeak = false })] };
        using var kernel = new LinuxKernel();
        string message = Should.Throw<BpfException>(() => kernel.Load(strong)).Message;
        message.ShouldContain("it needs the kernel's configuration value CONFIG_MISSING_");
        message.ShouldContain("declare it __weak, or give a value");
    }

    [KernelFact]
    public void A_licence_that_does_not_do_is_said()
    {
        BpfObject ringBuffer = BpfAssembly.Parse("r1 = r10\nr1 += -8\nr2 = 8\nr3 = 0\ncall bpf_probe_read_kernel\nr0 = 0\nexit",
            new BpfAssemblyOptions { SectionName = "raw_tp/sys_enter", License = "Proprietary" });
        using var kernel = new LinuxKernel();
        Should.Throw<BpfSyscallException>(() => kernel.Load(ringBuffer)).Message
            .ShouldContain("what the program does is for GPL-compatible licences, and the object declares 'Proprietary'");
    }

    [Theory]
    [InlineData("6.18.44-fc-v657", "#1 SMP PREEMPT_DYNAMIC @0", null, 0x06122cu)]
    [InlineData("6.1.0-13-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.55-1 (2023-09-29)", null, 0x060137u)]
    [InlineData("5.15.0-91-generic", "#101-Ubuntu SMP", "Ubuntu 5.15.0-91.101-generic 5.15.131\n", 0x050f83u)]
    [InlineData("4.19.300", "#1", null, 0x0413ffu)]
    [InlineData("7.0", "#1", null, 0x070000u)]
    public void The_version_is_that_of_the_sources(string release, string version, string? signature, uint expected) =>
        KernelRelease.ParseVersion(release, version, signature).ShouldBe(expected);

    [Fact]
    public void Build_options_are_read_from_lines()
    {
        KernelBuildOptions options = KernelBuildOptions.Parse("test", new StringReader("#\nCONFIG_HZ=250\n# CONFIG_A is not set\nCONFIG_TEXT=\"a=b\"\n"));
        options.Find("CONFIG_HZ").ShouldBe("250");
        options.Find("CONFIG_A").ShouldBeNull();
        options.Find("CONFIG_TEXT").ShouldBe("\"a=b\"");
    }
}
