// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Objects.Tests.Elf;

public sealed class SectionNameTests
{
    public static TheoryData<string> SectionNameObjects => Fixture.Of("section_names");

    [Theory]
    [InlineData("xdp", ProgramType.Xdp, AttachType.Xdp, null)]
    [InlineData("xdp.frags/devmap", ProgramType.Xdp, AttachType.XdpDeviceMap, null)]
    [InlineData("kprobe", ProgramType.Kprobe, null, null)]
    [InlineData("kprobe/do_unlinkat+0x10", ProgramType.Kprobe, null, "do_unlinkat+0x10")]
    [InlineData("kprobe.multi/do_*", ProgramType.Kprobe, AttachType.TraceKprobeMulti, "do_*")]
    [InlineData("uprobe//bin/sh:main", ProgramType.Kprobe, null, "/bin/sh:main")]
    [InlineData("tp/sched/sched_switch", ProgramType.Tracepoint, null, "sched/sched_switch")]
    [InlineData("tp_btf/sys_enter", ProgramType.Tracing, AttachType.TraceRawTracepoint, "sys_enter")]
    [InlineData("raw_tp.w/bpf_test_finish", ProgramType.RawTracepointWritable, null, "bpf_test_finish")]
    [InlineData("tc/ingress", ProgramType.SchedulerClassifier, AttachType.TcxIngress, null)]
    [InlineData("cgroup_skb/ingress", ProgramType.CgroupSkb, AttachType.CgroupInetIngress, null)]
    [InlineData("cgroup/sock", ProgramType.CgroupSock, AttachType.CgroupInetSockCreate, null)]
    [InlineData("sk_skb/stream_parser", ProgramType.SkSkb, AttachType.SkSkbStreamParser, null)]
    [InlineData("freplace/other", ProgramType.Extension, null, "other")]
    [InlineData("struct_ops.s/init", ProgramType.StructOperations, null, "init")]
    public void A_section_name_tells_type_hook_and_target(string section, ProgramType type, AttachType? attachType, string? target)
    {
        SectionName name = SectionName.Match(section, out string? found).ShouldNotBeNull();
        name.ProgramType.ShouldBe(type);
        name.AttachType.ShouldBe(attachType);
        found.ShouldBe(target);
        name.IsLegacyPrefix.ShouldBeFalse();
    }

    [Theory]
    [InlineData("fentry.s/f", true)]
    [InlineData("fentry/f", false)]
    [InlineData("lsm.s/f", true)]
    [InlineData("uprobe.multi.s/f", true)]
    [InlineData("uprobe.session.s/f", true)]
    [InlineData("iter.s/task", true)]
    [InlineData("usdt.s/f", true)]
    [InlineData("syscall", true)]
    [InlineData("xdp", false)]
    public void Names_with_s_and_syscall_may_sleep(string section, bool sleepable) =>
        SectionName.Match(section, out _)!.IsSleepable.ShouldBe(sleepable);

    [Theory]
    [InlineData("xdp.frags", true)]
    [InlineData("xdp.frags/cpumap", true)]
    [InlineData("xdp/cpumap", false)]
    public void Xdp_frags_is_told(string section, bool fragments) => SectionName.Match(section, out _)!.IsXdpFragments.ShouldBe(fragments);

    [Theory]
    [InlineData("kprobes/x")]
    [InlineData("fentryx")]
    [InlineData("tracepoints")]
    [InlineData("xdpfoo")]
    [InlineData("tcp_probe")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("something_else")]
    public void Other_names_tell_nothing(string section) => SectionName.Match(section, out _).ShouldBeNull();

    [Theory]
    [InlineData("xdp_prog1", ProgramType.Xdp)]
    [InlineData("socket1", ProgramType.SocketFilter)]
    [InlineData("tc/entry", ProgramType.SchedulerClassifier)]
    [InlineData("cgroup/connect4_old", ProgramType.CgroupSockAddress)]
    [InlineData("sk_skb/stream_verdict2", ProgramType.SkSkb)]
    [InlineData("prog", ProgramType.Xdp)]
    public void Names_of_older_loaders_are_matched_by_their_beginning(string section, ProgramType type)
    {
        SectionName name = SectionName.Match(section, out _).ShouldNotBeNull();
        name.ProgramType.ShouldBe(type);
        name.IsLegacyPrefix.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(SectionNameObjects))]
    public void Every_name_of_the_table_is_recognised_in_an_object(string name)
    {
        BpfObject obj = Fixture.Load(name);
        string[] seen = [.. obj.Programs.Select(program => program.AttachTarget is null ? program.SectionName : program.SectionName[..^(program.AttachTarget.Length + 1)]).Distinct()];
        seen.Order(StringComparer.Ordinal).ShouldBe(SectionName.All.Select(entry => entry.Pattern.TrimEnd('+')).Order(StringComparer.Ordinal));
        foreach (ProgramSpec program in obj.Programs)
        {
            SectionName entry = SectionName.Match(program.SectionName, out _)!;
            (program.Type, program.AttachType, program.IsSleepable).ShouldBe((entry.ProgramType, entry.AttachType, entry.IsSleepable));
        }
    }

    [Fact]
    public void Old_and_unknown_names_are_kept_with_their_programs()
    {
        BpfObject obj = Fixture.Load("clang-v3/old_names");
        obj.Programs.Select(program => (program.Name, program.SectionName, program.Type)).ShouldBe(
        [
            ("numbered", "xdp_prog1", ProgramType.Xdp),
            ("filter", "socket1", ProgramType.SocketFilter),
            ("classify", "tc/entry", ProgramType.SchedulerClassifier),
            ("iproute2", "prog", ProgramType.Xdp),
            ("unknown", "something_else", ProgramType.Unspec),
        ]);
    }

    [ToolFact("bpftool")]
    public void The_names_that_libbpf_lists_are_all_known_and_mean_the_same()
    {
        // libbpf prints its names when it meets one it does not know; bpftool carries its own libbpf.
        (_, string output) = Tool.Run("bpftool", "prog", "load", Fixture.PathOf("clang-v3/old_names"), "/sys/fs/bpf/hornet_never_pinned");
        const string Prefix = "libbpf: supported section(type) names are:";
        string line = output.Split('\n').First(text => text.StartsWith(Prefix, StringComparison.Ordinal));
        string[] names = line[Prefix.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        names.Length.ShouldBeGreaterThan(60);
        names.Except(SectionName.All.Select(name => name.Pattern)).ShouldBeEmpty();
    }
}
