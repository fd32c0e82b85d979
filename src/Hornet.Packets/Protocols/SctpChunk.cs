// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>One chunk of an SCTP packet (RFC 9260 section 3.2): 4 bytes of header, a value, padding to 4 bytes.</summary>
public readonly ref struct SctpChunk
{
    private readonly ReadOnlySpan<byte> _data;

    private SctpChunk(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The kind of chunk: 0 DATA, 1 INIT, 2 INIT ACK ...</summary>
    public byte Type => _data[0];

    /// <summary>Flags, as the type says.</summary>
    public byte Flags => _data[1];

    /// <summary>The length of header and value that the chunk states in bytes.</summary>
    public int Length => BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    /// <summary>The captured bytes of the value.</summary>
    public ReadOnlySpan<byte> Value => _data[4..Math.Min(Length, _data.Length)];

    /// <summary>The captured bytes after this chunk and its padding.</summary>
    public ReadOnlySpan<byte> Rest => _data[Math.Min((Length + 3) & ~3, _data.Length)..];

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short or states a length below 4. The value may be cut.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out SctpChunk chunk)
    {
        bool whole = data.Length >= 4 && BinaryPrimitives.ReadUInt16BigEndian(data[2..]) >= 4;
        chunk = whole ? new SctpChunk(data) : default;
        return whole;
    }
}
