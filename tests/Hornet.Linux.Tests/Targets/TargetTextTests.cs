// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Targets;

/// <summary>Targets as a command line has them.</summary>
public sealed class TargetTextTests
{
    [KernelTheory]
    [InlineData("xdp", "eth0", "xdp:eth0")]
    [InlineData("xdp", "eth0:generic", "xdp:eth0:generic")]
    [InlineData("xdp", "xdp:eth0:native", "xdp:eth0:native")]
    [InlineData("xdp", "eth0:offload", "xdp:eth0:offload")]
    [InlineData("xdp", "#3:generic", "xdp:#3:generic")]
    [InlineData("tc", "tc:#3:ingress", "tc:#3:ingress")]
    [InlineData("tcx/ingress", "#3", "tcx:#3:ingress")]
    [InlineData("netkit/primary", "#3", "netkit:#3:primary")]
    [InlineData("lwt_xmit", "fd00::/64:#3", "route:fd00::/64:#3")]
    [InlineData("tcx/ingress", "eth0", "tcx:eth0:ingress")]
    [InlineData("tcx/egress", "eth0", "tcx:eth0:egress")]
    [InlineData("tc", "eth0:egress", "tcx:eth0:egress")]
    [InlineData("tc", "tc:eth0:ingress", "tc:eth0:ingress")]
    [InlineData("netkit/peer", "nk0", "netkit:nk0:peer")]
    [InlineData("cgroup_skb/egress", "/sys/fs/cgroup/shop", "cgroup:/sys/fs/cgroup/shop")]
    [InlineData("cgroup/sysctl", "cgroup:/sys/fs/cgroup/a:b", "cgroup:/sys/fs/cgroup/a:b")]
    [InlineData("sk_lookup", "netns", "netns")]
    [InlineData("sk_lookup", "/run/netns/blue", "netns:/run/netns/blue")]
    [InlineData("netfilter", "ipv4:input", "netfilter:ipv4:input:0")]
    [InlineData("netfilter", "netfilter:ipv6:postrouting:-10:defragment", "netfilter:ipv6:postrouting:-10:defragment")]
    [InlineData("lwt_xmit", "10.1.0.0/16:eth0", "route:10.1.0.0/16:eth0")]
    [InlineData("tracepoint/sched/sched_switch", "tracepoint/sched/sched_process_exec", "tracepoint/sched/sched_process_exec")]
    [InlineData("tracepoint/sched/sched_switch", "tracepoint:sched:sched_process_exec", "tracepoint/sched/sched_process_exec")]
    [InlineData("raw_tp/sched_switch", "raw_tp:sched_switch", "raw_tp/sched_switch")]
    [InlineData("kprobe/do_unlinkat", "kprobe:do_unlinkat+4", "kprobe/do_unlinkat+0x4")]
    [InlineData("uprobe//bin/sh:main", "uprobe:/bin/sh:main", "uprobe//bin/sh:main")]
    [InlineData("usdt//bin/sh:a:b", "usdt:/bin/sh:a:b", "usdt//bin/sh:a:b")]
    public void A_text_names_the_target_that_prints_as_its_long_form(string section, string text, string target)
    {
        using KernelProgram program = Load(section);
        KernelTarget parsed = KernelTarget.Parse(program, text);
        parsed.ToString().ShouldBe(target);
        KernelTarget.Parse(program, parsed.ToString()!).ShouldBe(parsed);
    }

    [KernelTheory]
    [InlineData("xdp", "eth0:fast", ":native, :generic or :offload")]
    [InlineData("tc", "eth0", "INTERFACE:ingress")]
    [InlineData("tc", "eth0:sideways", "INTERFACE:ingress")]
    [InlineData("netfilter", "ipv4", "FAMILY:STATION")]
    [InlineData("netfilter", "ipv4:input:many", "FAMILY:STATION")]
    [InlineData("lwt_xmit", "everywhere:eth0", "PREFIX:INTERFACE")]
    [InlineData("tracepoint/sched/sched_switch", "nowhere", "tracepoint/sched/sched_switch")]
    [InlineData("perf_event", "software:naps:1", "profile:hz:99")]
    [InlineData("perf_event", "software:3:1", "profile:hz:99")]
    [InlineData("perf_event", "cpu-clock", "profile:hz:99")]
    public void A_text_that_is_no_target_is_refused_with_the_form_of_one(string section, string text, string form)
    {
        using KernelProgram program = Load(section);
        Should.Throw<BpfException>(() => KernelTarget.Parse(program, text)).Message.ShouldContain(form);
    }

    [KernelTheory]
    [InlineData("profile:hz:99", "perf_event/cpu-clock at 99 Hz")]
    [InlineData("software:page-faults:100", "perf_event/page-faults every 100")]
    [InlineData("perf_event:hardware:cpu-cycles:1000000", "perf_event/cpu-cycles every 1000000")]
    public void A_text_names_a_performance_event(string text, string target)
    {
        using KernelProgram program = Load("perf_event");
        KernelTarget.Parse(program, text).ToString().ShouldBe(target);
    }

    private static KernelProgram Load(string section)
    {
        ProgramSpec spec = BpfAssembly.Parse("r0 = 1\nexit", new BpfAssemblyOptions { SectionName = section }).Programs[0];
        return KernelProgram.Load(spec.Type, spec.Instructions.AsSpan(), new ProgramLoadOptions { Name = "text", AttachType = spec.AttachType });
    }
}
