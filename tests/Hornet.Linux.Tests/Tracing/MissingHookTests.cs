// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>
/// Hooks that not every kernel has. Where this kernel lacks one, the refusal says which option is missing and what would do instead; where it has it, the program is
/// attached (what it then sees is tested on the kernels of eng/vm-test).
/// </summary>
public sealed class MissingHookTests
{
    private const string NoKprobes = "this kernel has no kprobes (built without CONFIG_KPROBES or CONFIG_KPROBE_EVENTS). Tracepoints (tracepoint/…, raw_tp/…, tp_btf/…) and uprobes do without.";

    private static bool HasKprobes => Directory.Exists("/sys/bus/event_source/devices/kprobe");

    [KernelTheory]
    [InlineData(ProbeAttachMode.Auto)]
    [InlineData(ProbeAttachMode.Link)]
    [InlineData(ProbeAttachMode.PerfEvent)]
    [InlineData(ProbeAttachMode.TraceFileSystem)]
    public void A_kprobe_on_a_kernel_without_is_refused_with_what_would_do(ProbeAttachMode mode)
    {
        TraceFileSystemMount.Ensure();
        using KernelProgram program = Load(ProgramType.Kprobe, null);
        Expect(HasKprobes, () => program.Attach(new KprobeTarget("do_unlinkat") { Mode = mode }), $"attaching the program \"nothing\" to kprobe/do_unlinkat: {NoKprobes}");
        Expect(HasKprobes, () => program.Attach(new KsyscallTarget("unlinkat") { Mode = mode, IsReturn = true }), NoKprobes);
    }

    [KernelFact]
    public void A_kprobe_multi_on_a_kernel_without_is_refused_with_what_would_do()
    {
        using KernelProgram program = Load(ProgramType.Kprobe, AttachType.TraceKprobeMulti);
        BpfException? refusal = Try(() => program.Attach(new KprobeMultiTarget { Symbols = ["do_unlinkat"] }));
        if (!HasKprobes)
            refusal.ShouldNotBeNull();
        refusal?.Message.ShouldStartWith("attaching the program \"nothing\" to kprobe.multi/do_unlinkat: bpf(link_create) failed with EOPNOTSUPP: this kernel has no kprobe.multi (built without CONFIG_FPROBE); kprobes one by one, tracepoints and uprobes may do");
    }

