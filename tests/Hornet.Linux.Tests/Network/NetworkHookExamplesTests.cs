// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Hornet.Bytecode.Classic;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Network;

/// <summary>The examples of docs/network-hooks.md.</summary>
public sealed class NetworkHookExamplesTests
{
    [Fact]
    public void The_page_has_the_examples_as_they_are_here() => DocumentationExamples
        .MissingFrom("docs/network-hooks.md", "tests/Hornet.Linux.Tests/Network/NetworkHookExamplesTests.cs").ShouldBeEmpty();

    [KernelFact]
    public void Xdp() => InNamespace("xdp_act", "xdp_act", (first, second) =>
    {
        // example: XDP
        using KernelLink link = first.Attach(new XdpTarget("lo", XdpMode.Generic));
        link.Update(second);
        // end
        link.Program.ShouldBeSameAs(second);
    });

    [KernelFact]
    public void Tcx() => InNamespace("tc_1", "tc_2", (police, count) =>
    {
        // example: tcx
        using KernelLink last = police.Attach(new TcxTarget("lo", TrafficDirection.Ingress));
        using KernelLink first = count.Attach(new TcxTarget("lo", TrafficDirection.Ingress) { Anchor = AttachAnchor.Before(police) });
        // end
        first.Target.ToString().ShouldBe(last.Target.ToString());
    });

    [KernelFact]
    public void Namespaces() => InNamespace("steer", "netfilter_act", (steer, judge) =>
    {
        // example: namespaces
        using KernelLink link = steer.Attach(new SocketLookupTarget("/proc/thread-self/ns/net"));
        using KernelLink hook = judge.Attach(new NetfilterTarget(NetfilterFamily.IPv4, NetfilterHook.LocalIn, Priority: -10));
        // end
        (link.Target.ToString(), hook.Target.ToString()).ShouldBe(("netns:/proc/thread-self/ns/net", "netfilter:ipv4:input:-10"));
    });

    [KernelFact]
    public void Sockets() => InNamespace("keep", "keep", (keep, _) =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        // example: sockets
        using KernelLink link = keep.Attach(new SocketTarget(socket));
        SocketFilter.Attach(socket, ClassicText.Parse("ld len ret a"));
        // end
        SocketFilter.Detach(socket);
        SocketFilter.Attach(socket, ClassicText.Parse("ret #0"));
    });

    [KernelFact]
    public void Cgroups()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup("egress");
        KernelProgram program = hook.Program;
        string path = cgroup.Path;
        // example: cgroups
        using KernelLink link = program.Attach(new CgroupTarget(path));
        // end
        ((CgroupLinkInfo)((BpfLink)link).GetInfo()).CgroupId.ShouldNotBe(0UL);
    }

    private static void InNamespace(string one, string other, Action<KernelProgram, KernelProgram> example)
    {
        using NetworkNamespace place = NetworkNamespace.Create();
        using HookObject first = HookObject.Network(one), second = HookObject.Network(other);
        place.Run(() => example(first.Program, second.Program));
    }
}
