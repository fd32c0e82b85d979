// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Netlink;

/// <summary>XDP programs attached by netlink, with frames that really cross.</summary>
public sealed class NetlinkXdpTests
{
    private const int Drop = 1, Pass = 2;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(30);

    [KernelTheory]
    [InlineData(XdpMode.Generic)]
    [InlineData(XdpMode.Native)]
    [InlineData(XdpMode.Automatic)]
    public void An_attached_program_sees_and_drops_frames_until_it_is_detached(XdpMode mode)
    {
        using VethPair pair = VethPair.Create();
        using CountingProgram drop = CountingProgram.Load("xdp", Drop, PacketSocket.EtherType);
        using PacketSocket sender = PacketSocket.Open(pair.Left), receiver = PacketSocket.Open(pair.Right);
        byte[] frame = PacketSocket.Frame(pair.Left, pair.Right, new byte[50]);

        pair.Right.Namespace.Run(() => NetlinkXdp.Attach(pair.Right.Index, drop.Fd, mode));
        for (int i = 0; i < 3; i++)
            sender.Send(frame);

        Eventually.ShouldBe(() => drop.Runs, 3);
        receiver.Receive(Soon).ShouldBeNull();
        XdpAttachment attachment = pair.Right.Namespace.Run(() => NetlinkXdp.Query(pair.Right.Index));
        attachment.ShouldBe(mode == XdpMode.Generic ? new XdpAttachment(0, drop.Id, 0) : new XdpAttachment(drop.Id, 0, 0));
        (attachment.ProgramId(mode), attachment.IsAttached).ShouldBe((drop.Id, true));

        pair.Right.Namespace.Run(() => NetlinkXdp.Detach(pair.Right.Index, mode));
        sender.Send(frame);
        receiver.Receive(Patience).ShouldBe(frame);
        drop.Runs.ShouldBe(3);
        pair.Right.Namespace.Run(() => NetlinkXdp.Query(pair.Right.Index)).ShouldBe(XdpAttachment.None);
    }

    [KernelFact]
    public void A_program_is_replaced_only_by_who_knows_it()
    {
        using VethPair pair = VethPair.Create();
        using CountingProgram drop = CountingProgram.Load("xdp", Drop, PacketSocket.EtherType), pass = CountingProgram.Load("xdp", Pass, PacketSocket.EtherType);
        using PacketSocket sender = PacketSocket.Open(pair.Left), receiver = PacketSocket.Open(pair.Right);
        byte[] frame = PacketSocket.Frame(pair.Left, pair.Right, new byte[50]);
        pair.Right.Namespace.Run(() =>
        {
            int index = pair.Right.Index;
            NetlinkXdp.Attach(index, drop.Fd, XdpMode.Native);

            Refused(() => NetlinkXdp.Attach(index, pass.Fd, XdpMode.Native), "attaching an XDP program to \"right\" (interface", SyscallErrors.Busy, "attached there already");
            Refused(() => NetlinkXdp.Attach(index, pass.Fd, XdpMode.Generic), "attaching an XDP program", SyscallErrors.Exists, "attached there already");
            Refused(() => NetlinkXdp.Replace(index, pass.Fd, pass.Fd, XdpMode.Native), "replacing the XDP program", SyscallErrors.Exists, "another one than expected");
            Refused(() => NetlinkXdp.Detach(index, pass.Fd, XdpMode.Native), "detaching the XDP program", SyscallErrors.Exists, "another one than expected");
            NetlinkXdp.Query(index).NativeProgramId.ShouldBe(drop.Id);

            NetlinkXdp.Replace(index, pass.Fd, drop.Fd, XdpMode.Native);
            NetlinkXdp.Query(index).NativeProgramId.ShouldBe(pass.Id);
        });
        sender.Send(frame);
        receiver.Receive(Patience).ShouldBe(frame);
        (drop.Runs, pass.Runs).ShouldBe((0, 1));

        pair.Right.Namespace.Run(() =>
        {
            NetlinkXdp.AttachOrReplace(pair.Right.Index, drop.Fd, XdpMode.Native);
            NetlinkXdp.Detach(pair.Right.Index, drop.Fd, XdpMode.Native);
            NetlinkXdp.Query(pair.Right.Index).IsAttached.ShouldBeFalse();
        });
    }

