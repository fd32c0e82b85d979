// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Network;

public sealed class XdpTests
{
    [KernelTheory]
    [InlineData(XdpMode.Automatic)]
    [InlineData(XdpMode.Native)]
    [InlineData(XdpMode.Generic)]
    public void A_program_counts_and_drops_until_its_link_is_disposed(XdpMode mode)
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Drop));
        using (KernelLink link = pair.Right.Namespace.Run(() => hook.Program.Attach(new XdpTarget(pair.Right.Name, mode))))
        using (link.Ending())
        {
            link.Target.ToString().ShouldBe("xdp:right" + mode switch { XdpMode.Native => ":native", XdpMode.Generic => ":generic", _ => "" });
            datagrams.Send(20);
            Waiting.For(() => hook.Seen, 20);
            datagrams.Drain().ShouldBe(0);

            hook.Set("action", (uint)XdpAction.Pass);
            datagrams.Send(7);
            datagrams.Received(7);
            hook.Seen.ShouldBe(27UL);
        }

        datagrams.Send(3);
        datagrams.Received(3);
        hook.Seen.ShouldBe(27UL);
    }

    [KernelFact]
    public void A_program_sends_packets_back()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject mirror = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Transmit));
        using HookObject counter = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Drop));
        using KernelLink right = pair.Right.Namespace.Run(() => mirror.Program.Attach(new XdpTarget(pair.Right.Name, XdpMode.Native)));
        using KernelLink left = pair.Left.Namespace.Run(() => counter.Program.Attach(new XdpTarget(pair.Left.Index, XdpMode.Native)));

        datagrams.Send(15);

        Waiting.For(() => counter.Seen, 15);
        mirror.Seen.ShouldBe(15UL);
        datagrams.Drain().ShouldBe(0);
    }

    [KernelFact]
    public void A_link_takes_another_program_and_only_in_place_of_the_expected_one()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject first = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Drop));
        using HookObject second = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Pass));
        using var link = (BpfLink)pair.Right.Namespace.Run(() => first.Program.Attach(new XdpTarget(pair.Right.Name)));

        link.Update(second.Program, first.Program);
        link.Program.ShouldBeSameAs(second.Program);
        datagrams.Send(5);
        datagrams.Received(5);
        (first.Seen, second.Seen).ShouldBe((0UL, 5UL));

        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => link.Update(first.Program, first.Program));
        refusal.LikelyCause.ShouldContain("another program than expected");
        link.Program.ShouldBeSameAs(second.Program);
        link.Update(first.Program);
        datagrams.Send(2);
        Waiting.For(() => first.Seen, 2);
        datagrams.Drain().ShouldBe(0);
    }

    [KernelFact]
    public void A_second_program_is_refused_with_what_to_do()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using HookObject hook = HookObject.Network("xdp_act");
        using HookObject other = HookObject.Network("xdp_act");
        using KernelLink link = pair.Right.Namespace.Run(() => hook.Program.Attach(new XdpTarget(pair.Right.Name)));

        BpfSyscallException busy = Should.Throw<BpfSyscallException>(() => pair.Right.Namespace.Run(() => other.Program.Attach(new XdpTarget(pair.Right.Name))));
        busy.Errno.ShouldBe(SyscallErrors.Busy);
        busy.Message.ShouldStartWith("attaching the program \"xdp_act\" to xdp:right: bpf(link_create) failed with EBUSY: another program is attached there");
        BpfSyscallException modes = Should.Throw<BpfSyscallException>(
            () => pair.Right.Namespace.Run(() => other.Program.Attach(new XdpTarget(pair.Right.Name, XdpMode.Generic))));
        modes.Errno.ShouldBe(SyscallErrors.Exists);
        modes.LikelyCause.ShouldContain("exclude each other");
        Should.Throw<BpfSyscallException>(() => pair.Left.Namespace.Run(() => other.Program.Attach(new XdpTarget(pair.Left.Name, XdpMode.Offload)))).LikelyCause.ShouldNotBeEmpty();
    }

    [KernelFact]
    public void A_detached_link_attaches_nothing_though_it_is_open()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Drop));
        using KernelLink link = pair.Right.Namespace.Run(() => hook.Program.Attach(new XdpTarget(pair.Right.Name)));

        link.Detach();

        datagrams.Send(4);
        datagrams.Received(4);
        hook.Seen.ShouldBe(0UL);
        Should.Throw<BpfSyscallException>(() => link.Update(hook.Program)).LikelyCause.ShouldContain("the link is detached");
    }

    [KernelFact]
    public void A_removed_interface_leaves_a_link_that_says_so()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using HookObject hook = HookObject.Network("xdp_act");
        using var link = (BpfLink)pair.Right.Namespace.Run(() => hook.Program.Attach(new XdpTarget(pair.Right.Name)));
        ((XdpLinkInfo)link.GetInfo()).InterfaceIndex.ShouldBe((uint)pair.Right.Index);

        pair.Right.Namespace.Execute("ip", "link", "delete", pair.Right.Name);

        ((XdpLinkInfo)link.GetInfo()).InterfaceIndex.ShouldBe(0u);
        BpfSyscallException gone = Should.Throw<BpfSyscallException>(() => link.Update(hook.Program));
        gone.Errno.ShouldBe(SyscallErrors.NoLink);
        gone.LikelyCause.ShouldContain("gone");
        link.Detach();
    }

    [KernelFact]
    public void A_pinned_link_outlives_its_descriptor_until_it_is_unpinned()
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("xdp_act", ("action", (uint)XdpAction.Pass));
        using var pins = new PinFolder();
        string pin = pins.PathOf("xdp");
        using (KernelLink link = pair.Right.Namespace.Run(() => hook.Program.Attach(new XdpTarget(pair.Right.Name))))
            link.Pin(pin);

        datagrams.Send(6);
        datagrams.Received(6);
        hook.Seen.ShouldBe(6UL);

        // The kernel lets go of what was unpinned in its own time.
        File.Delete(pin);
        Waiting.Until(() => !pair.Right.Namespace.Execute("ip", "link", "show", "dev", pair.Right.Name).Contains("prog/xdp", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20), () => "the program is still attached");
        datagrams.Send(2);
        datagrams.Received(2);
        hook.Seen.ShouldBe(6UL);
    }

    [KernelTheory]
    [InlineData("xdp_device_entry", "a device map")]
    [InlineData("xdp_cpu_entry", "a CPU map")]
    public void Programs_for_entries_of_maps_attach_to_no_interface(string name, string map)
    {
        using HookObject hook = HookObject.Network(name);
        Should.Throw<BpfException>(() => hook.Program.Attach(new XdpTarget("lo"))).Message.ShouldContain($"it was loaded for entries of {map}");
        Should.Throw<BpfException>(() => hook.Program.Attach()).Message.ShouldContain($"it goes into a value of {map}");
    }

    [KernelFact]
    public void Mistakes_are_named()
    {
        using HookObject hook = HookObject.Network("xdp_act");
        using HookObject filter = HookObject.Network("keep");
        Should.Throw<SystemCallException>(() => hook.Program.Attach(new XdpTarget("no-such-one"))).Message.ShouldContain("there is no interface 'no-such-one'");
        Should.Throw<BpfException>(() => filter.Program.Attach(new XdpTarget("lo"))).Message.ShouldBe(
            "attaching the program \"keep\" to xdp:lo: this hook takes xdp programs, and this one is of the type socket_filter.");
        Should.Throw<BpfException>(() => hook.Program.Attach()).Message.ShouldContain("give the interface, such as new XdpTarget(\"eth0\")");
    }

    [ToolFact("bpftool")]
    public void Bpftool_sees_program_and_link()
    {
        using VethPair pair = VethPair.Create(isQuiet: true);
        using HookObject hook = HookObject.Network("xdp_act");
        using var link = (BpfLink)pair.Right.Namespace.Run(() => hook.Program.Attach(new XdpTarget(pair.Right.Name, XdpMode.Generic)));

        uint program = hook.Program.GetInfo().Id;
        pair.Right.Namespace.Execute("bpftool", "net").ShouldContain($"right({pair.Right.Index}) generic id {program}");
        pair.Right.Namespace.Execute("bpftool", "link").ShouldContain($"xdp  prog {program}");
    }
}
