// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>The header of a TCP segment (RFC 9293): 20 bytes and up to 40 of options.</summary>
public readonly ref struct TcpHeader
{
    /// <summary>The length of a header without options in bytes.</summary>
    public const int MinimumLength = 20;

    private readonly ReadOnlySpan<byte> _data;

    private TcpHeader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The source port.</summary>
    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_data);

    /// <summary>The destination port.</summary>
    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    /// <summary>The sequence number of the first byte of data (of the SYN, if there is one).</summary>
    public uint Sequence => BinaryPrimitives.ReadUInt32BigEndian(_data[4..]);

    /// <summary>The next sequence number expected from the other side; valid with <see cref="TcpFlags.Ack"/>.</summary>
    public uint Acknowledgment => BinaryPrimitives.ReadUInt32BigEndian(_data[8..]);

    /// <summary>The length of the header with its options in bytes, 20 to 60.</summary>
    public int HeaderLength => (_data[12] >> 4) * 4;

    /// <summary>The control bits.</summary>
    public TcpFlags Flags => (TcpFlags)(BinaryPrimitives.ReadUInt16BigEndian(_data[12..]) & 0x1ff);

    /// <summary>The receive window, before scaling.</summary>
    public ushort Window => BinaryPrimitives.ReadUInt16BigEndian(_data[14..]);

    /// <summary>The checksum over the pseudo-header, the header and the data.</summary>
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_data[16..]);

    /// <summary>Where urgent data ends; valid with <see cref="TcpFlags.Urgent"/>.</summary>
    public ushort UrgentPointer => BinaryPrimitives.ReadUInt16BigEndian(_data[18..]);

    /// <summary>The captured bytes of the options.</summary>
    public ReadOnlySpan<byte> Options => _data[MinimumLength..Math.Min(HeaderLength, _data.Length)];

    /// <summary>The captured bytes of data.</summary>
    public ReadOnlySpan<byte> Payload => _data[Math.Min(HeaderLength, _data.Length)..];

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is shorter than 20 bytes or states a header shorter than that. Options may be cut.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out TcpHeader header)
    {
        bool whole = data.Length >= MinimumLength && data[12] >> 4 >= 5;
        header = whole ? new TcpHeader(data) : default;
        return whole;
    }
}
