// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Cgroups;

/// <summary>Several programs on a hook of a cgroup, and those of the cgroups above and below.</summary>
public sealed class CgroupOrderTests
{
    private const ushort Port = 4242;
    private const string Four = "egress_1,egress_2,egress_3,egress_4";

    [KernelFact]
    public void Links_run_in_order_and_where_their_anchors_say()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup(Four, ("from", Port));
        var target = new CgroupTarget(cgroup.Path);
        using var first = (BpfLink)hook.Other("egress_1").Attach(target);
        using KernelLink second = hook.Other("egress_2").Attach(target);
        using KernelLink beforeFirst = hook.Other("egress_3").Attach(target with { Anchor = AttachAnchor.Before(first) });
        using KernelLink afterFirst = hook.Other("egress_4").Attach(target with { Anchor = AttachAnchor.After(first) });

        Send(cgroup);
        hook.Order.ShouldBe([3u, 1, 4, 2]);
        beforeFirst.End();
        using KernelLink start = hook.Other("egress_3").Attach(target with { Anchor = AttachAnchor.First });
        afterFirst.End();
        using KernelLink end = hook.Other("egress_4").Attach(target with { Anchor = AttachAnchor.Last });
        hook.ForgetOrder();
        Send(cgroup);
        hook.Order.ShouldBe([3u, 1, 2, 4]);

