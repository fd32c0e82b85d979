// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>The namespaces that network tests live in.</summary>
public sealed class NetworkNamespaceTests
{
    [KernelFact]
    public void A_namespace_has_only_its_loopback_interface_and_leaves_the_caller_where_it_was()
    {
        string before = ReadLink("/proc/thread-self/ns/net");
        using NetworkNamespace place = NetworkNamespace.Create();

        string inside = place.Run(() => ReadLink("/proc/thread-self/ns/net"));

        inside.ShouldNotBe(before);
        ReadLink("/proc/thread-self/ns/net").ShouldBe(before);
        ReadLink(place.Path).ShouldBe(inside);
        place.Execute("ip", "-o", "link").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
        Should.Throw<InvalidOperationException>(() => place.Run(() => throw new InvalidOperationException("inside"))).Message.ShouldBe("inside");
    }

    [KernelTheory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void A_datagram_crosses_a_pair(AddressFamily family)
    {
        using VethPair pair = VethPair.Create();
        IPAddress from = family == AddressFamily.InterNetwork ? pair.Left.Address : pair.Left.AddressV6;
        IPAddress to = family == AddressFamily.InterNetwork ? pair.Right.Address : pair.Right.AddressV6;
        using Socket receiver = pair.Right.Namespace.Run(() => Bound(to));
        using Socket sender = pair.Left.Namespace.Run(() => Bound(from));

        sender.SendTo(Encoding.ASCII.GetBytes("across"), receiver.LocalEndPoint!);

        byte[] buffer = new byte[16];
        EndPoint source = new IPEndPoint(to, 0);
        int length = receiver.ReceiveFrom(buffer, ref source);
        Encoding.ASCII.GetString(buffer, 0, length).ShouldBe("across");
        ((IPEndPoint)source).Address.ShouldBe(from);

        static Socket Bound(IPAddress address)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
            socket.Bind(new IPEndPoint(address, 0));
            return socket;
        }
    }

    private static string ReadLink(string path) => new FileInfo(path).LinkTarget ?? "";
}
