// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Network;

public sealed class TcxTests
{
    private const uint Drop = 2;

    [KernelTheory]
    [InlineData(TrafficDirection.Ingress)]
    [InlineData(TrafficDirection.Egress)]
    public void A_program_drops_in_its_direction_until_its_link_is_disposed(TrafficDirection direction)
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("tc_act", ("action", Drop));
        VethPair.End end = direction == TrafficDirection.Ingress ? pair.Right : pair.Left;
        using (KernelLink link = end.Namespace.Run(() => hook.Program.Attach(new TcxTarget(end.Name, direction))))
        using (link.Ending())
        {
            link.Target.ToString().ShouldBe($"tcx:{end.Name}:{direction.ToString().ToLowerInvariant()}");
            datagrams.Send(12);
            Waiting.For(() => hook.Seen, 12);
            datagrams.Drain().ShouldBe(0);
        }

        datagrams.Send(3);
        datagrams.Received(3);
        hook.Seen.ShouldBe(12UL);
    }

    [KernelFact]
    public void Anchors_put_programs_in_order()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("tc_1,tc_2,tc_3,tc_4,tc_5,tc_6");
        using BpfLink first = Attach(1, null);
        using BpfLink last = Attach(2, null);
        using BpfLink before = Attach(3, AttachAnchor.Before(hook.Other("tc_2")));
        using BpfLink after = Attach(4, AttachAnchor.After(first));
        using BpfLink start = Attach(5, AttachAnchor.First);
        using BpfLink beforeNumber = Attach(6, AttachAnchor.BeforeLink(before.Id));

        datagrams.Send(1);
        datagrams.Received(1);
        hook.Order.ShouldBe([5u, 1, 4, 6, 3, 2]);

        // One that decides ends the walk.
        hook.ForgetOrder();
        hook.Set("decider", 6);
        datagrams.Send(1);
        Waiting.For(() => (ulong)hook.Order.Length, 4);
        datagrams.Drain().ShouldBe(0);
        hook.Order.ShouldBe([5u, 1, 4, 6]);

        BpfLink Attach(int number, AttachAnchor? anchor) => (BpfLink)pair.Right.Namespace.Run(
            () => hook.Other($"tc_{number}").Attach(new TcxTarget(pair.Right.Name, TrafficDirection.Ingress) { Anchor = anchor }));
    }

    [KernelFact]
    public void A_program_without_a_link_is_ordered_replaced_and_detached()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("tc_1,tc_2,tc_3,tc_4");
        var target = new TcxTarget(pair.Right.Name, TrafficDirection.Ingress) { Method = AttachMethod.Direct };
        using KernelLink first = Attach(1, target);
        using KernelLink second = Attach(2, target with { Anchor = AttachAnchor.BeforeProgram(hook.Program.GetInfo().Id) });
        datagrams.Send(1);
        datagrams.Received(1);
        hook.Order.ShouldBe([2u, 1]);

        hook.ForgetOrder();
        second.Update(hook.Other("tc_3"));
        using KernelLink third = Attach(4, target with { Replace = hook.Program });
        datagrams.Send(1);
        datagrams.Received(1);
        hook.Order.ShouldBe([3u, 4]);
        Should.Throw<BpfException>(() => second.Pin("/sys/fs/bpf/never")).Message.ShouldContain("cannot be pinned");

        hook.ForgetOrder();
        third.Dispose();
        second.Detach();
        Should.Throw<BpfSyscallException>(first.Detach).LikelyCause.ShouldContain("not attached any more");
        datagrams.Send(1);
        datagrams.Received(1);
        hook.Order.ShouldBeEmpty();

        KernelLink Attach(int number, TcxTarget place) => pair.Right.Namespace.Run(() => hook.Other($"tc_{number}").Attach(place));
    }

    [KernelFact]
    public void A_program_is_attached_when_nothing_changed_since_the_list_was_read()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using HookObject hook = HookObject.Network("tc_1,tc_2");
        var target = new TcxTarget(pair.Right.Name, TrafficDirection.Ingress);
        pair.Right.Namespace.Run(() =>
        {
            using KernelLink first = hook.Program.Attach(target);
            ulong revision = ProgramQuery.Interface(pair.Right.Index, AttachType.TcxIngress).Revision;
            using KernelLink second = hook.Other("tc_2").Attach(target with { ExpectedRevision = revision, Anchor = AttachAnchor.First });

            ProgramQueryResult read = ProgramQuery.Interface(pair.Right.Index, AttachType.TcxIngress);
            read.Revision.ShouldBe(revision + 1);
            read.Programs.Select(program => program.ProgramId).ShouldBe([hook.Other("tc_2").GetInfo().Id, hook.Program.GetInfo().Id]);
        });
    }

    [KernelFact]
    public void A_link_is_updated_in_its_place()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("tc_1,tc_2,tc_3");
        var target = new TcxTarget(pair.Right.Index, TrafficDirection.Ingress);
        using KernelLink first = pair.Right.Namespace.Run(() => hook.Program.Attach(target));
        using KernelLink second = pair.Right.Namespace.Run(() => hook.Other("tc_2").Attach(target));

        first.Update(hook.Other("tc_3"));

        datagrams.Send(1);
        datagrams.Received(1);
        hook.Order.ShouldBe([3u, 2]);
    }

    [KernelFact]
    public void Refusals_say_what_does_not_fit()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using HookObject one = HookObject.Network("tc_act"), two = HookObject.Network("tc_act");
        var target = new TcxTarget(pair.Right.Name, TrafficDirection.Ingress);
        using KernelLink first = Attach(one, target);

        Refusal(() => Attach(two, target with { Anchor = AttachAnchor.Before(two.Program) })).ShouldBe((SyscallErrors.NoEntry, true));
        Refusal(() => Attach(two, target with { ExpectedRevision = 1000 })).ShouldBe((SyscallErrors.Stale, true));
        Refusal(() => Attach(one, target)).ShouldBe((SyscallErrors.Exists, true));
        Refusal(() => Attach(two, new TcxTarget(1_000_000, TrafficDirection.Ingress))).ShouldBe((SyscallErrors.NoDevice, true));
        Should.Throw<BpfException>(() => Attach(two, target with { Method = AttachMethod.Link, Replace = one.Program })).Message.ShouldContain("a link cannot take the place of 'tc_act'");

        KernelLink Attach(HookObject hook, TcxTarget place) => pair.Right.Namespace.Run(() => hook.Program.Attach(place));

        static (int Errno, bool IsExplained) Refusal(Func<KernelLink> attach)
        {
            BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => { attach(); });
            return (refusal.Errno, refusal.LikelyCause.Length > 0);
        }
    }

    [KernelFact]
    public void A_removed_interface_leaves_a_link_that_says_so()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using HookObject hook = HookObject.Network("tc_act"), other = HookObject.Network("tc_act");
        using var link = (BpfLink)pair.Right.Namespace.Run(() => hook.Program.Attach(new TcxTarget(pair.Right.Name, TrafficDirection.Ingress)));
        KernelLink direct = pair.Right.Namespace.Run(() => other.Program.Attach(new TcxTarget(pair.Right.Name, TrafficDirection.Egress) { Method = AttachMethod.Direct }));
        ((TcxLinkInfo)link.GetInfo()).InterfaceIndex.ShouldBe((uint)pair.Right.Index);

        pair.Right.Namespace.Execute("ip", "link", "delete", pair.Right.Name);

        ((TcxLinkInfo)link.GetInfo()).InterfaceIndex.ShouldBe(0u);
        Should.Throw<BpfSyscallException>(() => link.Update(other.Program)).Errno.ShouldBe(SyscallErrors.NoLink);
        Should.Throw<BpfSyscallException>(direct.Detach).LikelyCause.ShouldContain("what it was attached to is gone");
        direct.Dispose();
    }

    [KernelFact]
    public void Netkit_is_refused_with_the_reason_where_the_interface_is_none()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using HookObject hook = HookObject.Network("tc_act");
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => pair.Right.Namespace.Run(() => hook.Program.Attach(new NetkitTarget(pair.Right.Name))));
        refusal.Message.ShouldStartWith("attaching the program \"tc_act\" to netkit:right:primary: bpf(link_create) failed with EINVAL: the kernel is older");
    }
}
