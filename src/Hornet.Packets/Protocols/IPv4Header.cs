// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>The header of an IPv4 packet (RFC 791): 20 bytes and up to 40 of options.</summary>
public readonly ref struct IPv4Header
{
    /// <summary>The length of a header without options in bytes.</summary>
    public const int MinimumLength = 20;

    private readonly ReadOnlySpan<byte> _data;

    private IPv4Header(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The length of the header with its options in bytes, 20 to 60.</summary>
    public int HeaderLength => (_data[0] & 0xf) * 4;

    /// <summary>The differentiated services code point and congestion notification bits.</summary>
    public byte TypeOfService => _data[1];

    /// <summary>The length of header and payload that the header states in bytes. 0 in packets a network card will cut (TSO).</summary>
    public int TotalLength => BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    /// <summary>The number that the fragments of one packet share.</summary>
    public ushort Identification => BinaryPrimitives.ReadUInt16BigEndian(_data[4..]);

    /// <summary>Whether the packet must not be fragmented.</summary>
    public bool DontFragment => (_data[6] & 0x40) != 0;

    /// <summary>Whether fragments follow this one.</summary>
    public bool MoreFragments => (_data[6] & 0x20) != 0;

    /// <summary>Where the payload belongs in the whole packet's payload, in bytes.</summary>
    public int FragmentOffset => (BinaryPrimitives.ReadUInt16BigEndian(_data[6..]) & 0x1fff) * 8;

    /// <summary>Whether this is a part of a larger packet.</summary>
    public bool IsFragment => MoreFragments || FragmentOffset > 0;

    /// <summary>The hops left.</summary>
    public byte TimeToLive => _data[8];

    /// <summary>What the payload is.</summary>
    public IpProtocol Protocol => (IpProtocol)_data[9];

    /// <summary>The checksum of the header.</summary>
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_data[10..]);

    /// <summary>The source address, 4 bytes.</summary>
    public ReadOnlySpan<byte> Source => _data.Slice(12, 4);

    /// <summary>The destination address, 4 bytes.</summary>
    public ReadOnlySpan<byte> Destination => _data.Slice(16, 4);

    /// <summary>The options; empty in most packets.</summary>
    public ReadOnlySpan<byte> Options => _data[MinimumLength..HeaderLength];

    /// <summary>The captured bytes of the payload: without link-layer padding, and shorter than stated when the capture was cut.</summary>
    public ReadOnlySpan<byte> Payload
    {
        get
        {
            int end = TotalLength >= HeaderLength ? Math.Min(TotalLength, _data.Length) : _data.Length;
            return _data[HeaderLength..end];
        }
    }

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short for the header or not IPv4.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out IPv4Header header)
    {
        bool whole = data.Length >= MinimumLength && data[0] >> 4 == 4 && (data[0] & 0xf) >= 5 && (data[0] & 0xf) * 4 <= data.Length;
        header = whole ? new IPv4Header(data) : default;
        return whole;
    }
}