        // All run, and one that denies is enough.
        hook.ForgetOrder();
        hook.Set("decider", 1);
        Should.Throw<SocketException>(() => Send(cgroup)).SocketErrorCode.ShouldBe(SocketError.AccessDenied);
        hook.Order.ShouldBe([3u, 1, 2, 4]);
    }

    [KernelFact]
    public void Programs_of_the_child_run_first_but_for_those_in_pre_order()
    {
        using TestCgroup parent = TestCgroup.Create();
        using TestCgroup child = parent.CreateChild();
        using HookObject hook = HookObject.Cgroup(Four, ("from", Port));
        using KernelLink above = hook.Other("egress_1").Attach(new CgroupTarget(parent.Path));
        using KernelLink below = hook.Other("egress_2").Attach(new CgroupTarget(child.Path));
        using KernelLink aboveEarly = hook.Other("egress_3").Attach(new CgroupTarget(parent.Path) { IsPreOrder = true });
        using KernelLink belowEarly = hook.Other("egress_4").Attach(new CgroupTarget(child.Path) { IsPreOrder = true });

        Send(child);
        hook.Order.ShouldBe([3u, 4, 2, 1]);
        hook.ForgetOrder();
        Send(parent);
        hook.Order.ShouldBe([3u, 1]);
    }

    [KernelFact]
    public void Programs_without_links_share_replace_and_leave()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup(Four, ("from", Port));
        var target = new CgroupTarget(cgroup.Path) { Mode = CgroupAttachMode.Multiple };
        using KernelLink first = hook.Other("egress_1").Attach(target);
        using KernelLink second = hook.Other("egress_2").Attach(target with { Anchor = AttachAnchor.BeforeProgram(hook.Other("egress_1").GetInfo().Id) });
        Send(cgroup);
        hook.Order.ShouldBe([2u, 1]);
        ulong revision = ProgramQuery.Cgroup(cgroup.Path, AttachType.CgroupInetEgress).Revision;
        using (KernelLink between = hook.Other("egress_4").Attach(new CgroupTarget(cgroup.Path) { ExpectedRevision = revision }))
            ProgramQuery.Cgroup(cgroup.Path, AttachType.CgroupInetEgress).Programs.Length.ShouldBe(3);

        hook.ForgetOrder();
        second.Update(hook.Other("egress_3"));
        using KernelLink third = hook.Other("egress_4").Attach(target with { Replace = hook.Other("egress_1") });
        Send(cgroup);
        hook.Order.ShouldBe([3u, 4]);

        hook.ForgetOrder();
        third.End();
        second.Detach();
        Send(cgroup);
        hook.Order.ShouldBeEmpty();
        Should.Throw<BpfSyscallException>(first.Detach).LikelyCause.ShouldContain("not attached any more");
        Should.Throw<BpfException>(() => hook.Program.Attach(new CgroupTarget(cgroup.Path) { Replace = hook.Program })).Message.ShouldContain("only with CgroupAttachMode.Multiple");
    }

    [KernelFact]
    public void A_link_stands_beside_a_link_and_a_program_without_beside_such()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup(Four, ("from", Port));
        var target = new CgroupTarget(cgroup.Path);
        using var linked = (BpfLink)hook.Other("egress_1").Attach(target);
        using KernelLink direct = hook.Other("egress_2").Attach(target with { Mode = CgroupAttachMode.Multiple });

        Refused(target with { Mode = CgroupAttachMode.Multiple, Anchor = AttachAnchor.Before(linked) });
        Refused(target with { Anchor = AttachAnchor.Before(hook.Other("egress_2")) });

        void Refused(CgroupTarget place) => Should.Throw<BpfSyscallException>(() => hook.Other("egress_3").Attach(place)).LikelyCause.ShouldContain("stands beside a link");
    }

    [KernelFact]
    public void A_child_overrides_where_it_may()
    {
        using TestCgroup parent = TestCgroup.Create();
        using TestCgroup child = parent.CreateChild();
        using HookObject hook = HookObject.Cgroup(Four, ("from", Port));
        using (KernelLink above = hook.Other("egress_1").Attach(new CgroupTarget(parent.Path) { Mode = CgroupAttachMode.Override }))
        {
            using (KernelLink below = hook.Other("egress_2").Attach(new CgroupTarget(child.Path) { Mode = CgroupAttachMode.Override }))
            {
                Send(child);
                hook.Order.ShouldBe([2u]);
                below.Update(hook.Other("egress_3"));
                Send(child);
                hook.Order.ShouldBe([2u, 3]);
            }

            hook.ForgetOrder();
            Send(child);
            hook.Order.ShouldBe([1u]);
        }

        using KernelLink alone = hook.Other("egress_1").Attach(new CgroupTarget(parent.Path) { Mode = CgroupAttachMode.Exclusive });
        Refused(child.Path, CgroupAttachMode.Override);
        Refused(child.Path, CgroupAttachMode.Link);
        Refused(parent.Path, CgroupAttachMode.Multiple);

        void Refused(string path, CgroupAttachMode mode)
        {
            BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => hook.Other("egress_4").Attach(new CgroupTarget(path) { Mode = mode }));
            refusal.Errno.ShouldBe(SyscallErrors.NotPermitted);
            refusal.LikelyCause.ShouldContain("allows none beside it or below it");
        }
    }

    [KernelFact]
    public void A_link_is_updated_and_pinned()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup(Four, ("from", Port));
        using var pins = new PinFolder();
        string pin = pins.PathOf("egress");
        using (var link = (BpfLink)hook.Other("egress_1").Attach(new CgroupTarget(cgroup.Path)))
        {
            link.Update(hook.Other("egress_2"), hook.Other("egress_1"));
            Should.Throw<BpfSyscallException>(() => link.Update(hook.Other("egress_3"), hook.Other("egress_1"))).Errno.ShouldBe(SyscallErrors.NotPermitted);
            link.Pin(pin);
        }

        Send(cgroup);
        hook.Order.ShouldBe([2u]);
        using (BpfLink again = BpfLink.OpenPinned(pin))
        {
            again.Detach();
            ((CgroupLinkInfo)again.GetInfo()).CgroupId.ShouldBe(0UL);
        }

        Send(cgroup);
        hook.Order.ShouldBe([2u]);
    }

    [KernelFact]
    public void A_removed_cgroup_leaves_a_link_that_says_so()
    {
        using HookObject hook = HookObject.Cgroup("egress_1");
        TestCgroup cgroup = TestCgroup.Create();
        BpfLink link;
        using (cgroup)
        {
            link = (BpfLink)hook.Program.Attach(new CgroupTarget(cgroup.Path));
            ((CgroupLinkInfo)link.GetInfo()).CgroupId.ShouldNotBe(0UL);
        }

        using (link)
        {
            // The kernel takes a cgroup down in its own time.
            Waiting.Until(() => ((CgroupLinkInfo)link.GetInfo()).CgroupId == 0, TimeSpan.FromSeconds(20), () => "the link is attached");
            Should.Throw<BpfSyscallException>(() => link.Update(hook.Program)).Errno.ShouldBe(SyscallErrors.NoLink);
        }

        Should.Throw<SystemCallException>(() => hook.Program.Attach(new CgroupTarget(cgroup.Path))).Message.ShouldContain("give the folder of a cgroup of version 2");
    }

    [KernelFact]
    public void Mistakes_are_named()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup("either_way,egress_1,connect4"), xdp = HookObject.Network("xdp_act");
        var target = new CgroupTarget(cgroup.Path);
        using var other = (BpfLink)hook.Other("connect4").Attach(target);
        using KernelLink egress = hook.Other("egress_1").Attach(target);

        Should.Throw<BpfException>(() => hook.Program.Attach(target)).Message.ShouldContain("its section 'cgroup/skb' does not tell the hook");
        Should.Throw<BpfException>(() => xdp.Program.Attach(target)).Message.ShouldContain("this hook takes cgroup_skb or cgroup_sock or");
        Should.Throw<BpfSyscallException>(() => hook.Program.Attach(new CgroupTarget("/proc") { AttachType = AttachType.CgroupInetEgress })).Message.ShouldContain(
            "EBADF: the folder is no cgroup of version 2");
        Should.Throw<BpfSyscallException>(() => hook.Program.Attach(target with { AttachType = AttachType.CgroupInetEgress, Anchor = AttachAnchor.Before(other) })).LikelyCause.ShouldNotBeEmpty();
        Should.Throw<BpfSyscallException>(() => hook.Program.Attach(target with { AttachType = AttachType.CgroupInetEgress, ExpectedRevision = 1000 })).Message.ShouldContain("ESTALE: the programs of the hook");
        Should.Throw<BpfSyscallException>(() => hook.Other("connect4").Attach(target with { AttachType = AttachType.CgroupInet6Connect })).LikelyCause.ShouldContain("was loaded for another hook");
        Should.Throw<BpfException>(() => hook.Other("connect4").Attach()).Message.ShouldContain("new CgroupTarget(");
    }

    [KernelFact]
    public void A_cgroup_may_be_given_by_its_descriptor()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup("egress_1", ("from", Port));
        using (BpfHandle folder = OpenedFolder.Open("opening a cgroup", cgroup.Path, ""))
        using (KernelLink link = hook.Program.Attach(new CgroupTarget(folder)))
        using (link.Ending())
        {
            folder.Dispose();
            Send(cgroup);
            hook.Order.ShouldBe([1u]);
        }

        Send(cgroup);
        hook.Order.ShouldBe([1u]);
    }

    [ToolFact("bpftool")]
    public void Bpftool_sees_programs_and_links()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup("egress_1,connect4");
        using var link = (BpfLink)hook.Program.Attach(new CgroupTarget(cgroup.Path));
        using KernelLink direct = hook.Other("connect4").Attach(new CgroupTarget(cgroup.Path) { Mode = CgroupAttachMode.Multiple });

        string shown = TestTool.Run("bpftool", "cgroup", "show", cgroup.Path);
        shown.ShouldMatch($@"{hook.Program.GetInfo().Id}\s+cgroup_inet_egress\s+multi\s+egress_1");
        shown.ShouldMatch($@"{hook.Other("connect4").GetInfo().Id}\s+cgroup_inet4_connect\s+multi\s+connect4");
        TestTool.Run("bpftool", "link", "show", "id", link.Id.ToString(CultureInfo.InvariantCulture)).ShouldContain($"cgroup  prog {hook.Program.GetInfo().Id}");
    }

    private static void Send(TestCgroup cgroup) => cgroup.Run(() =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo([1], new IPEndPoint(IPAddress.Loopback, Port));
    });
}