    [KernelFact]
    public void What_cannot_be_attached_says_why()
    {
        using VethPair pair = VethPair.Create();
        using CountingProgram xdp = CountingProgram.Load("xdp", Pass), socket = CountingProgram.Load("socket", 0);
        pair.Right.Namespace.Run(() =>
        {
            int index = pair.Right.Index;
            Refused(() => NetlinkXdp.Attach(index, socket.Fd, XdpMode.Native), "attaching an XDP program", SyscallErrors.Invalid, "other hooks");
            Refused(() => NetlinkXdp.Attach(index, 9999, XdpMode.Native), "attaching an XDP program", SyscallErrors.BadDescriptor, "closed already");
            Refused(() => NetlinkXdp.Attach(index, xdp.Fd, XdpMode.Offload), "attaching an XDP program", SyscallErrors.Invalid, "does not run XDP programs on the card");
            NetlinkException native = Refused(() => NetlinkXdp.Attach(1, xdp.Fd, XdpMode.Native), "attaching an XDP program to \"lo\" (interface 1)", SyscallErrors.NotSupported, "try XdpMode.Generic");
            native.KernelMessage.ShouldContain("does not support XDP");
            native.Message.ShouldContain(native.KernelMessage);

            // Frames as large as this do not fit into what veth hands to a program.
            pair.Right.Namespace.Execute("ip", "link", "set", "right", "mtu", "9000");
            pair.Left.Namespace.Execute("ip", "link", "set", "left", "mtu", "9000");
            Refused(() => NetlinkXdp.Attach(index, xdp.Fd, XdpMode.Native), "attaching an XDP program", SyscallErrors.OutOfRange, "its MTU").KernelMessage.ShouldContain("MTU");

            pair.Right.Namespace.Execute("ip", "link", "delete", "right");
            Refused(() => NetlinkXdp.Attach(index, xdp.Fd, XdpMode.Native), $"attaching an XDP program to interface {index}:", SyscallErrors.NoDevice, "no such interface");
            Refused(() => NetlinkXdp.Query(index), "asking for the XDP programs", SyscallErrors.NoDevice, "no such interface");
        });
    }

    [ToolFact("bpftool")]
    public void Bpftool_sees_what_is_attached()
    {
        using VethPair pair = VethPair.Create();
        using CountingProgram pass = CountingProgram.Load("xdp", Pass);
        pair.Right.Namespace.Run(() => NetlinkXdp.Attach(pair.Right.Index, pass.Fd, XdpMode.Generic));

        pair.Right.Namespace.Execute("bpftool", "net").ShouldContain($"right({pair.Right.Index}) generic id {pass.Id}");
    }

    [ToolFact("ip")]
    public void What_ip_attached_is_seen()
    {
        using VethPair pair = VethPair.Create();
        pair.Right.Namespace.Execute("ip", "link", "set", "right", "xdpgeneric", "obj", TestFiles.InRepository("tests/fixtures/objects/clang-v3/several_programs.o"), "section", "xdp");

        XdpAttachment attachment = pair.Right.Namespace.Run(() => NetworkLinks.Find("right")!.Xdp);

        attachment.GenericProgramId.ShouldNotBe(0u);
        attachment.NativeProgramId.ShouldBe(0u);
    }

    private static NetlinkException Refused(Action action, string doing, int errno, string hint)
    {
        NetlinkException refusal = Should.Throw<NetlinkException>(action);
        refusal.Message.ShouldStartWith(doing);
        refusal.Errno.ShouldBe(errno, refusal.Message);
        refusal.Request.ShouldStartWith("RTM_");
        refusal.Hint.ShouldContain(hint);
        refusal.Message.ShouldContain(refusal.Hint);
        return refusal;
    }
}
