// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// The sockets of the simulated kernel. Programs get them as addresses of a <c>struct bpf_sock</c>, behind which <c>bpf_tcp_sock</c> finds a
/// <c>struct bpf_tcp_sock</c> of zeros.
/// </summary>
public sealed unsafe class SimulatedSockets
{
    /// <summary>Bytes of <c>struct bpf_sock</c> (<c>include/uapi/linux/bpf.h</c>).</summary>
    internal const int SocketSize = 80;

    /// <summary>Where the <c>struct bpf_tcp_sock</c> of a socket starts, and how long it is.</summary>
    internal const int TcpOffset = 128;
    internal const int TcpSize = 112;
    private const int BlockSize = 256;

    private const uint InternetV4 = 2;
    private const uint InternetV6 = 10;

    private readonly AddressSpace? _addressSpace;
    private readonly Lock _lock = new();
    private volatile Entry[] _entries = [];

    internal SimulatedSockets(AddressSpace? addressSpace) => _addressSpace = addressSpace;

    /// <summary>The socket that packets belong to (<c>skb->sk</c>): what <c>bpf_get_socket_cookie</c> and the like answer for. None at first.</summary>
    public SimulatedSocket? PacketSocket { get; set; }

    /// <summary>Adds a socket; it stays for the life of the machine.</summary>
    /// <exception cref="ArgumentException">It is neither TCP nor UDP, or its two addresses are of different families.</exception>
    public void Add(SimulatedSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.Protocol is not (ProtocolType.Tcp or ProtocolType.Udp))
            throw new ArgumentException("Adding a socket: it is neither TCP nor UDP.", nameof(socket));
        if (socket.Remote is { } remote && remote.AddressFamily != socket.Local.AddressFamily)
            throw new ArgumentException("Adding a socket: its two addresses are of different families.", nameof(socket));

        lock (_lock)
        {
            byte* block = (byte*)NativeMemory.AllocZeroed(BlockSize);
            Entry entry = new(socket, (ulong)block);
            entry.Write(new Span<byte>(block, SocketSize));
            _addressSpace?.Add(new MemoryRegion("socket", block, SocketSize, MemoryAccess.Read));
            _addressSpace?.Add(new MemoryRegion("TCP socket", block + TcpOffset, TcpSize, MemoryAccess.Read));
            _entries = [.. _entries, entry];
        }
    }

    /// <summary>The address of a socket, or 0.</summary>
    internal ulong AddressOf(SimulatedSocket? socket)
    {
        foreach (Entry entry in _entries)
        {
            if (ReferenceEquals(entry.Socket, socket))
                return entry.Address;
        }

        return 0;
    }

    /// <summary>The socket at an address, or null.</summary>
    internal SimulatedSocket? At(ulong address)
    {
        foreach (Entry entry in _entries)
        {
            if (entry.Address == address)
                return entry.Socket;
        }

        return null;
    }

    /// <summary>
    /// Finds the socket a packet is for: the connected one first, then one bound to the address, then one bound to any. The tuple is
    /// <c>struct bpf_sock_tuple</c>: source and destination address, source and destination port.
    /// </summary>
    internal ulong Find(ProtocolType protocol, scoped ReadOnlySpan<byte> tuple)
    {
        int addressLength = (tuple.Length - 4) / 2;
        ReadOnlySpan<byte> source = tuple[..addressLength];
        ReadOnlySpan<byte> destination = tuple.Slice(addressLength, addressLength);
        ushort sourcePort = BinaryPrimitives.ReadUInt16BigEndian(tuple[(2 * addressLength)..]);
        ushort destinationPort = BinaryPrimitives.ReadUInt16BigEndian(tuple[((2 * addressLength) + 2)..]);

        ulong best = 0;
        int bestScore = 0;
        foreach (Entry entry in _entries)
        {
            int score = entry.Socket.Protocol == protocol ? entry.Score(source, sourcePort, destination, destinationPort) : 0;
            if (score > bestScore)
            {
                best = entry.Address;
                bestScore = score;
            }
        }

        return best;
    }

    /// <summary>Frees the sockets; no program may run any more.</summary>
    internal void Free()
    {
        lock (_lock)
        {
            foreach (Entry entry in _entries)
                NativeMemory.Free((void*)entry.Address);
            _entries = [];
        }
    }

    private sealed class Entry(SimulatedSocket socket, ulong address)
    {
        private const int BoundToAny = 1;
        private const int BoundToAddress = 2;
        private const int Connected = 3;

        private readonly byte[] _local = socket.Local.Address.GetAddressBytes();
        private readonly byte[] _remote = socket.Remote?.Address.GetAddressBytes() ?? [];
        private readonly bool _isAny = socket.Local.Address.Equals(IPAddress.Any) || socket.Local.Address.Equals(IPAddress.IPv6Any);

        public SimulatedSocket Socket { get; } = socket;

        public ulong Address { get; } = address;

        public int Score(scoped ReadOnlySpan<byte> source, ushort sourcePort, scoped ReadOnlySpan<byte> destination, ushort destinationPort)
        {
            if (_local.Length != destination.Length || Socket.Local.Port != destinationPort || !(_isAny || destination.SequenceEqual(_local)))
                return 0;
            if (Socket.Remote is null)
                return _isAny ? BoundToAny : BoundToAddress;
            return Socket.Remote.Port == sourcePort && source.SequenceEqual(_remote) ? Connected : 0;
        }

        /// <summary>Fills a <c>struct bpf_sock</c>: addresses and the destination port in network byte order, the rest in the machine's.</summary>
        public void Write(Span<byte> block)
        {
            const uint Stream = 1;
            const uint Datagram = 2;
            bool isV4 = Socket.Local.AddressFamily == AddressFamily.InterNetwork;
            bool isTcp = Socket.Protocol == ProtocolType.Tcp;
            BinaryPrimitives.WriteInt32LittleEndian(block, Socket.BoundInterface);
            BinaryPrimitives.WriteUInt32LittleEndian(block[4..], isV4 ? InternetV4 : InternetV6);
            BinaryPrimitives.WriteUInt32LittleEndian(block[8..], isTcp ? Stream : Datagram);
            BinaryPrimitives.WriteUInt32LittleEndian(block[12..], (uint)Socket.Protocol);
            BinaryPrimitives.WriteUInt32LittleEndian(block[16..], Socket.Mark);
            BinaryPrimitives.WriteUInt32LittleEndian(block[20..], Socket.Priority);
            _local.CopyTo(block[(isV4 ? 24 : 28)..]);
            BinaryPrimitives.WriteUInt32LittleEndian(block[44..], (uint)Socket.Local.Port);
            BinaryPrimitives.WriteUInt16BigEndian(block[48..], (ushort)(Socket.Remote?.Port ?? 0));
            _remote.CopyTo(block[(isV4 ? 52 : 56)..]);
            BinaryPrimitives.WriteUInt32LittleEndian(block[72..], (uint)Socket.EffectiveState);
            BinaryPrimitives.WriteInt32LittleEndian(block[76..], -1);
        }
    }
}