    [KernelTheory]
    [InlineData("vm_trampoline", "enter")]
    [InlineData("vm_trampoline", "leave")]
    [InlineData("vm_lsm", "refuse_rmdir")]
    public void Programs_on_functions_are_attached_or_refused_with_the_reason(string name, string program)
    {
        string path = TestFiles.InRepository("tests", "fixtures", "objects", "vm", name + ".o");
        using var kernel = new LinuxKernel();
        BpfException? refusal = Try(() =>
        {
            using KernelObject loaded = kernel.Load(BpfObject.Load(path), new KernelLoadOptions { Programs = [program] });
            return loaded.Program(program).Attach();
        });
        if (refusal is null)
            return; // seen at work on the kernels of eng/vm-test

        // Not for want of privilege: kernel tests run as root.
        refusal.Message.ShouldContain($"\"{program}\"");
        refusal.Message.ShouldNotContain("missing privilege");
        refusal.ShouldBeOfType<BpfSyscallException>().LikelyCause.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_missing_privilege_is_told_from_a_kernel_that_forbids()
    {
        ProcessCapabilities.Allow(0x1ff_ffff_ffff).ShouldBeTrue();
        ProcessCapabilities.Allow((1UL << 12) | (1UL << 38) | (1UL << 39)).ShouldBeTrue();
        ProcessCapabilities.Allow((1UL << 12) | (1UL << 39)).ShouldBeFalse();
        ProcessCapabilities.Allow((1UL << 38) | (1UL << 39)).ShouldBeFalse();
        ProcessCapabilities.Allow(0).ShouldBeFalse();
    }

    [KernelFact]
    public void Wrong_options_are_refused_before_the_kernel_is_asked()
    {
        using KernelProgram multi = Load(ProgramType.Kprobe, AttachType.TraceKprobeMulti);
        Refusal(() => multi.Attach(new KprobeMultiTarget())).ShouldContain("give one of a pattern, symbols and addresses; 0 were given");
        Refusal(() => multi.Attach(new KprobeMultiTarget { Symbols = ["a"], Addresses = [1] })).ShouldContain("2 were given");
        Refusal(() => multi.Attach(new KprobeMultiTarget { Pattern = "a*", Cookies = [1] })).ShouldContain("there are 1 cookies for a pattern, which has none");
        Refusal(() => multi.Attach(new KprobeMultiTarget { Symbols = ["a"], IsSession = true })).ShouldContain("the program was loaded for trace_kprobe_multi, not for trace_kprobe_session");
        using KernelProgram single = Load(ProgramType.Kprobe, null);
        Refusal(() => single.Attach(new KprobeTarget("f") { IsReturn = true, Offset = 4 })).ShouldContain("the return of a function has no offset");
        Refusal(() => single.Attach(new KprobeMultiTarget { Symbols = ["a"] })).ShouldContain("use the section kprobe.multi/PATTERN or kretprobe.multi/PATTERN");
        Refusal(() => single.Attach(new LsmTarget())).ShouldContain("this hook takes lsm programs");
        Refusal(() => single.Attach(new ExtensionTarget(single, "f"))).ShouldContain("this hook takes ext programs");
    }

    [KernelTheory]
    [InlineData("kprobe/f+0x10", ProgramType.Kprobe, "kprobe/f+0x10")]
    [InlineData("kprobe/f+16", ProgramType.Kprobe, "kprobe/f+0x10")]
    [InlineData("kretprobe/f", ProgramType.Kprobe, "kretprobe/f")]
    [InlineData("ksyscall/openat", ProgramType.Kprobe, "ksyscall/openat")]
    [InlineData("kretsyscall/openat", ProgramType.Kprobe, "kretsyscall/openat")]
    [InlineData("kprobe.multi/f_*", ProgramType.Kprobe, "kprobe.multi/f_*")]
    [InlineData("kretprobe.multi/f_*", ProgramType.Kprobe, "kretprobe.multi/f_*")]
    [InlineData("kprobe.session/f_*", ProgramType.Kprobe, "kprobe.session/f_*")]
    [InlineData("uprobe//bin/sh:main+4", ProgramType.Kprobe, "uprobe//bin/sh:main+4")]
    [InlineData("uretprobe.s/libc.so.6:malloc", ProgramType.Kprobe, "uretprobe/libc.so.6:malloc")]
    [InlineData("uprobe.multi//bin/sh:m*", ProgramType.Kprobe, "uprobe.multi//bin/sh:m*")]
    [InlineData("uretprobe.multi.s//bin/sh:m*", ProgramType.Kprobe, "uretprobe.multi//bin/sh:m*")]
    [InlineData("uprobe.session//bin/sh:m*", ProgramType.Kprobe, "uprobe.session//bin/sh:m*")]
    [InlineData("usdt/libc.so.6:libc:setjmp", ProgramType.Kprobe, "usdt/libc.so.6:libc:setjmp")]
    [InlineData("tp/sched/sched_switch", ProgramType.Tracepoint, "tracepoint/sched/sched_switch")]
    [InlineData("raw_tracepoint/sys_enter", ProgramType.RawTracepoint, "raw_tp/sys_enter")]
    [InlineData("kprobe", ProgramType.Kprobe, "!its section 'kprobe' does not tell where (it could be kprobe/FUNCTION); give a KprobeTarget.")]
    [InlineData("kprobe/f+x", ProgramType.Kprobe, "!'x' in its section 'kprobe/f+x' is no offset; decimal and 0x hexadecimal numbers are.")]
    [InlineData("kretprobe/f+4", ProgramType.Kprobe, "!the return of a function has no offset; leave it out of the section.")]
    [InlineData("uprobe//bin/sh", ProgramType.Kprobe, "!its section 'uprobe//bin/sh' is not of the form uprobe/PATH:FUNCTION.")]
    [InlineData("usdt//bin/sh:p", ProgramType.Kprobe, "!its section 'usdt//bin/sh:p' is not of the form usdt/PATH:PROVIDER:NAME.")]
    [InlineData("tracepoint/sched", ProgramType.Tracepoint, "!its section 'tracepoint/sched' is not of the form tracepoint/CATEGORY/NAME.")]
    [InlineData("syscall", ProgramType.Syscall, "!programs of this type are not attached; run it (TestRun).")]
    [InlineData("perf_event", ProgramType.PerfEvent, "!its section does not tell which event; give one, such as PerfEventTarget.Software(SoftwareEvent.CpuClock) with a frequency.")]
    public void A_section_tells_the_target(string section, ProgramType type, string expected)
    {
        ProgramSpec spec = BpfAssembly.Parse("r0 = 0\nexit").Programs[0] with { Name = "nothing", Type = type, SectionName = section };
        using KernelProgram program = KernelProgram.Load(spec, spec.Instructions.AsSpan(), new ProgramLoadOptions { Name = spec.Name, Flags = type == ProgramType.Syscall ? ProgramLoadFlags.Sleepable : 0 });
        if (expected.StartsWith('!'))
            Should.Throw<BpfException>(() => TracingSections.Find(program)).Message.ShouldBe($"Attaching the program 'nothing': {expected[1..]}");
        else
            TracingSections.Find(program)!.ToString().ShouldBe(expected);
    }

    [Fact]
    public void Names_near_a_wrong_one_are_the_likeliest()
    {
        NearNames.Hint("sys_enter_opena", ["sys_enter_openat", "sys_exit_openat", "sched_switch"]).ShouldBe("; near it are sys_enter_openat, sys_exit_openat");
        NearNames.Hint("abc", ["xyz", "uvw"]).ShouldBe("");
        NearNames.Distance("kitten", "sitting", 7).ShouldBe(3);
    }

    private static KernelProgram Load(ProgramType type, AttachType? attachType) =>
        KernelProgram.Load(type, BpfAssembly.Parse("r0 = 0\nexit").Programs[0].Instructions.AsSpan(), new ProgramLoadOptions { Name = "nothing", AttachType = attachType });

    private static string Refusal(Func<KernelLink> attach) => Should.Throw<BpfException>(() => attach().Dispose()).Message;

    private static BpfException? Try(Func<KernelLink> attach)
    {
        try
        {
            attach().Dispose();
            return null;
        }
        catch (BpfException refusal)
        {
            return refusal;
        }
    }

    private static void Expect(bool isThere, Func<KernelLink> attach, string message)
    {
        BpfException? refusal = Try(attach);
        (refusal is null).ShouldBe(isThere, refusal?.Message);
        refusal?.Message.ShouldEndWith(message);
    }
}
