// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.Linux;

/// <summary>
/// A packet of a live capture. Its bytes are where the kernel put them and are valid until the capture's next read; a ref struct so that they cannot be
/// kept by mistake.
/// </summary>
public readonly ref struct LivePacket
{
    internal LivePacket(ReadOnlySpan<byte> data, long timestamp, int originalLength, LinkType linkType, int interfaceIndex, byte kind, ushort? vlanTag)
    {
        Data = data;
        Timestamp = timestamp;
        OriginalLength = originalLength;
        LinkType = linkType;
        InterfaceIndex = interfaceIndex;
        Kind = kind;
        VlanTag = vlanTag;
    }

    /// <summary>The captured bytes, from the header of <see cref="LinkType"/> on.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>When the kernel saw it, in nanoseconds since 1970-01-01T00:00:00Z.</summary>
    public long Timestamp { get; }

    /// <summary>Its whole length in bytes, a restored VLAN tag included.</summary>
    public int OriginalLength { get; }

    /// <summary>The kind of the first header.</summary>
    public LinkType LinkType { get; }

    /// <summary>The number of the interface.</summary>
    public int InterfaceIndex { get; }

    /// <summary>Whom it is for or from (<c>PACKET_*</c>, linux/if_packet.h): 0 this machine, 1 all, 2 a group, 3 another machine, 4 sent by this one.</summary>
    public byte Kind { get; }

    /// <summary>Whether this machine sent it.</summary>
    public bool IsOutgoing => Kind == PacketAddress.Outgoing;

    /// <summary>
    /// The VLAN tag (priority, drop eligibility and number as in the packet) that the kernel or the card had taken out of the packet; null where it had none, or where it is in the
    /// packet all along. <see cref="Data"/> has it back unless <see cref="PacketCaptureOptions.RestoresVlanTags"/> says otherwise.
    /// </summary>
    public ushort? VlanTag { get; }
}
