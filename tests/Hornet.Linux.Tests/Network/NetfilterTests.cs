// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Network;

public sealed class NetfilterTests
{
    [KernelTheory]
    [InlineData(NetfilterHook.PreRouting)]
    [InlineData(NetfilterHook.LocalIn)]
    public void A_program_drops_what_arrives_until_its_link_is_disposed(NetfilterHook station)
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("netfilter_act");
        using (var link = (BpfLink)pair.Right.Namespace.Run(() => hook.Program.Attach(new NetfilterTarget(NetfilterFamily.IPv4, station, -5))))
        using (link.Ending())
        {
            var info = (NetfilterLinkInfo)link.GetInfo();
            (info.ProtocolFamily, info.Hook, info.Priority).ShouldBe((2u, (uint)station, -5));
            datagrams.Send(11);
            Waiting.For(() => hook.Seen, 11);
            datagrams.Drain().ShouldBe(0);
            hook.Set("action", 1);
            datagrams.Send(2);
            datagrams.Received(2);
        }

        datagrams.Send(3);
        datagrams.Received(3);
        hook.Seen.ShouldBe(13UL);
    }

    [KernelFact]
    public void Priorities_put_programs_in_order()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("netfilter_1,netfilter_2");
        using KernelLink late = Attach("netfilter_1", new NetfilterTarget(NetfilterFamily.IPv4, NetfilterHook.LocalIn, 10));
        using KernelLink early = Attach("netfilter_2", new NetfilterTarget(NetfilterFamily.IPv4, NetfilterHook.LocalIn, -10) { Defragments = true });
        early.Target.ToString().ShouldBe("netfilter:ipv4:input:-10:defragment");

        datagrams.Send(1);
        datagrams.Received(1);

        hook.Order.ShouldBe([2u, 1]);
        Refusal(10).ShouldContain("EBUSY: another program has this priority");
        Refusal(int.MaxValue).ShouldContain("ERANGE: the smallest and the largest priority");

        string Refusal(int priority) =>
            Should.Throw<BpfSyscallException>(() => Attach("netfilter_1", new NetfilterTarget(NetfilterFamily.IPv4, NetfilterHook.LocalIn, priority))).Message;

        KernelLink Attach(string name, NetfilterTarget target) => pair.Right.Namespace.Run(() => hook.Other(name).Attach(target));
    }

    [KernelFact]
    public void A_link_is_detached_by_force_and_updated()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("netfilter_act");
        using KernelLink link = pair.Right.Namespace.Run(() => hook.Program.Attach(new NetfilterTarget(NetfilterFamily.IPv4, NetfilterHook.LocalIn)));

        Should.Throw<Bytecode.BpfException>(() => link.Update(hook.Program)).Message.ShouldContain("cannot be updated");
        link.Detach();

        datagrams.Send(2);
        datagrams.Received(2);
        hook.Seen.ShouldBe(0UL);
    }
}
