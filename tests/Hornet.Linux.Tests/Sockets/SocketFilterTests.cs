// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Sockets;

public sealed class SocketFilterTests
{
    [KernelFact]
    public void A_program_decides_how_much_of_a_datagram_a_socket_keeps()
    {
        using var pair = new DatagramPair();
        using HookObject hook = HookObject.Network("keep", ("action", 4)), other = HookObject.Network("keep", ("action", 100));
        using (KernelLink link = hook.Program.Attach(new SocketTarget(pair.Receiver)))
        using (link.Ending())
        {
            pair.Pass(10).ShouldBe(4);
            hook.Set("action", 0);
            pair.Pass(10).ShouldBe(0);
            hook.Seen.ShouldBe(2UL);

            link.Update(other.Program);
            pair.Pass(10).ShouldBe(10);
            (hook.Seen, other.Seen).ShouldBe((2UL, 1UL));
            Should.Throw<BpfException>(() => link.Pin("/sys/fs/bpf/never")).Message.ShouldContain("cannot be pinned");
        }

        pair.Pass(10).ShouldBe(10);
        other.Seen.ShouldBe(1UL);
    }

    [KernelFact]
    public void A_locked_filter_stays()
    {
        using var pair = new DatagramPair();
        using HookObject hook = HookObject.Network("keep", ("action", 3));
        KernelLink link = hook.Program.Attach(new SocketTarget(pair.Receiver.SafeHandle) { IsLocked = true });

        SystemCallException refusal = Should.Throw<SystemCallException>(link.Detach);
        refusal.Errno.ShouldBe(SyscallErrors.NotPermitted);
        refusal.Message.ShouldContain("setsockopt(SO_DETACH_FILTER) failed with EPERM: the filter of this socket is locked");
        Should.Throw<SystemCallException>(() => link.Update(hook.Program)).Errno.ShouldBe(SyscallErrors.NotPermitted);
        pair.Pass(10).ShouldBe(3);

        // With the socket the filter goes, and there is nothing to detach.
        pair.Receiver.Dispose();
        link.Dispose();
        link.Target.ToString().ShouldBe("socket:closed");
    }

    [KernelFact]
    public void A_classic_program_filters_and_is_detached()
    {
        using var pair = new DatagramPair();
        SocketFilter.Attach(pair.Receiver, ClassicText.Parse("ldb [0] jeq #1, one ret #0 one: ret #2"));
        pair.Pass(10, first: 1).ShouldBe(2);
        pair.Pass(10, first: 7).ShouldBe(0);

        SocketFilter.Detach(pair.Receiver);
        pair.Pass(10, first: 7).ShouldBe(10);
        Should.Throw<SystemCallException>(() => SocketFilter.Detach(pair.Receiver)).Hint.ShouldContain("the socket has no program");

        SocketFilter.Lock(pair.Receiver);
        Should.Throw<SystemCallException>(() => SocketFilter.Attach(pair.Receiver, ClassicText.Parse("ret #0"))).Hint.ShouldContain("locked");
        Should.Throw<ClassicProgramException>(() => SocketFilter.Attach(pair.Receiver, [new ClassicInstruction(0x28, 12)]));
    }

    [KernelFact]
    public void Mistakes_are_named()
    {
        using HookObject hook = HookObject.Network("keep"), xdp = HookObject.Network("xdp_act");
        using var pair = new DatagramPair();
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle("/dev/null");
        Should.Throw<SystemCallException>(() => hook.Program.Attach(new SocketTarget(file))).Message.ShouldContain("ENOTSOCK: the handle is of something else than a socket");
        Should.Throw<BpfException>(() => xdp.Program.Attach(new SocketTarget(pair.Receiver))).Message.ShouldContain("this hook takes socket_filter programs");
        Should.Throw<BpfException>(() => hook.Program.Attach()).Message.ShouldContain("new SocketTarget(socket)");
    }

    /// <summary>Two datagram sockets of this process.</summary>
    private sealed class DatagramPair : IDisposable
    {
        private readonly string _path = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():N}.socket");
        private readonly Socket _sender = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        public DatagramPair()
        {
            Receiver.Bind(new UnixDomainSocketEndPoint(_path));
            _sender.Connect(new UnixDomainSocketEndPoint(_path));
            Receiver.Blocking = false;
        }

        public Socket Receiver { get; } = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        /// <summary>Sends a datagram and answers how many bytes of it arrive.</summary>
        public int Pass(int length, byte first = 0)
        {
            byte[] packet = new byte[length];
            packet[0] = first;
            _sender.Send(packet);
            return Receiver.Poll(0, SelectMode.SelectRead) ? Receiver.Receive(new byte[64]) : 0;
        }

        public void Dispose()
        {
            _sender.Dispose();
            Receiver.Dispose();
            File.Delete(_path);
        }
    }
}
