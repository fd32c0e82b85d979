// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>Which bytes of the program-visible forms of sockets may be read: the offsets are those of the structures in linux/bpf.h.</summary>
internal static class SocketAccess
{
    private const int SocketSize = 80;
    private const int TcpSocketSize = 112;
    private const int XdpSocketSize = 4;

    // struct bpf_sock
    private const int Family = 4;
    private const int Type = 8;
    private const int Protocol = 12;
    private const int PriorityEnd = 24;
    private const int SourceAddresses = 24;
    private const int SourcePort = 44;
    private const int DestinationPort = 48;
    private const int DestinationPortEnd = 50;
    private const int DestinationAddresses = 52;
    private const int State = 72;
    private const int ReceiveQueue = 76;

    // struct bpf_tcp_sock: the two fields of 64 bits
    private const int BytesReceived = 80;
    private const int BytesAcknowledged = 88;

    /// <summary>Whether bytes of a socket may be read.</summary>
    /// <param name="kind">The form of the socket.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="size">Bytes.</param>
    public static bool CanRead(ValueKind kind, int offset, int size) => offset >= 0 && offset % size == 0 && kind switch
    {
        ValueKind.Socket => offset < SocketSize && CanReadSocket(offset, size),
        ValueKind.SocketCommon => offset < SocketSize && offset is not (>= Type and < PriorityEnd) && CanReadSocket(offset, size),
        ValueKind.TcpSocket => offset < TcpSocketSize && size == (offset is BytesReceived or BytesAcknowledged ? sizeof(ulong) : sizeof(uint)),
        ValueKind.XdpSocket => offset < XdpSocketSize && size == sizeof(uint),
        _ => false,
    };

    private static bool CanReadSocket(int offset, int size) => offset switch
    {
        Family or Type or Protocol or SourcePort or State or ReceiveQueue => size <= sizeof(uint),
        >= SourceAddresses and < SourcePort => size <= sizeof(uint),
        >= DestinationAddresses and < State => size <= sizeof(uint),
        >= DestinationPort and < DestinationPortEnd => size <= sizeof(uint),
        _ => size == sizeof(uint),
    };
}
