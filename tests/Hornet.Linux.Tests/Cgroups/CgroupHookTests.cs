// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Cgroups;

/// <summary>Programs that judge what the processes of a cgroup do.</summary>
public sealed class CgroupHookTests
{
    private const ushort Port = 4242;
    private const uint UdpProtocol = 17;
    private const int IpLevel = 0, TimeToLive = 2;

    [KernelFact]
    public void Sockets_are_denied_when_made_and_counted_when_released()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject creation = HookObject.Cgroup("sock_create", ("from", UdpProtocol)), release = HookObject.Cgroup("sock_release", ("from", UdpProtocol));
        KernelLink made = creation.Program.Attach(new CgroupTarget(cgroup.Path)), released = release.Program.Attach(new CgroupTarget(cgroup.Path));
        cgroup.Run(() => Datagram().Dispose());
        Waiting.For(() => release.Seen, 1);
        creation.Seen.ShouldBe(1UL);

        creation.Set("verdict", 0);
        Should.Throw<SocketException>(() => cgroup.Run(() => Datagram().Dispose())).SocketErrorCode.ShouldBe(SocketError.AccessDenied);
        cgroup.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Dispose());
        using (Datagram())
        {
            // Another cgroup's.
        }

        made.End();
        released.End();
        ulong releases = release.Seen;
        cgroup.Run(() => Datagram().Dispose());
        (creation.Seen, release.Seen).ShouldBe((2UL, releases));
    }

    [KernelTheory]
    [InlineData("post_bind4", "127.0.0.1")]
    [InlineData("post_bind6", "::1")]
    public void A_port_is_denied_after_binding(string name, string text)
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup(name, ("from", Port), ("verdict", 0));
        using (hook.Program.Attach(new CgroupTarget(cgroup.Path)).Ending())
        {
            Should.Throw<SocketException>(() => cgroup.Run(() => Bind(Port))).SocketErrorCode.ShouldBe(SocketError.AccessDenied);
            cgroup.Run(() => Bind(Port + 1));
        }

        cgroup.Run(() => Bind(Port));
        hook.Seen.ShouldBe(1UL);

        void Bind(int port)
        {
            IPAddress address = IPAddress.Parse(text);
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, port));
        }
    }

    [KernelTheory]
    [InlineData("egress", null)]
    [InlineData("ingress", null)]
    [InlineData("either_way", AttachType.CgroupInetEgress)]
    [InlineData("either_way", AttachType.CgroupInetIngress)]
    public void Packets_are_counted_and_dropped(string name, AttachType? type)
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup(name, ("from", Port));
        bool isEgress = name == "egress" || type == AttachType.CgroupInetEgress;
        using Socket receiver = cgroup.Run(() =>
        {
            Socket made = Datagram();
            made.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            return made;
        });
        using Socket sender = cgroup.Run(Datagram);
        using (hook.Program.Attach(new CgroupTarget(cgroup.Path) { AttachType = type }).Ending())
        {
            Pass(5).ShouldBe(5);
            hook.Seen.ShouldBe(5UL);
            hook.Set("verdict", 0);
            Pass(3).ShouldBe(0);
            hook.Seen.ShouldBe(8UL);
        }

        Pass(2).ShouldBe(2);
        hook.Seen.ShouldBe(8UL);

        int Pass(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Exception? refusal = Record.Exception(() => sender.SendTo([1], new IPEndPoint(IPAddress.Loopback, Port)));
                if (refusal is not null)
                    (isEgress, ((SocketException)refusal).SocketErrorCode).ShouldBe((true, SocketError.AccessDenied));
            }

            int received = 0;
            for (; receiver.Poll(0, SelectMode.SelectRead); received++)
                receiver.Receive(new byte[4]);
            return received;
        }
    }

    [KernelFact]
    public void The_life_of_a_connection_is_told()
    {
        // BPF_SOCK_OPS_TCP_CONNECT_CB, ACTIVE_ESTABLISHED_CB, PASSIVE_ESTABLISHED_CB, TCP_LISTEN_CB.
        const int Connect = 3, Active = 4, Passive = 5, Listen = 11;
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup("socket_events", ("from", Port));
        ArrayMap<ulong> events = new(hook.Map("events"));
        using (hook.Program.Attach(new CgroupTarget(cgroup.Path)).Ending())
            cgroup.Run(Converse);
        (events[Listen], events[Connect], events[Active], events[Passive]).ShouldBe((1UL, 1UL, 1UL, 1UL));

        cgroup.Run(Converse);
        (events[Listen], events[Connect], events[Active], events[Passive]).ShouldBe((1UL, 1UL, 1UL, 1UL));

        static void Converse()
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            listener.Listen();
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(IPAddress.Loopback, Port);
            using Socket accepted = listener.Accept();
        }
    }

    [KernelFact]
    public void A_device_is_denied()
    {
        const uint NullMinor = 3;
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup("device", ("from", NullMinor), ("verdict", 0));
        using (hook.Program.Attach(new CgroupTarget(cgroup.Path)).Ending())
        {
            Should.Throw<Exception>(() => cgroup.Run(() => File.OpenHandle("/dev/null").Dispose())).ShouldBeOfType<UnauthorizedAccessException>();
            cgroup.Run(() => File.OpenHandle("/dev/zero").Dispose());
            File.OpenHandle("/dev/null").Dispose();
            hook.Seen.ShouldBe(1UL);
        }

        cgroup.Run(() => File.OpenHandle("/dev/null").Dispose());
        hook.Seen.ShouldBe(1UL);
    }

    [KernelFact]
    public void A_system_setting_is_denied_and_written_otherwise()
    {
        const string Setting = "/proc/sys/net/ipv4/tcp_fin_timeout";
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup("sysctl");
        hook.Set("name", "net/ipv4/tcp_fin_timeout");
        using (hook.Program.Attach(new CgroupTarget(cgroup.Path)).Ending())
        {
            cgroup.Run(() => File.WriteAllText(Setting, "45"));
            cgroup.Run(() => File.ReadAllText(Setting)).ShouldBe("60\n");
            hook.Set("verdict", 0);
            Should.Throw<Exception>(() => cgroup.Run(() => File.ReadAllText(Setting))).ShouldBeOfType<UnauthorizedAccessException>();
            Should.Throw<Exception>(() => cgroup.Run(() => File.WriteAllText(Setting, "45"))).ShouldBeOfType<UnauthorizedAccessException>();
            cgroup.Run(() => File.ReadAllText("/proc/sys/net/ipv4/tcp_retries2")).ShouldNotBeEmpty();
        }

        ulong seen = hook.Seen;
        cgroup.Run(() => File.WriteAllText(Setting, "45"));
        cgroup.Run(() => File.ReadAllText(Setting)).ShouldBe("45\n");
        hook.Seen.ShouldBe(seen);
    }

    [KernelFact]
    public void A_socket_option_is_set_otherwise_and_denied()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup("set_option", ("from", TimeToLive), ("to", 99));
        using Socket socket = cgroup.Run(Datagram);
        using (hook.Program.Attach(new CgroupTarget(cgroup.Path)).Ending())
        {
            Set(socket, 5);
            Get(socket).ShouldBe(99);
            hook.Set("verdict", 0);
            Should.Throw<SocketException>(() => Set(socket, 5)).SocketErrorCode.ShouldBe(SocketError.AccessDenied);
        }

        Set(socket, 5);
        Get(socket).ShouldBe(5);
        hook.Seen.ShouldBe(2UL);
    }

    [KernelFact]
    public void A_socket_option_is_read_otherwise_and_denied()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup("get_option", ("from", TimeToLive), ("to", 77));
        using Socket socket = cgroup.Run(Datagram);
        Set(socket, 5);
        using (hook.Program.Attach(new CgroupTarget(cgroup.Path)).Ending())
        {
            Get(socket).ShouldBe(77);
            hook.Set("verdict", 0);
            Should.Throw<SocketException>(() => Get(socket)).SocketErrorCode.ShouldBe(SocketError.AccessDenied);
        }

        Get(socket).ShouldBe(5);
        hook.Seen.ShouldBe(2UL);
    }

    private static Socket Datagram() => new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    private static void Set(Socket socket, int value) => socket.SetRawSocketOption(IpLevel, TimeToLive, BitConverter.GetBytes(value));

    private static int Get(Socket socket)
    {
        byte[] value = new byte[sizeof(int)];
        socket.GetRawSocketOption(IpLevel, TimeToLive, value);
        return BitConverter.ToInt32(value);
    }
}
