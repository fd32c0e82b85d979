// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>What follows the EtherType of a VLAN-tagged frame (IEEE 802.1Q): tag control information and the next EtherType, 4 bytes.</summary>
public readonly ref struct VlanHeader
{
    /// <summary>The length of the header in bytes.</summary>
    public const int Length = 4;

    private readonly ReadOnlySpan<byte> _data;

    private VlanHeader(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The whole tag: priority, drop eligibility and VLAN.</summary>
    public ushort TagControl => BinaryPrimitives.ReadUInt16BigEndian(_data);

    /// <summary>The priority, 0 to 7.</summary>
    public int Priority => TagControl >> 13;

    /// <summary>Whether the frame may be dropped first.</summary>
    public bool DropEligible => (TagControl & 0x1000) != 0;

    /// <summary>The VLAN, 0 to 4095; 0 means none.</summary>
    public int Id => TagControl & 0xfff;

    /// <summary>What follows; possibly another tag.</summary>
    public EtherType EtherType => (EtherType)BinaryPrimitives.ReadUInt16BigEndian(_data[2..]);

    /// <summary>The captured bytes after the header.</summary>
    public ReadOnlySpan<byte> Payload => _data[Length..];

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out VlanHeader header)
    {
        header = data.Length >= Length ? new VlanHeader(data) : default;
        return data.Length >= Length;
    }
}
