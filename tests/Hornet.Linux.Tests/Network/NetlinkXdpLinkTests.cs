// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Network;

/// <summary>XDP programs that are attached by netlink, as before there were links.</summary>
public sealed class NetlinkXdpLinkTests
{
    [KernelTheory]
    [InlineData(XdpMode.Automatic)]
    [InlineData(XdpMode.Native)]
    [InlineData(XdpMode.Generic)]
    public void A_program_counts_is_replaced_and_detached_from_another_namespace(XdpMode mode)
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject first = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Drop));
        using HookObject second = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Pass));
        using (KernelLink link = pair.Right.Namespace.Run(() => first.Program.Attach(new XdpTarget(pair.Right.Name, mode) { Method = AttachMethod.Direct })))
        using (link.Ending())
        {
            datagrams.Send(8);
            Waiting.For(() => first.Seen, 8);
            datagrams.Drain().ShouldBe(0);

            link.Update(second.Program);
            datagrams.Send(5);
            datagrams.Received(5);
            (first.Seen, second.Seen).ShouldBe((8UL, 5UL));
            Should.Throw<BpfException>(() => link.Pin("/sys/fs/bpf/never")).Message.ShouldContain("cannot be pinned");
        }

        datagrams.Send(3);
        datagrams.Received(3);
        (first.Seen, second.Seen).ShouldBe((8UL, 5UL));
    }

    [KernelFact]
    public void A_program_gives_its_place_only_as_asked()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject first = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Pass));
        using HookObject second = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Pass));
        using HookObject third = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Pass));
        var target = new XdpTarget(pair.Right.Name) { Method = AttachMethod.Direct };
        using KernelLink firstLink = Attach(first, target);

        Should.Throw<NetlinkException>(() => Attach(second, target)).Errno.ShouldBe(SyscallErrors.Busy);
        Should.Throw<NetlinkException>(() => Attach(second, target with { Replace = third.Program })).Errno.ShouldBe(SyscallErrors.Exists);
        using KernelLink secondLink = Attach(second, target with { Replace = first.Program });
        datagrams.Send(2);
        datagrams.Received(2);
        using KernelLink thirdLink = Attach(third, target with { ReplacesExisting = true });
        datagrams.Send(3);
        datagrams.Received(3);
        (first.Seen, second.Seen, third.Seen).ShouldBe((0UL, 2UL, 3UL));

        // What a link no longer has attached it does not detach.
        Should.Throw<NetlinkException>(firstLink.Detach).Errno.ShouldBe(SyscallErrors.Exists);
        secondLink.Dispose();
        datagrams.Send(1);
        datagrams.Received(1);
        third.Seen.ShouldBe(4UL);
        Should.Throw<BpfException>(() => Attach(first, target with { Method = AttachMethod.Link, ReplacesExisting = true })).Message.ShouldContain("a link cannot take the place");

        KernelLink Attach(HookObject hook, XdpTarget place) => pair.Right.Namespace.Run(() => hook.Program.Attach(place));
    }

    [KernelFact]
    public void A_removed_interface_is_named()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using HookObject hook = HookObject.Network("xdp_act");
        using KernelLink link = pair.Right.Namespace.Run(() => hook.Program.Attach(new XdpTarget(pair.Right.Name) { Method = AttachMethod.Direct }));

        pair.Right.Namespace.Execute("ip", "link", "delete", pair.Right.Name);

        NetlinkException gone = Should.Throw<NetlinkException>(link.Detach);
        gone.Errno.ShouldBe(SyscallErrors.NoDevice);
        gone.Hint.ShouldContain("removed meanwhile");
        link.Detach();
    }
}
