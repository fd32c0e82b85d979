// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;

namespace Hornet.Linux;

/// <summary>
/// A message to the kernel: a header, a structure of the message's type, attributes. Attributes are a length of their own four bytes and the value, a
/// type, and the value, padded to four bytes (linux/netlink.h).
/// </summary>
internal sealed class NetlinkRequest
{
    private const int Alignment = 4;
    private const int AttributeHeaderLength = 4;
    private const ushort Nested = 0x8000;

    private byte[] _buffer = new byte[256];
    private int _length = Marshal.SizeOf<NetlinkHeader>();

    private NetlinkRequest(ushort type, NetlinkFlags flags)
    {
        Type = type;
        Flags = flags;
    }

    public ushort Type { get; }

    public NetlinkFlags Flags { get; }

    /// <summary>Begins a message.</summary>
    /// <param name="type">One of <see cref="NetlinkMessageTypes"/>.</param>
    /// <param name="flags">What it asks for beyond being a request that wants an acknowledgement.</param>
    /// <param name="body">The structure that comes first.</param>
    public static NetlinkRequest Create<T>(ushort type, NetlinkFlags flags, in T body)
        where T : unmanaged
    {
        var request = new NetlinkRequest(type, flags | NetlinkFlags.Request | NetlinkFlags.Acknowledge);
        request.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in body)));
        return request;
    }

    public void Add(ushort type, ReadOnlySpan<byte> value)
    {
        int length = AttributeHeaderLength + value.Length;
        if (length > ushort.MaxValue)
            throw new ArgumentException($"A netlink attribute holds at most {ushort.MaxValue - AttributeHeaderLength} bytes, not {value.Length}.", nameof(value));
        AppendNumber((ushort)length);
        AppendNumber(type);
        Append(value);
    }

    public void Add(ushort type, uint value) => Add(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    public void Add(ushort type, int value) => Add(type, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    public void Add(ushort type, ushort value) => Add(type, MemoryMarshal.AsBytes(new ReadOnlySpan<ushort>(in value)));

    /// <summary>Adds a text, with the zero byte at its end.</summary>
    public void Add(ushort type, string value) => Add(type, Encoding.UTF8.GetBytes(value + "\0"));

    /// <summary>Begins an attribute that holds those added until the scope is disposed.</summary>
    public Nest Begin(ushort type)
    {
        int start = _length;
        AppendNumber(0);
        AppendNumber((ushort)(type | Nested));
        return new Nest(this, start);
    }

    /// <summary>The whole message.</summary>
    public ReadOnlySpan<byte> ToBytes(uint sequence)
    {
        var header = new NetlinkHeader { Length = (uint)_length, Type = Type, Flags = Flags, Sequence = sequence };
        MemoryMarshal.Write(_buffer, in header);
        return _buffer.AsSpan(0, _length);
    }

    private void AppendNumber(ushort value)
    {
        Reserve(sizeof(ushort));
        MemoryMarshal.Write(_buffer.AsSpan(_length), in value);
        _length += sizeof(ushort);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        int padded = (bytes.Length + Alignment - 1) & -Alignment;
        Reserve(padded);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += padded;
    }

    private void Reserve(int count)
    {
        if (_length + count > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
    }

    /// <summary>An attribute of attributes that is being written.</summary>
    public readonly ref struct Nest
    {
        private readonly NetlinkRequest _request;
        private readonly int _start;

        internal Nest(NetlinkRequest request, int start)
        {
            _request = request;
            _start = start;
        }

        /// <summary>Ends the attribute.</summary>
        public void Dispose()
        {
            ushort length = checked((ushort)(_request._length - _start));
            MemoryMarshal.Write(_request._buffer.AsSpan(_start), in length);
        }
    }
}
