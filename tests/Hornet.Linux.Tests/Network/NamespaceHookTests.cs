// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Network;

/// <summary>Hooks of network namespaces: socket look-up and flow dissection.</summary>
public sealed class NamespaceHookTests
{
    private const ushort SteeredPort = 4242;

    [KernelTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_connection_is_steered_to_another_port(bool byPath)
    {
        using NetworkNamespace place = NetworkNamespace.Create();
        using HookObject hook = HookObject.Network("steer", ("port", SteeredPort));
        using Socket server = place.Run(() => Listener(IPAddress.Loopback));
        Put(hook.Map("sockets"), 0, server);
        var steered = new IPEndPoint(IPAddress.Loopback, SteeredPort);
        using (var link = (BpfLink)(byPath ? hook.Program.Attach(new SocketLookupTarget(place.Path)) : place.Run(() => hook.Program.Attach(new SocketLookupTarget()))))
        using (link.Ending())
        {
            ((NetworkNamespaceLinkInfo)link.GetInfo()).NamespaceInode.ToString(CultureInfo.InvariantCulture).ShouldBe(new FileInfo(place.Path).LinkTarget![5..^1]);
            using Socket client = place.Run(() => Connected(steered));
            using Socket accepted = server.Accept();
            accepted.LocalEndPoint.ShouldBe(steered);
            client.Send("hello"u8);
            byte[] buffer = new byte[16];
            accepted.Receive(buffer).ShouldBe(5);
            hook.Seen.ShouldBe(1UL);
        }

        Should.Throw<SocketException>(() => place.Run(() => Connected(steered))).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        hook.Seen.ShouldBe(1UL);
    }

    [KernelFact]
    public void A_namespace_that_ended_leaves_a_link_that_says_so()
    {
        using HookObject hook = HookObject.Network("steer");
        NetworkNamespace place = NetworkNamespace.Create();
        using KernelLink link = hook.Program.Attach(new SocketLookupTarget(place.Path));
        link.Update(hook.Program);

        place.Dispose();

        // The kernel takes a namespace down in its own time.
        BpfSyscallException? gone = null;
        Waiting.Until(() => (gone = Record.Exception(() => link.Update(hook.Program)) as BpfSyscallException) is not null, TimeSpan.FromSeconds(20), () => "the link is attached");
        gone!.Errno.ShouldBe(SyscallErrors.NoLink);
        gone.LikelyCause.ShouldContain("gone");
    }

    [KernelTheory]
    [InlineData(AttachMethod.Link)]
    [InlineData(AttachMethod.Direct)]
    public void Packets_are_dissected_by_a_program(AttachMethod method)
    {
        using VethPair pair = VethPair.Create();
        using var datagrams = new Datagrams(pair);
        using HookObject hook = HookObject.Network("dissect", ("target", 80));

        // To spread packets over processors the kernel dissects each one that arrives.
        pair.Right.Namespace.Execute("unshare", "--mount", "sh", "-c",
            $"mount -t sysfs none /sys && echo 1 > /sys/class/net/{pair.Right.Name}/queues/rx-0/rps_cpus");
        using (KernelLink link = pair.Right.Namespace.Run(() => hook.Program.Attach(new FlowDissectorTarget { Method = method })))
        using (link.Ending())
        {
            datagrams.Send(5);
            datagrams.Received(5);
            hook.Seen.ShouldBe(5UL);
        }

        datagrams.Send(2);
        datagrams.Received(2);
        hook.Seen.ShouldBe(5UL);
    }

    [KernelFact]
    public void Refusals_name_the_cause()
    {
        using NetworkNamespace place = NetworkNamespace.Create();
        using HookObject hook = HookObject.Network("dissect"), steer = HookObject.Network("steer");
        using KernelLink link = hook.Program.Attach(new FlowDissectorTarget(place.Path));

        Should.Throw<BpfSyscallException>(() => hook.Program.Attach(new FlowDissectorTarget(place.Path))).Message.ShouldContain(
            "E2BIG: the namespace has as many programs as this hook takes");
        Should.Throw<SystemCallException>(() => steer.Program.Attach(new SocketLookupTarget("/run/netns/none-such"))).Message.ShouldContain("give the file of a network namespace");
        Should.Throw<BpfSyscallException>(() => steer.Program.Attach(new SocketLookupTarget("/proc/self/stat"))).Message.ShouldContain("EINVAL: the file is no network namespace");
        Should.Throw<Bytecode.BpfException>(() => hook.Program.Attach(new FlowDissectorTarget(place.Path) { Method = AttachMethod.Direct })).Message.ShouldContain("give no path");
    }

    [ToolFact("bpftool")]
    public void Bpftool_sees_the_link()
    {
        using NetworkNamespace place = NetworkNamespace.Create();
        using HookObject hook = HookObject.Network("steer");
        using var link = (BpfLink)hook.Program.Attach(new SocketLookupTarget(place.Path));

        string shown = TestTool.Run("bpftool", "link", "show", "id", link.Id.ToString(CultureInfo.InvariantCulture));
        shown.ShouldContain($"netns  prog {hook.Program.GetInfo().Id}");
        shown.ShouldContain("attach_type sk_lookup");
    }

    internal static Socket Listener(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return socket;
    }

    internal static Socket Connected(EndPoint to)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000, NoDelay = true };
        try
        {
            socket.Connect(to);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static void Put(KernelMap map, uint place, Socket socket) => map.Update(BitConverter.GetBytes(place), BitConverter.GetBytes((ulong)socket.Handle));
}
