// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>A GRE header (RFC 2784 with the key and sequence number of RFC 2890; version 1 is PPTP's, RFC 2637): 4 to 16 bytes.</summary>
public readonly ref struct GreHeader
{
    private readonly ReadOnlySpan<byte> _data;

    private GreHeader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>0, or 1 for PPTP.</summary>
    public int Version => Flags & 7;

    /// <summary>Whether there is a checksum.</summary>
    public bool HasChecksum => (Flags & 0x8000) != 0;

    /// <summary>Whether there is source routing (RFC 1701, obsolete); its entries are not parsed.</summary>
    public bool HasRouting => (Flags & 0x4000) != 0;

    /// <summary>Whether there is a <see cref="Key"/>.</summary>
    public bool HasKey => (Flags & 0x2000) != 0;

    /// <summary>Whether there is a <see cref="Sequence"/>.</summary>
    public bool HasSequence => (Flags & 0x1000) != 0;

    /// <summary>What the payload is.</summary>
    public EtherType Protocol => (EtherType)BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    /// <summary>The key of the tunnel; 0 without one.</summary>
    public uint Key => HasKey ? BinaryPrimitives.ReadUInt32BigEndian(_data[KeyOffset..]) : 0;

    /// <summary>The sequence number; 0 without one.</summary>
    public uint Sequence => HasSequence ? BinaryPrimitives.ReadUInt32BigEndian(_data[(KeyOffset + (HasKey ? 4 : 0))..]) : 0;

    /// <summary>The length of the header in bytes.</summary>
    public int HeaderLength => LengthOf(Flags);

    /// <summary>The captured bytes after the header.</summary>
    public ReadOnlySpan<byte> Payload => _data[HeaderLength..];

    private ushort Flags => BinaryPrimitives.ReadUInt16BigEndian(_data);

    private int KeyOffset => (Flags & 0xc000) != 0 ? 8 : 4;

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short for the fields it announces.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out GreHeader header)
    {
        bool whole = data.Length >= 4 && data.Length >= LengthOf(BinaryPrimitives.ReadUInt16BigEndian(data));
        header = whole ? new GreHeader(data) : default;
        return whole;
    }

    private static int LengthOf(ushort flags)
    {
        int length = 4;
        if ((flags & 0xc000) != 0)
            length += 4;
        if ((flags & 0x2000) != 0)
            length += 4;
        if ((flags & 0x1000) != 0)
            length += 4;

        // PPTP's acknowledgment number.
        if ((flags & 7) == 1 && (flags & 0x80) != 0)
            length += 4;
        return length;
    }
}
