// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>The header of a UDP datagram (RFC 768): 8 bytes.</summary>
public readonly ref struct UdpHeader
{
    /// <summary>The length of the header in bytes.</summary>
    public const int HeaderLength = 8;

    private readonly ReadOnlySpan<byte> _data;

    private UdpHeader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The source port.</summary>
    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_data);

    /// <summary>The destination port.</summary>
    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    /// <summary>The length of header and data that the header states in bytes.</summary>
    public int Length => BinaryPrimitives.ReadUInt16BigEndian(_data[4..]);

    /// <summary>The checksum over the pseudo-header, the header and the data; 0 for none.</summary>
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_data[6..]);

    /// <summary>The captured bytes of data, no more than the header states.</summary>
    public ReadOnlySpan<byte> Payload => _data[HeaderLength..(Length >= HeaderLength ? Math.Min(Length, _data.Length) : _data.Length)];

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out UdpHeader header)
    {
        header = data.Length >= HeaderLength ? new UdpHeader(data) : default;
        return data.Length >= HeaderLength;
    }
}
