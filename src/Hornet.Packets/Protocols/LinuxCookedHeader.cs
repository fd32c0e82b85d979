// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>
/// The header Linux puts in place of the link layer's in captures of all interfaces: LINUX_SLL (16 bytes) or LINUX_SLL2 (20 bytes), as the
/// registry at tcpdump.org describes them.
/// </summary>
public readonly ref struct LinuxCookedHeader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly bool _second;

    private LinuxCookedHeader(ReadOnlySpan<byte> data, bool second)
    {
        _data = data;
        _second = second;
    }

    /// <summary>The kind of packet: 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 sent by us.</summary>
    public int PacketType => _second ? _data[10] : BinaryPrimitives.ReadUInt16BigEndian(_data);

    /// <summary>The kind of interface (<c>ARPHRD_</c>); 1 is Ethernet.</summary>
    public ushort HardwareType => BinaryPrimitives.ReadUInt16BigEndian(_data[(_second ? 8 : 2)..]);

    /// <summary>The index of the interface; 0 in the first version, which does not have it.</summary>
    public uint InterfaceIndex => _second ? BinaryPrimitives.ReadUInt32BigEndian(_data[4..]) : 0;

    /// <summary>The sender's link-layer address, up to 8 bytes.</summary>
    public ReadOnlySpan<byte> Address => _second
        ? _data.Slice(12, Math.Min((int)_data[11], 8))
        : _data.Slice(6, Math.Min((int)BinaryPrimitives.ReadUInt16BigEndian(_data[4..]), 8));

    /// <summary>What follows.</summary>
    public EtherType EtherType => (EtherType)BinaryPrimitives.ReadUInt16BigEndian(_data[(_second ? 0 : 14)..]);

    /// <summary>The captured bytes after the header.</summary>
    public ReadOnlySpan<byte> Payload => _data[(_second ? 20 : 16)..];

    /// <summary>Looks at the start of <paramref name="data"/>; false when it is too short or the link type is neither of the two.</summary>
    public static bool TryParse(LinkType linkType, ReadOnlySpan<byte> data, out LinuxCookedHeader header)
    {
        bool second = linkType == LinkType.LinuxSll2;
        bool whole = (second && data.Length >= 20) || (linkType == LinkType.LinuxSll && data.Length >= 16);
        header = whole ? new LinuxCookedHeader(data, second) : default;
        return whole;
    }
}
