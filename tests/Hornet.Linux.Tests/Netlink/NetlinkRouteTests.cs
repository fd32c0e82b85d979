// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Netlink;

/// <summary>Routes with programs, with datagrams that really take them.</summary>
public sealed class NetlinkRouteTests
{
    /// <summary><c>BPF_OK</c>, <c>BPF_DROP</c>.</summary>
    private const int Pass = 0, Drop = 2;

    private static readonly byte[] Datagram = [1, 2, 3];

    [KernelTheory]
    [InlineData("lwt_out", "198.51.100.0/24", "198.51.100.7")]
    [InlineData("lwt_xmit", "198.51.100.0/24", "198.51.100.7")]
    [InlineData("lwt_out", "2001:db8:7::/64", "2001:db8:7::7")]
    [InlineData("lwt_xmit", "2001:db8:7::/64", "2001:db8:7::7")]
    public void Packets_that_leave_run_the_program_and_may_be_dropped_until_the_route_is_removed(string section, string network, string destination)
    {
        using VethPair pair = VethPair.Create();
        using CountingProgram drop = CountingProgram.Load(section, Drop), pass = CountingProgram.Load(section, Pass);
        IPAddress target = IPAddress.Parse(destination);
        using Receiver receiver = Receiver.Open(pair.Right, target);
        using Socket sender = pair.Left.Namespace.Run(() => new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        var route = new TunnelRoute(IPNetwork.Parse(network), pair.Left.Index)
        {
            Gateway = target.AddressFamily == AddressFamily.InterNetwork ? pair.Right.Address : pair.Right.AddressV6,
            Metric = 50,
        };

        pair.Left.Namespace.Run(() => Add(route, section, drop));
        TrySend(sender, receiver.EndPoint);
        Eventually.ShouldBe(() => drop.Runs, 1);
        receiver.Receive(TimeSpan.FromMilliseconds(100)).ShouldBe(0);
        string[] family = target.AddressFamily == AddressFamily.InterNetworkV6 ? ["-6"] : [];
        pair.Left.Namespace.Execute("ip", [.. family, "route", "show", network]).ShouldContain($"encap bpf {section["lwt_".Length..]} count_runs:{drop.Id}");

        pair.Left.Namespace.Run(() =>
        {
            Refused(() => Add(route, section, pass), $"adding a route to {network} through programs", SyscallErrors.Exists, "already");
            Add(route, section, pass, replace: true);
        });
        TrySend(sender, receiver.EndPoint);
        receiver.Receive(TimeSpan.FromSeconds(30)).ShouldBe(Datagram.Length);
        (drop.Runs, pass.Runs).ShouldBe((1, 1));

        pair.Left.Namespace.Run(() =>
        {
            NetlinkRoute.Delete(route);
            Refused(() => NetlinkRoute.Delete(route), $"removing the route to {network}", SyscallErrors.NoProcess, "no such route");
        });
        TrySend(sender, receiver.EndPoint);
        (drop.Runs, pass.Runs).ShouldBe((1, 1));
    }

    [KernelFact]
    public void Packets_that_arrive_run_the_program()
    {
        // A packet to be forwarded: it arrives for a network whose route has a program.
        using VethPair pair = VethPair.Create();
        using CountingProgram drop = CountingProgram.Load("lwt_in", Drop);
        pair.Right.Namespace.Execute("sysctl", "-qw", "net.ipv4.ip_forward=1");
        pair.Left.Namespace.Execute("ip", "route", "add", "203.0.113.0/24", "via", pair.Right.Address.ToString());
        using Socket sender = pair.Left.Namespace.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        var route = new TunnelRoute(IPNetwork.Parse("203.0.113.0/24"), pair.Right.Index);

        pair.Right.Namespace.Run(() => NetlinkRoute.AddBpf(route, TunnelProgram.Of(drop.Program), null, null));
        TrySend(sender, new IPEndPoint(IPAddress.Parse("203.0.113.9"), 9));
        Eventually.ShouldBe(() => drop.Runs, 1);

        pair.Right.Namespace.Run(() => NetlinkRoute.Delete(route));
        TrySend(sender, new IPEndPoint(IPAddress.Parse("203.0.113.9"), 9));
        drop.Runs.ShouldBe(1);
    }

    [KernelFact]
    public void Headroom_and_several_programs_go_with_one_route()
    {
        using VethPair pair = VethPair.Create();
        using CountingProgram output = CountingProgram.Load("lwt_out", Pass), transmit = CountingProgram.Load("lwt_xmit", Pass);
        var route = new TunnelRoute(IPNetwork.Parse("198.51.100.0/24"), pair.Left.Index);
        pair.Left.Namespace.Run(() =>
            NetlinkRoute.AddBpf(route, null, new TunnelProgram(output.Fd, "out_program"), new TunnelProgram(transmit.Fd, "xmit_program"), headroom: 32));

        // The kernel does not tell the headroom back.
        pair.Left.Namespace.Execute("ip", "route", "show", "198.51.100.0/24").ShouldContain("encap bpf out out_program xmit xmit_program dev left");
        Should.Throw<ArgumentOutOfRangeException>(() => NetlinkRoute.AddBpf(route, null, null, null, headroom: 257));
    }

    [KernelFact]
    public void A_segment_ends_with_a_program()
    {
        using VethPair pair = VethPair.Create();
        using CountingProgram drop = CountingProgram.Load("lwt_seg6local", Drop);
        pair.Right.Namespace.Execute("sysctl", "-qw", "net.ipv6.conf.all.seg6_enabled=1", "net.ipv6.conf.right.seg6_enabled=1", "net.ipv6.conf.all.forwarding=1");
        pair.Left.Namespace.Execute("ip", "-6", "route", "add", "fc00::7/128", "via", pair.Right.AddressV6.ToString());
        pair.Left.Namespace.Execute("ip", "-6", "route", "add", "2001:db8:9::/64", "encap", "seg6", "mode", "encap", "segs", "fc00::7,fc00::8", "dev", "left");
        using Socket sender = pair.Left.Namespace.Run(() => new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp));
        var route = new TunnelRoute(IPNetwork.Parse("fc00::7/128"), pair.Right.Index);

        pair.Right.Namespace.Run(() => NetlinkRoute.AddSegmentLocal(route, TunnelProgram.Of(drop.Program)));
        pair.Right.Namespace.Execute("ip", "-6", "route", "show", "fc00::7").ShouldContain($"encap seg6local action End.BPF endpoint count_runs:{drop.Id}");
        TrySend(sender, new IPEndPoint(IPAddress.Parse("2001:db8:9::9"), 9));
        Eventually.ShouldBe(() => drop.Runs, 1);

        pair.Right.Namespace.Run(() => NetlinkRoute.Delete(route));
        TrySend(sender, new IPEndPoint(IPAddress.Parse("2001:db8:9::9"), 9));
        drop.Runs.ShouldBe(1);
    }

