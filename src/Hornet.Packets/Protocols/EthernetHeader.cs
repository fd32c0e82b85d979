// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>The header of an Ethernet frame (IEEE 802.3): 14 bytes. A view of the packet's bytes; nothing is copied.</summary>
public readonly ref struct EthernetHeader
{
    /// <summary>The length of the header in bytes.</summary>
    public const int Length = 14;

    private readonly ReadOnlySpan<byte> _data;

    private EthernetHeader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The destination address, 6 bytes.</summary>
    public ReadOnlySpan<byte> Destination => _data[..6];

    /// <summary>The source address, 6 bytes.</summary>
    public ReadOnlySpan<byte> Source => _data.Slice(6, 6);

    /// <summary>What follows; a value up to 1500 is the length of an IEEE 802.3 frame with LLC.</summary>
    public EtherType EtherType => (EtherType)BinaryPrimitives.ReadUInt16BigEndian(_data[12..]);

    /// <summary>The captured bytes after the header; they include padding.</summary>
    public ReadOnlySpan<byte> Payload => _data[Length..];

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out EthernetHeader header)
    {
        header = data.Length >= Length ? new EthernetHeader(data) : default;
        return data.Length >= Length;
    }
}
