// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Linux.Tests.Network;
using Hornet.Objects;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Sockets;

public sealed class SockMapTests
{
    [KernelTheory]
    [InlineData("verdict", AttachMethod.Link)]
    [InlineData("verdict", AttachMethod.Direct)]
    [InlineData("stream_verdict,parse_stream", AttachMethod.Link)]
    [InlineData("stream_verdict,parse_stream", AttachMethod.Direct)]
    public void What_one_connection_receives_is_sent_on_by_another(string programs, AttachMethod method)
    {
        using NetworkNamespace place = NetworkNamespace.Create();
        using HookObject hook = HookObject.Network(programs, ("target", 1));
        using Connection first = Connection.Open(place), second = Connection.Open(place);
        KernelMap map = hook.Map("sockets");
        var links = new List<KernelLink>();
        try
        {
            foreach (string program in programs.Split(','))
                links.Add(hook.Other(program).Attach(new SockMapTarget(map) { Method = method }));
            NamespaceHookTests.Put(map, 0, first.Server);
            NamespaceHookTests.Put(map, 1, second.Server);

            first.Client.Send("over to you"u8);

            Receive(second.Client).ShouldBe("over to you");
            first.Server.Available.ShouldBe(0);
            hook.Seen.ShouldBe(1UL);
        }
        finally
        {
            foreach (KernelLink link in links)
                link.End();
        }

        // Sockets put in now have no program.
        using Connection third = Connection.Open(place);
        NamespaceHookTests.Put(map, 2, third.Server);
        third.Client.Send("plain"u8);
        Receive(third.Server).ShouldBe("plain");
        hook.Seen.ShouldBe(1UL);
    }

    [KernelTheory]
    [InlineData(AttachMethod.Link)]
    [InlineData(AttachMethod.Direct)]
    public void What_one_socket_sends_is_handed_to_another(AttachMethod method)
    {
        using NetworkNamespace place = NetworkNamespace.Create();
        using HookObject hook = HookObject.Network("message", ("target", 1));
        using Connection first = Connection.Open(place), second = Connection.Open(place);
        using KernelLink link = hook.Program.Attach(new SockMapTarget(hook.Map("sockets")) { Method = method });
        NamespaceHookTests.Put(hook.Map("sockets"), 0, first.Client);
        NamespaceHookTests.Put(hook.Map("sockets"), 1, second.Server);

        first.Client.Send("a short cut"u8);

        Receive(second.Server).ShouldBe("a short cut");
        first.Server.Available.ShouldBe(0);
        hook.Seen.ShouldBe(1UL);
    }

    [KernelTheory]
    [InlineData(AttachMethod.Link)]
    [InlineData(AttachMethod.Direct)]
    public void A_map_takes_another_program(AttachMethod method)
    {
        using NetworkNamespace place = NetworkNamespace.Create();
        using HookObject hook = HookObject.Network("message", ("target", 1)), other = HookObject.Network("message", ("target", 1));
        using Connection first = Connection.Open(place), second = Connection.Open(place);
        KernelMap map = hook.Map("sockets");
        NamespaceHookTests.Put(other.Map("sockets"), 1, second.Server);
        using KernelLink link = hook.Program.Attach(new SockMapTarget(map) { Method = method });
        link.Update(other.Program);
        NamespaceHookTests.Put(map, 0, first.Client);

        first.Client.Send("x"u8);

        Receive(second.Server).ShouldBe("x");
        (hook.Seen, other.Seen).ShouldBe((0UL, 1UL));
    }

    [KernelFact]
    public void Refusals_name_the_cause()
    {
        using HookObject hook = HookObject.Network("message,verdict,stream_verdict"), counter = HookObject.Network("xdp_act");
        using var link = (BpfLink)hook.Program.Attach(new SockMapTarget(hook.Map("sockets")));
        link.Target.ToString().ShouldBe("sockmap:sockets");
        ((SockMapLinkInfo)link.GetInfo()).AttachType.ShouldBe(AttachType.SkMessageVerdict);
        using KernelLink verdict = hook.Other("verdict").Attach(new SockMapTarget(hook.Map("sockets"), AttachType.SkSkbVerdict));

        Should.Throw<BpfSyscallException>(() => hook.Other("stream_verdict").Attach(new SockMapTarget(hook.Map("sockets")))).Message.ShouldContain(
            "EBUSY: the map has a program of this attach type, or of one that excludes it");
        Should.Throw<BpfSyscallException>(() => hook.Other("stream_verdict").Attach(new SockMapTarget(hook.Map("order")))).LikelyCause.ShouldContain("the map is none of sockets");
        Should.Throw<BpfException>(() => counter.Program.Attach(new SockMapTarget(hook.Map("sockets")))).Message.ShouldContain("this hook takes sk_msg or sk_skb programs");
        Should.Throw<BpfException>(() => hook.Program.Attach()).Message.ShouldContain("new SockMapTarget(map)");
    }

    [KernelFact]
    public void An_infrared_receiver_that_is_none_is_refused()
    {
        using KernelProgram program = KernelProgram.Load(ProgramType.SocketFilter, [new Instruction(0xb7, Register.R0, immediate: 0), new Instruction(0x95)]);
        Should.Throw<BpfException>(() => program.Attach(new LircTarget("/dev/null"))).Message.ShouldContain("this hook takes lirc_mode2 programs");
        BpfException absent = Record.Exception(LoadAndAttach).ShouldBeAssignableTo<BpfException>()!;

        // A kernel without infrared does not know the program type; one with it, not this device.
        absent.Message.ShouldMatch("loading the lirc_mode2 program|EINVAL: the file is no infrared receiver");

        static void LoadAndAttach()
        {
            using KernelProgram decoder = KernelProgram.Load(ProgramType.LircMode2, [new Instruction(0xb7, Register.R0, immediate: 0), new Instruction(0x95)]);
            using KernelLink link = decoder.Attach(new LircTarget("/dev/null"));
        }
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[64];
        return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
    }

    private sealed record Connection(Socket Client, Socket Server) : IDisposable
    {
        public static Connection Open(NetworkNamespace place) => place.Run(() =>
        {
            using Socket listener = NamespaceHookTests.Listener(IPAddress.Loopback);
            Socket client = NamespaceHookTests.Connected(listener.LocalEndPoint!);
            Socket server = listener.Accept();
            server.ReceiveTimeout = 20_000;
            return new Connection(client, server);
        });

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