    [KernelFact]
    public void Routes_that_cannot_be_made_say_why()
    {
        using VethPair pair = VethPair.Create();
        using CountingProgram output = CountingProgram.Load("lwt_out", Pass);
        pair.Left.Namespace.Run(() =>
        {
            var route = new TunnelRoute(IPNetwork.Parse("198.51.100.0/24"), pair.Left.Index);
            Refused(() => NetlinkRoute.AddBpf(route, null, null, new TunnelProgram(output.Fd, "wrong")), "adding a route", SyscallErrors.Invalid, "wrong type");
            Refused(() => NetlinkRoute.AddBpf(route, null, null, null), "adding a route", SyscallErrors.Invalid, "no program was given");
            Refused(() => NetlinkRoute.AddBpf(route with { Gateway = IPAddress.Parse("192.0.2.1") }, null, new TunnelProgram(output.Fd, "out"), null), "adding a route",
                SyscallErrors.NetworkUnreachable, "gateway");
            pair.Left.Namespace.Execute("ip", "link", "set", "left", "down");
            Refused(() => NetlinkRoute.AddBpf(route, null, new TunnelProgram(output.Fd, "out"), null), "adding a route", SyscallErrors.NetworkDown, "is down");
            pair.Left.Namespace.Execute("ip", "link", "delete", "left");
            Refused(() => NetlinkRoute.AddBpf(route, null, new TunnelProgram(output.Fd, "out"), null), "adding a route", SyscallErrors.NoDevice, "no such interface");
        });
    }

    private static void Add(TunnelRoute route, string section, CountingProgram program, bool replace = false)
    {
        TunnelProgram named = TunnelProgram.Of(program.Program);
        NetlinkRoute.AddBpf(route, null, section == "lwt_out" ? named : null, section == "lwt_xmit" ? named : null, replace: replace);
    }

    /// <summary>Sends; that the way drops the datagram, or that none is left, is no error here.</summary>
    private static void TrySend(Socket sender, IPEndPoint destination)
    {
        try
        {
            sender.SendTo(Datagram, destination);
        }
        catch (SocketException)
        {
        }
    }

    private static void Refused(Action action, string doing, int errno, string hint)
    {
        NetlinkException refusal = Should.Throw<NetlinkException>(action);
        refusal.Message.ShouldStartWith(doing);
        refusal.Errno.ShouldBe(errno, refusal.Message);
        refusal.Hint.ShouldContain(hint);
    }

    /// <summary>A datagram socket at an address that its end gets for it.</summary>
    private sealed class Receiver(Socket socket) : IDisposable
    {
        public IPEndPoint EndPoint => (IPEndPoint)socket.LocalEndPoint!;

        public static Receiver Open(VethPair.End end, IPAddress address)
        {
            bool isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
            end.Namespace.Execute("ip", ["address", "add", $"{address}/{(isV6 ? 128 : 32)}", "dev", "lo", .. isV6 ? new[] { "nodad" } : []]);
            return end.Namespace.Run(() =>
            {
                var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                socket.Bind(new IPEndPoint(address, 0));
                return new Receiver(socket);
            });
        }

        /// <summary>The length of the next datagram, 0 when none came in time.</summary>
        public int Receive(TimeSpan patience) => socket.Poll(patience, SelectMode.SelectRead) ? socket.Receive(new byte[100]) : 0;

        public void Dispose() => socket.Dispose();
    }
}
