// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Network;

public sealed class TrafficControlTests
{
    private const uint Drop = 2;

    [KernelTheory]
    [InlineData(TrafficDirection.Ingress)]
    [InlineData(TrafficDirection.Egress)]
    public void A_program_drops_in_its_direction_and_leaves_nothing_behind(TrafficDirection direction)
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("tc_act", ("action", Drop));
        VethPair.End end = direction == TrafficDirection.Ingress ? pair.Right : pair.Left;
        using (KernelLink link = end.Namespace.Run(() => hook.Program.Attach(new TrafficControlTarget(end.Name, direction))))
        using (link.Ending())
        {
            link.Target.ToString().ShouldBe($"tc:{end.Name}:{direction.ToString().ToLowerInvariant()}");
            Queueing(end).ShouldContain("clsact");
            datagrams.Send(9);
            Waiting.For(() => hook.Seen, 9);
            datagrams.Drain().ShouldBe(0);
        }

        Queueing(end).ShouldNotContain("clsact");
        datagrams.Send(3);
        datagrams.Received(3);
        hook.Seen.ShouldBe(9UL);
    }

    [KernelFact]
    public void Priorities_put_programs_in_order_after_those_of_tcx()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("tc_1,tc_2,tc_3,tc_4,tc_5,tc_6");
        using KernelLink last = Attach(1, 30);
        using KernelLink first = Attach(2, 10);
        using KernelLink middle = Attach(3, 20);
        using var chosen = (TrafficControlLink)Attach(4, 0);
        using var chosenLater = (TrafficControlLink)Attach(6, 0);
        using KernelLink tcx = pair.Right.Namespace.Run(() => hook.Other("tc_5").Attach(new TcxTarget(pair.Right.Name, TrafficDirection.Ingress)));
        chosenLater.Filter.Priority.ShouldBeLessThan(chosen.Filter.Priority);

        datagrams.Send(1);
        datagrams.Received(1);
        hook.Order.ShouldBe([5u, 2, 3, 1, 6, 4]);

        hook.ForgetOrder();
        hook.Set("decider", 2);
        datagrams.Send(1);
        Waiting.For(() => (ulong)hook.Order.Length, 2);
        datagrams.Drain().ShouldBe(0);
        hook.Order.ShouldBe([5u, 2]);

        KernelLink Attach(int number, int priority) => pair.Right.Namespace.Run(
            () => hook.Other($"tc_{number}").Attach(new TrafficControlTarget(pair.Right.Name, TrafficDirection.Ingress) { Priority = priority }));
    }

    [KernelFact]
    public void A_discipline_goes_only_with_the_link_that_made_it_and_only_when_empty()
    {
        using VethPair pair = VethPair.Create();
        using HookObject hook = HookObject.Network("tc_1,tc_2");
        var target = new TrafficControlTarget(pair.Right.Name, TrafficDirection.Ingress);
        KernelLink made = pair.Right.Namespace.Run(() => hook.Program.Attach(target));
        KernelLink found = pair.Right.Namespace.Run(() => hook.Other("tc_2").Attach(target with { }));

        made.Dispose();
        Queueing(pair.Right).ShouldContain("clsact");
        found.Dispose();
        Queueing(pair.Right).ShouldContain("clsact");
        TestTool.Run("nsenter", $"--net={pair.Right.Namespace.Path}", "--", "tc", "qdisc", "delete", "dev", pair.Right.Name, "clsact");

        // A filter of another kind keeps it as well.
        KernelLink again = pair.Right.Namespace.Run(() => hook.Program.Attach(target));
        pair.Right.Namespace.Execute("tc", "filter", "add", "dev", pair.Right.Name, "egress", "protocol", "ip", "u32", "match", "u32", "0", "0");
        again.Dispose();
        Queueing(pair.Right).ShouldContain("clsact");
        pair.Right.Namespace.Execute("tc", "filter", "show", "dev", pair.Right.Name, "egress").ShouldContain("u32");
    }

    [KernelFact]
    public void A_filter_takes_another_program_in_its_place()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("tc_1,tc_2,tc_3");
        var target = new TrafficControlTarget(pair.Right.Name, TrafficDirection.Ingress) { Priority = 7, Handle = 3 };
        using var link = (TrafficControlLink)pair.Right.Namespace.Run(() => hook.Program.Attach(target));
        (link.Filter.Priority, link.Filter.Handle, link.Filter.ProgramId).ShouldBe((7, 3u, hook.Program.GetInfo().Id));

        link.Update(hook.Other("tc_2"));
        datagrams.Send(1);
        datagrams.Received(1);
        hook.Order.ShouldBe([2u]);

        Should.Throw<NetlinkException>(() => pair.Right.Namespace.Run(() => hook.Other("tc_3").Attach(target))).Errno.ShouldBe(SyscallErrors.Exists);
        using KernelLink taking = pair.Right.Namespace.Run(() => hook.Other("tc_3").Attach(target with { ReplacesExisting = true }));
        hook.ForgetOrder();
        datagrams.Send(1);
        datagrams.Received(1);
        hook.Order.ShouldBe([3u]);
    }

    [KernelFact]
    public void A_filter_sees_only_its_protocol()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("tc_1,tc_2");
        using KernelLink v6 = pair.Right.Namespace.Run(() => hook.Program.Attach(new TrafficControlTarget(pair.Right.Name, TrafficDirection.Ingress) { Protocol = 0x86dd }));
        using KernelLink v4 = pair.Right.Namespace.Run(() => hook.Other("tc_2").Attach(new TrafficControlTarget(pair.Right.Name, TrafficDirection.Ingress) { Protocol = 0x0800 }));

        datagrams.Send(1);
        datagrams.Received(1);

        hook.Order.ShouldBe([2u]);
    }

    [KernelFact]
    public void A_removed_interface_is_named()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using HookObject hook = HookObject.Network("tc_1,tc_2");
        using KernelLink link = pair.Right.Namespace.Run(() => hook.Program.Attach(new TrafficControlTarget(pair.Right.Name, TrafficDirection.Ingress)));
        KernelLink disposed = pair.Right.Namespace.Run(() => hook.Other("tc_2").Attach(new TrafficControlTarget(pair.Right.Name, TrafficDirection.Egress)));

        pair.Right.Namespace.Execute("ip", "link", "delete", pair.Right.Name);

        disposed.Dispose();
        Should.Throw<NetlinkException>(link.Detach).Errno.ShouldBe(SyscallErrors.NoDevice);
        Should.Throw<ObjectDisposedException>(() => link.Update(hook.Program));
    }

    [ToolFact("tc", "bpftool")]
    public void Tc_and_bpftool_see_the_filter()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using HookObject hook = HookObject.Network("tc_act");
        using KernelLink link = pair.Right.Namespace.Run(() => hook.Program.Attach(new TrafficControlTarget(pair.Right.Name, TrafficDirection.Egress) { Priority = 5, Handle = 1 }));

        uint program = hook.Program.GetInfo().Id;
        string shown = pair.Right.Namespace.Execute("tc", "filter", "show", "dev", pair.Right.Name, "egress");
        shown.ShouldContain("pref 5 bpf");
        shown.ShouldContain($"handle 0x1 tc_act direct-action");
        shown.ShouldContain($"id {program}");
        pair.Right.Namespace.Execute("bpftool", "net").ShouldContain($"right({pair.Right.Index}) clsact/egress tc_act id {program}");
    }

    private static string Queueing(VethPair.End end) => end.Namespace.Execute("tc", "qdisc", "show", "dev", end.Name);
}
