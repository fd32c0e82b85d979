// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Linux.Tests.Infrastructure;

namespace Hornet.Linux.Tests.Network;

/// <summary>UDP datagrams from the left to the right end of a pair, to the port that the programs of <c>net_hooks.c</c> look for.</summary>
internal sealed class Datagrams : IDisposable
{
    public const int Port = 4242;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _sender;
    private readonly Socket _receiver;
    private readonly EndPoint _destination;

    /// <param name="pair">The pair.</param>
    /// <param name="address">Where to send them, if not to the right end's own address.</param>
    public Datagrams(VethPair pair, IPAddress? address = null)
    {
        _destination = new IPEndPoint(address ?? pair.Right.Address, Port);
        _sender = pair.Left.Namespace.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        _receiver = pair.Right.Namespace.Run(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            socket.Bind(_destination);
            return socket;
        });

        // From here on both ends know each other's Ethernet address.
        Send(1);
        Received(1);
    }

    public void Send(int count)
    {
        for (int i = 0; i < count; i++)
            _sender.SendTo([(byte)i], _destination);
    }

    /// <summary>Sends elsewhere, where nobody receives.</summary>
    public void SendTo(IPAddress address, int count)
    {
        for (int i = 0; i < count; i++)
            _sender.SendTo([(byte)i], new IPEndPoint(address, Port));
    }

    /// <summary>Waits for as many datagrams, and fails when fewer or more arrive.</summary>
    public void Received(int expected)
    {
        int received = 0;
        Waiting.Until(() => (received += Drain()) >= expected, Patience, () => $"{received} of {expected} datagrams arrived");
        (received + Drain()).ShouldBe(expected);
    }

    /// <summary>What has arrived and was not taken yet.</summary>
    public int Drain()
    {
        Span<byte> buffer = stackalloc byte[16];
        int count = 0;
        while (_receiver.Available > 0)
        {
            _receiver.Receive(buffer);
            count++;
        }

        return count;
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }
}
