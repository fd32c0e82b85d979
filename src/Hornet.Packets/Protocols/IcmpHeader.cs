// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>The header that ICMP (RFC 792) and ICMPv6 (RFC 4443) messages share: 8 bytes.</summary>
public readonly ref struct IcmpHeader
{
    /// <summary>The length of the header in bytes.</summary>
    public const int Length = 8;

    private readonly ReadOnlySpan<byte> _data;

    private IcmpHeader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The kind of message; the numbers of ICMP and ICMPv6 differ.</summary>
    public byte Type => _data[0];

    /// <summary>A detail of the kind.</summary>
    public byte Code => _data[1];

    /// <summary>The checksum.</summary>
    public ushort Checksum => BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    /// <summary>For echo messages, who asks.</summary>
    public ushort Identifier => BinaryPrimitives.ReadUInt16BigEndian(_data[4..]);

    /// <summary>For echo messages, which of the asker's messages.</summary>
    public ushort Sequence => BinaryPrimitives.ReadUInt16BigEndian(_data[6..]);

    /// <summary>The four bytes after the checksum as one number: a gateway, an MTU or a pointer, as the type says.</summary>
    public uint Rest => BinaryPrimitives.ReadUInt32BigEndian(_data[4..]);

    /// <summary>The captured bytes after the header; for errors, the start of the packet at fault.</summary>
    public ReadOnlySpan<byte> Payload => _data[Length..];

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out IcmpHeader header)
    {
        header = data.Length >= Length ? new IcmpHeader(data) : default;
        return data.Length >= Length;
    }
}
