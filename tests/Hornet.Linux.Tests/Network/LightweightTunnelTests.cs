// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Network;

public sealed class LightweightTunnelTests
{
    private const uint Ok = 0, Drop = 2;
    private static readonly IPNetwork Destination = IPNetwork.Parse("10.88.0.0/24");
    private static readonly IPAddress Receiver = IPAddress.Parse("10.88.0.1");

    [KernelTheory]
    [InlineData("lwt_xmit_act")]
    [InlineData("lwt_out_act")]
    public void A_program_sees_what_leaves_by_its_route(string name)
    {
        using VethPair pair = VethPair.Create();
        pair.Right.Namespace.Execute("ip", "address", "add", $"{Receiver}/32", "dev", "lo");
        using HookObject hook = HookObject.Network(name, ("action", Ok));
        using (KernelLink link = pair.Left.Namespace.Run(() => hook.Program.Attach(
            new LightweightTunnelTarget(Destination, pair.Left.Name) { Gateway = pair.Right.Address, Headroom = 64 })))
        using (link.Ending())
        {
            link.Target.ToString().ShouldBe("route:10.88.0.0/24:left");
            using (var datagrams = new Datagrams(pair, Receiver))
            {
                ulong before = hook.Seen;
                datagrams.Send(6);
                datagrams.Received(6);
                hook.Seen.ShouldBe(before + 6);

                hook.Set("action", Drop);
                for (int i = 0; i < 4; i++)
                    Should.Throw<SocketException>(() => datagrams.Send(1)).SocketErrorCode.ShouldBe(SocketError.AccessDenied);
                hook.Seen.ShouldBe(before + 10);
                datagrams.Drain().ShouldBe(0);
            }

            pair.Left.Namespace.Execute("ip", "route").ShouldContain("10.88.0.0/24  encap bpf");
        }

        pair.Left.Namespace.Execute("ip", "route").ShouldNotContain("10.88.0.0");
    }

    [KernelFact]
    public void A_program_sees_what_arrives_for_its_route()
    {
        using VethPair pair = VethPair.Create();
        pair.Left.Namespace.Execute("ip", "route", "add", "10.88.0.0/24", "via", pair.Right.Address.ToString());
        pair.Left.Namespace.Execute("ip", "address", "add", $"{Receiver}/32", "dev", "lo");
        pair.Right.Namespace.Run(() => File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1"));
        using HookObject hook = HookObject.Network("lwt_in_act", ("action", Drop));
        using KernelLink link = pair.Right.Namespace.Run(() => hook.Program.Attach(
            new LightweightTunnelTarget(Destination, pair.Right.Name) { Gateway = pair.Left.Address }));

        // Not to its own address, which would be local.
        using var datagrams = new Datagrams(pair);
        datagrams.SendTo(IPAddress.Parse("10.88.0.9"), 5);

        Waiting.For(() => hook.Seen, 5);
    }

    [KernelFact]
    public void A_segment_ends_in_a_program()
    {
        using VethPair pair = VethPair.Create();
        using KernelProgram program = KernelProgram.Load(
            ProgramType.LightweightTunnelSeg6Local, [new Instruction(0xb7, Register.R0, immediate: 0), new Instruction(0x95)], new ProgramLoadOptions { Name = "segment" });
        using (pair.Right.Namespace.Run(() => program.Attach(new LightweightTunnelTarget(IPNetwork.Parse("fd88::1/128"), pair.Right.Name))))
            pair.Right.Namespace.Execute("ip", "-6", "route").ShouldContain("fd88::1  encap seg6local action End.BPF endpoint segment");
        pair.Right.Namespace.Execute("ip", "-6", "route").ShouldNotContain("fd88::1");
    }

    [KernelFact]
    public void A_route_takes_another_program()
    {
        using VethPair pair = VethPair.Create();
        pair.Right.Namespace.Execute("ip", "address", "add", $"{Receiver}/32", "dev", "lo");
        using HookObject first = HookObject.Network("lwt_xmit_act"), second = HookObject.Network("lwt_xmit_act"), input = HookObject.Network("lwt_in_act");
        var target = new LightweightTunnelTarget(Destination, pair.Left.Index) { Gateway = pair.Right.Address };
        using KernelLink link = pair.Left.Namespace.Run(() => first.Program.Attach(target));
        using var datagrams = new Datagrams(pair, Receiver);
        first.Seen.ShouldBe(1UL);

        link.Update(second.Program);
        datagrams.Send(3);
        datagrams.Received(3);

        (first.Seen, second.Seen).ShouldBe((1UL, 3UL));
        Should.Throw<BpfException>(() => link.Update(input.Program)).Message.ShouldContain("different types");
        Should.Throw<NetlinkException>(() => pair.Left.Namespace.Run(() => first.Program.Attach(target))).Errno.ShouldBe(SyscallErrors.Exists);
        pair.Left.Namespace.Execute("ip", "route", "delete", "10.88.0.0/24");
        Should.Throw<NetlinkException>(link.Detach).Hint.ShouldContain("no such route");
    }
}
