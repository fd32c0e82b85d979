// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Cgroups;

/// <summary>Programs that see and change the addresses of calls: each turns port 5000 into port 5001.</summary>
public sealed class CgroupAddressTests
{
    private const ushort From = 5000, To = 5001;

    [KernelTheory]
    [InlineData("bind4", "127.0.0.1")]
    [InlineData("bind6", "::1")]
    public void Binding_goes_to_another_port(string hook, string address) => ChangesPort(hook, () =>
    {
        using Socket socket = Datagram(IPAddress.Parse(address), From);
        return AddressNames.OwnPort(socket);
    });

    [KernelTheory]
    [InlineData("connect4", "127.0.0.1")]
    [InlineData("connect6", "::1")]
    public void Connecting_goes_to_another_port(string hook, string address) => ChangesPort(hook, () =>
    {
        using Socket listener = Listener(IPAddress.Parse(address), From), other = Listener(IPAddress.Parse(address), To);
        using Socket client = Stream(IPAddress.Parse(address));
        client.Connect(IPAddress.Parse(address), From);
        return other.Poll(0, SelectMode.SelectRead) ? To : From;
    });

    [KernelTheory]
    [InlineData("sendmsg4", "127.0.0.1")]
    [InlineData("sendmsg6", "::1")]
    public void Sending_goes_to_another_port(string hook, string address) => ChangesPort(hook, () =>
    {
        using Socket receiver = Datagram(IPAddress.Parse(address), From), other = Datagram(IPAddress.Parse(address), To), sender = Datagram(IPAddress.Parse(address), 0);
        sender.SendTo([1], new IPEndPoint(IPAddress.Parse(address), From));
        return other.Poll(0, SelectMode.SelectRead) ? To : From;
    });

    [KernelTheory]
    [InlineData("recvmsg4", "127.0.0.1")]
    [InlineData("recvmsg6", "::1")]
    public void Receiving_tells_another_port(string hook, string address) => ChangesPort(hook, () =>
    {
        using Socket receiver = Datagram(IPAddress.Parse(address), 0), sender = Datagram(IPAddress.Parse(address), From);
        sender.SendTo([1], receiver.LocalEndPoint!);
        EndPoint source = new IPEndPoint(IPAddress.Parse(address), 0);
        receiver.ReceiveFrom(new byte[4], ref source);
        return ((IPEndPoint)source).Port;
    });

    [KernelTheory]
    [InlineData("getpeername4", "127.0.0.1")]
    [InlineData("getpeername6", "::1")]
    public void The_peers_name_tells_another_port(string hook, string address) => ChangesPort(hook, () =>
    {
        using Socket listener = Listener(IPAddress.Parse(address), From), client = Stream(IPAddress.Parse(address));
        client.Connect(IPAddress.Parse(address), From);
        return AddressNames.PeerPort(client);
    });

    [KernelTheory]
    [InlineData("getsockname4", "127.0.0.1")]
    [InlineData("getsockname6", "::1")]
    public void The_own_name_tells_another_port(string hook, string address) => ChangesPort(hook, () =>
    {
        using Socket socket = Datagram(IPAddress.Parse(address), From);
        return AddressNames.OwnPort(socket);
    });

    [KernelTheory]
    [InlineData("bind4")]
    [InlineData("connect4")]
    [InlineData("sendmsg4")]
    public void A_program_denies(string hook)
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject denial = HookObject.Cgroup(hook, ("from", From), ("to", To), ("verdict", 0));
        using (denial.Program.Attach(new CgroupTarget(cgroup.Path)).Ending())
            Should.Throw<SocketException>(() => cgroup.Run(Act)).SocketErrorCode.ShouldBe(SocketError.AccessDenied);
        cgroup.Run(Act);
        denial.Seen.ShouldBe(1UL);

        void Act()
        {
            using Socket listener = hook == "connect4" ? Listener(IPAddress.Loopback, From) : Datagram(IPAddress.Loopback, 0);
            using Socket socket = hook == "connect4" ? Stream(IPAddress.Loopback) : new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            var address = new IPEndPoint(IPAddress.Loopback, From);
            if (hook == "bind4")
                socket.Bind(address);
            else if (hook == "connect4")
                socket.Connect(address);
            else
                socket.SendTo([1], address);
        }
    }

    [KernelFact]
    public void Unix_sockets_are_seen_and_denied()
    {
        using TestCgroup cgroup = TestCgroup.Create();
        string path = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():N}.socket");
        try
        {
            foreach (string name in (string[])["connect_unix", "sendmsg_unix", "recvmsg_unix", "getpeername_unix", "getsockname_unix"])
            {
                using HookObject hook = HookObject.Cgroup(name);
                using (KernelLink link = hook.Program.Attach(new CgroupTarget(cgroup.Path)))
                using (link.Ending())
                {
                    cgroup.Run(() => Converse(path));
                    hook.Seen.ShouldBeGreaterThan(0UL, name);
                    if (name is "connect_unix" or "sendmsg_unix")
                    {
                        hook.Set("verdict", 0);
                        Should.Throw<SocketException>(() => cgroup.Run(() => Converse(path))).SocketErrorCode.ShouldBe(SocketError.AccessDenied, name);
                    }
                }

                ulong seen = hook.Seen;
                cgroup.Run(() => Converse(path));
                hook.Seen.ShouldBe(seen, name);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Connects, sends, receives and asks for names, by Unix sockets.</summary>
    private static void Converse(string path)
    {
        File.Delete(path);
        var address = new UnixDomainSocketEndPoint(path);
        using var receiver = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        using var sender = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        using var connected = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        receiver.Bind(address);
        connected.Connect(address);
        sender.SendTo([1], address);
        EndPoint source = address;
        receiver.ReceiveFrom(new byte[4], ref source);
        AddressNames.PeerPort(connected);
        AddressNames.OwnPort(receiver);
    }

    /// <summary>With the program another port comes out of an action, and without it the same.</summary>
    private static void ChangesPort(string name, Func<int> port)
    {
        using TestCgroup cgroup = TestCgroup.Create();
        using HookObject hook = HookObject.Cgroup(name, ("from", From), ("to", To));
        using (KernelLink link = hook.Program.Attach(new CgroupTarget(cgroup.Path)))
        using (link.Ending())
        {
            link.Target.ToString().ShouldBe($"cgroup:{cgroup.Path}");
            cgroup.Run(port).ShouldBe(To);
            hook.Seen.ShouldBeGreaterThan(0UL);
        }

        ulong seen = hook.Seen;
        cgroup.Run(port).ShouldBe(From);
        hook.Seen.ShouldBe(seen);
    }

    private static Socket Datagram(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 };
        socket.Bind(new IPEndPoint(address, port));
        return socket;
    }

    private static Socket Stream(IPAddress address) => new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

    private static Socket Listener(IPAddress address, int port)
    {
        Socket socket = Stream(address);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen();
        return socket;
    }
}
