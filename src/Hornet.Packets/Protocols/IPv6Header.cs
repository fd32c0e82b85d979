// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>The fixed header of an IPv6 packet (RFC 8200): 40 bytes. Extension headers follow: see <see cref="IPv6Extension"/>.</summary>
public readonly ref struct IPv6Header
{
    /// <summary>The length of the header in bytes.</summary>
    public const int Length = 40;

    private readonly ReadOnlySpan<byte> _data;

    private IPv6Header(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The differentiated services code point and congestion notification bits.</summary>
    public byte TrafficClass => (byte)(BinaryPrimitives.ReadUInt16BigEndian(_data) >> 4);

    /// <summary>The flow label, 20 bits.</summary>
    public uint FlowLabel => BinaryPrimitives.ReadUInt32BigEndian(_data) & 0xfffff;

    /// <summary>The length of what follows that the header states in bytes, extension headers included. 0 for jumbograms.</summary>
    public int PayloadLength => BinaryPrimitives.ReadUInt16BigEndian(_data[4..]);

    /// <summary>What follows: an extension header or the upper-layer protocol.</summary>
    public IpProtocol NextHeader => (IpProtocol)_data[6];

    /// <summary>The hops left.</summary>
    public byte HopLimit => _data[7];

    /// <summary>The source address, 16 bytes.</summary>
    public ReadOnlySpan<byte> Source => _data.Slice(8, 16);

    /// <summary>The destination address, 16 bytes.</summary>
    public ReadOnlySpan<byte> Destination => _data.Slice(24, 16);

    /// <summary>The captured bytes after the header: without link-layer padding, and shorter than stated when the capture was cut.</summary>
    public ReadOnlySpan<byte> Payload
    {
        get
        {
            ReadOnlySpan<byte> rest = _data[Length..];
            return PayloadLength > 0 && PayloadLength < rest.Length ? rest[..PayloadLength] : rest;
        }
    }

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short or not IPv6.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out IPv6Header header)
    {
        bool whole = data.Length >= Length && data[0] >> 4 == 6;
        header = whole ? new IPv6Header(data) : default;
        return whole;
    }

    /// <summary>Walks over the extension headers to the upper-layer protocol.</summary>
    /// <param name="protocol">The upper-layer protocol, or the extension at which the captured bytes end.</param>
    /// <param name="payload">Its captured bytes.</param>
    /// <param name="fragmentOffset">Where they belong in the whole packet in bytes; above 0, they do not start with the protocol's header.</param>
    /// <returns>False when the captured bytes end inside an extension header.</returns>
    public bool TryFindUpperLayer(out IpProtocol protocol, out ReadOnlySpan<byte> payload, out int fragmentOffset)
    {
        protocol = NextHeader;
        payload = Payload;
        fragmentOffset = 0;
        while (IPv6Extension.IsExtension(protocol) && fragmentOffset == 0)
        {
            if (!IPv6Extension.TryParse(protocol, payload, out IPv6Extension extension))
                return false;
            fragmentOffset = extension.FragmentOffset;
            protocol = extension.NextHeader;
            payload = extension.Payload;
        }

        return true;
    }
}
