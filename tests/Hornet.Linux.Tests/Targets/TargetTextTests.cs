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
    public void A_text_that_is_no_target_is_refused_with_the_form_of_one(string section, string text, string form)
    {
        using KernelProgram program = Load(section);
        Should.Throw<BpfException>(() => KernelTarget.Parse(program, text)).Message.ShouldContain(form);
    }

    private static KernelProgram Load(string section)
    {
        ProgramSpec spec = BpfAssembly.Parse("r0 = 1\nexit", new BpfAssemblyOptions { SectionName = section }).Programs[0];
        return KernelProgram.Load(spec.Type, spec.Instructions.AsSpan(), new ProgramLoadOptions { Name = "text", AttachType = spec.AttachType });
    }
}
