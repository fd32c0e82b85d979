// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hornet.Bytecode;
using Hornet.Linux;
using Hornet.Objects;
using Shouldly;

namespace Hornet.VmTests;

/// <summary>A TCP congestion control made of programs: registered, as kernels before 6.4 have it, and by a link.</summary>
internal static class StructOperationsTests
{
    private const int Tcp = 6, CongestionOption = 13;

    [VmFact]
    public static void A_registered_congestion_control_serves_a_connection()
    {
        using KernelObject loaded = new LinuxKernel().Load(Only("registered"));
        TrySelect("hornet_reg").ShouldBeFalse();
        using (loaded.AttachStructOperations("registered"))
            ConnectAndSend("hornet_reg");
        TrySelect("hornet_reg").ShouldBeFalse();
        loaded.Variables["started"].Get<ulong>().ShouldBe(1ul);
        loaded.Variables["avoided"].Get<ulong>().ShouldBeGreaterThan(0ul);
        loaded.Variables["ended"].Get<ulong>().ShouldBeGreaterThan(0ul); // these kernels say it twice when a connection is reset
    }

    [VmFact(Series = "6.12")]
    public static void A_linked_congestion_control_serves_a_connection()
    {
        using KernelObject loaded = new LinuxKernel().Load(Only("linked"));
        using (loaded.AttachStructOperations("linked"))
            ConnectAndSend("hornet_link");
        TrySelect("hornet_link").ShouldBeFalse();
        loaded.Variables["started"].Get<ulong>().ShouldBe(1ul);
    }

    [VmFact(Series = "6.1")]
    public static void A_kernel_without_links_of_structures_refuses_their_map()
    {
        Should.Throw<BpfException>(() => new LinuxKernel().Load(Only("linked"))).Message.ShouldContain("map \"linked\" (struct_ops");
    }

    /// <summary>The fixture with one of its structures, and the programs of that one.</summary>
    private static BpfObject Only(string structure)
    {
        BpfObject congestion = BpfObject.Load(Path.Combine(AppContext.BaseDirectory, "fixtures", "clang-v3", "congestion.o"));
        return congestion with
        {
            Maps = [.. congestion.Maps.Select(map => map with { AutoCreate = map.StructOperationsType is null || map.Name == structure })],
            Programs = [.. congestion.Programs.Select(program => program with { AutoLoad = program.Name != "start_second" })],
        };
    }

    private static bool TrySelect(string name)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetRawSocketOption(Tcp, CongestionOption, Encoding.ASCII.GetBytes(name));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void ConnectAndSend(string name)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.SetRawSocketOption(Tcp, CongestionOption, Encoding.ASCII.GetBytes(name));
        client.Connect(listener.LocalEndPoint!);
        using Socket server = listener.Accept();
        byte[] bytes = new byte[64 * 1024];
        for (int turn = 0; turn < 4; turn++)
        {
            client.Send(bytes);
            for (int received = 0; received < bytes.Length;)
                received += server.Receive(bytes);
        }

        // A reset ends both sides now; otherwise the congestion control would be in use for the time of waiting.
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }
}
