// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>The common header of an SCTP packet (RFC 9260): 12 bytes. Chunks follow: see <see cref="SctpChunk"/>.</summary>
public readonly ref struct SctpHeader
{
    /// <summary>The length of the header in bytes.</summary>
    public const int Length = 12;

    private readonly ReadOnlySpan<byte> _data;

    private SctpHeader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The source port.</summary>
    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_data);

    /// <summary>The destination port.</summary>
    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    /// <summary>The number by which the receiver knows its association.</summary>
    public uint VerificationTag => BinaryPrimitives.ReadUInt32BigEndian(_data[4..]);

    /// <summary>The CRC-32C of the packet, which is stored little-endian.</summary>
    public uint Checksum => BinaryPrimitives.ReadUInt32LittleEndian(_data[8..]);

    /// <summary>The captured bytes of the chunks.</summary>
    public ReadOnlySpan<byte> Payload => _data[Length..];

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out SctpHeader header)
    {
        header = data.Length >= Length ? new SctpHeader(data) : default;
        return data.Length >= Length;
    }
}
