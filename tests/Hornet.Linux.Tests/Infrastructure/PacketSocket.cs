// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>
/// Sends and receives whole Ethernet frames on an interface, past all protocols (packet(7)). Its frames have an EtherType that nothing else uses, so a
/// test sees only its own.
/// </summary>
internal sealed class PacketSocket : IDisposable
{
    /// <summary>An EtherType for local experiments (IEEE 802).</summary>
    public const ushort EtherType = 0x88B5;

    /// <summary>The length of an Ethernet header.</summary>
    public const int HeaderLength = 14;

    private readonly Socket _socket;

    private PacketSocket(Socket socket) => _socket = socket;

    /// <summary>Opens one on an end of a pair.</summary>
    public static PacketSocket Open(VethPair.End end) => end.Namespace.Run(() =>
    {
        var socket = new Socket(AddressFamily.Packet, SocketType.Raw, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new LinkEndPoint(end.Index, EtherType));
            return new PacketSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    });

    /// <summary>A frame from one end to the other.</summary>
    public static byte[] Frame(VethPair.End from, VethPair.End to, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[HeaderLength + payload.Length];
        to.Mac.GetAddressBytes().CopyTo(frame, 0);
        from.Mac.GetAddressBytes().CopyTo(frame, 6);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), EtherType);
        payload.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    public void Send(ReadOnlySpan<byte> frame) => _socket.Send(frame).ShouldBe(frame.Length);

    /// <summary>Sends a frame without looking whether it went.</summary>
    public void SendQuickly(byte[] frame) => _socket.Send(frame);

    /// <summary>Sends a frame; false when the way out of the interface drops it.</summary>
    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        try
        {
            Send(frame);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
        {
            return false;
        }
    }

    /// <summary>The next frame, or null when none came in time.</summary>
    public byte[]? Receive(TimeSpan patience)
    {
        if (!_socket.Poll(patience, SelectMode.SelectRead))
            return null;
        byte[] buffer = new byte[65536];
        return buffer[.._socket.Receive(buffer)];
    }

    public void Dispose() => _socket.Dispose();

    /// <summary><c>struct sockaddr_ll</c>.</summary>
    private sealed class LinkEndPoint(int index, ushort etherType) : EndPoint
    {
        private const int Length = 20;

        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, Length);
            address[2] = (byte)(etherType >> 8);
            address[3] = (byte)etherType;
            for (int i = 0; i < sizeof(int); i++)
                address[4 + i] = (byte)(index >> (8 * i));
            return address;
        }
    }
}
