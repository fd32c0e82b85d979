// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Bytecode.Classic;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Sockets;

public sealed class ReuseportTests
{
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 4242);

    [KernelFact]
    public void A_program_selects_a_socket_of_a_map()
    {
        using NetworkNamespace place = NetworkNamespace.Create();
        using HookObject hook = HookObject.Network("choose");
        using var group = new Group(place);
        for (uint i = 0; i < Group.Count; i++)
            hook.Map("group").Update(BitConverter.GetBytes(i), BitConverter.GetBytes((ulong)group[i].Handle));
        using (KernelLink link = hook.Program.Attach(new ReuseportTarget(group[0])))
        using (link.Ending())
        {
            foreach (uint wanted in (uint[])[1, 2, 0])
            {
                hook.Set("target", wanted);
                group.Send(20);
                group.Received(wanted).ShouldBe(20);
            }

            hook.Seen.ShouldBe(60UL);
        }

        group.Send(10);
        group.ReceivedByAll().ShouldBe(10);
        hook.Seen.ShouldBe(60UL);
    }

    [KernelFact]
    public void A_filter_program_answers_the_number_of_the_socket()
    {
        using NetworkNamespace place = NetworkNamespace.Create();
        using HookObject hook = HookObject.Network("keep", ("action", 2));
        using var group = new Group(place);
        using KernelLink link = hook.Program.Attach(new ReuseportTarget(group[1].SafeHandle));

        group.Send(10);
        group.Received(2).ShouldBe(10);
    }

    [KernelFact]
    public void A_classic_program_answers_the_number_of_the_socket()
    {
        using NetworkNamespace place = NetworkNamespace.Create();
        using var group = new Group(place);
        SocketFilter.AttachReuseport(group[0], ClassicText.Parse("ret #1"));

        group.Send(10);
        group.Received(1).ShouldBe(10);

        SocketFilter.DetachReuseport(group[0]);
        Should.Throw<SystemCallException>(() => SocketFilter.DetachReuseport(group[0])).Hint.ShouldContain("no program");
    }

    [KernelFact]
    public void A_socket_without_the_option_is_refused()
    {
        using HookObject hook = HookObject.Network("choose");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Should.Throw<SystemCallException>(() => hook.Program.Attach(new ReuseportTarget(socket))).Message.ShouldContain("EINVAL: the socket has no SO_REUSEPORT");
    }

    /// <summary>Sockets that share an address, and one that sends to it.</summary>
    private sealed class Group : IDisposable
    {
        public const int Count = 3;
        private const int SocketLevel = 1, ReusePort = 15;

        private readonly Socket[] _members;
        private readonly Socket _sender;

        public Group(NetworkNamespace place)
        {
            _sender = place.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
            _members = place.Run(() => Enumerable.Range(0, Count).Select(_ => Member()).ToArray());
        }

        public Socket this[uint index] => _members[index];

        public void Send(int count)
        {
            for (int i = 0; i < count; i++)
                _sender.SendTo([1], Address);
        }

        /// <summary>How many one socket has received; the others must have received none.</summary>
        public int Received(uint index)
        {
            int[] counts = [.. _members.Select(Drain)];
            counts.Where((_, i) => i != index).Sum().ShouldBe(0);
            return counts[index];
        }

        public int ReceivedByAll() => _members.Sum(Drain);

        public void Dispose()
        {
            _sender.Dispose();
            foreach (Socket member in _members)
                member.Dispose();
        }

        private static Socket Member()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            socket.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(1));
            socket.Bind(Address);
            return socket;
        }

        private static int Drain(Socket socket)
        {
            int count = 0;
            while (socket.Poll(0, SelectMode.SelectRead))
            {
                socket.Receive(new byte[4]);
                count++;
            }

            return count;
        }
    }
}
