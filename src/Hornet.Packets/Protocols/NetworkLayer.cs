// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.Packets;

/// <summary>Finds the network-layer packet in a captured packet.</summary>
public static class NetworkLayer
{
    private const int MaximumTags = 8;

    /// <summary>Steps over the link-layer header and VLAN tags.</summary>
    /// <param name="linkType">The kind of the first header: Ethernet, Linux cooked, loopback or raw IP.</param>
    /// <param name="data">The captured bytes.</param>
    /// <param name="etherType">What was found; a value up to 1500 for an IEEE 802.3 frame.</param>
    /// <param name="offset">Where it starts in <paramref name="data"/>.</param>
    /// <returns>False when the link type is another one or the packet is too short.</returns>
    public static bool TryFind(LinkType linkType, ReadOnlySpan<byte> data, out EtherType etherType, out int offset)
    {
        etherType = default;
        offset = 0;
        switch (linkType)
        {
            case LinkType.Ethernet:
                if (!EthernetHeader.TryParse(data, out EthernetHeader ethernet))
                    return false;
                etherType = ethernet.EtherType;
                offset = EthernetHeader.Length;
                break;
            case LinkType.LinuxSll or LinkType.LinuxSll2:
                if (!LinuxCookedHeader.TryParse(linkType, data, out LinuxCookedHeader cooked))
                    return false;
                etherType = cooked.EtherType;
                offset = linkType == LinkType.LinuxSll ? 16 : 20;
                break;
            case LinkType.Null or LinkType.Loop:
                return TryFindLoopback(linkType, data, out etherType, out offset);
            case LinkType.Raw or LinkType.IPv4 or LinkType.IPv6:
                return !data.IsEmpty && TryVersion(data[0], out etherType);
            default:
                return false;
        }

        for (int tags = 0; IsVlan(etherType) && tags < MaximumTags; tags++)
        {
            if (!VlanHeader.TryParse(data[offset..], out VlanHeader tag))
                return false;
            etherType = tag.EtherType;
            offset += VlanHeader.Length;
        }

        return true;
    }

    /// <summary>Whether a VLAN tag follows this EtherType.</summary>
    public static bool IsVlan(EtherType etherType) => etherType is EtherType.Vlan or EtherType.ServiceVlan or EtherType.OldServiceVlan;

    /// <summary>
    /// BSD loopback: a 4-byte address family in the byte order of the machine that captured (big-endian for LOOP), 2 for IPv4, and for
    /// IPv6 10, 24, 28 or 30 depending on the system.
    /// </summary>
    private static bool TryFindLoopback(LinkType linkType, ReadOnlySpan<byte> data, out EtherType etherType, out int offset)
    {
        offset = 4;
        etherType = default;
        if (data.Length < 4)
            return false;
        uint family = BinaryPrimitives.ReadUInt32BigEndian(data);
        if (linkType == LinkType.Null && (family & 0xffff_0000) != 0)
            family = BinaryPrimitives.ReverseEndianness(family);
        etherType = family switch
        {
            2 => EtherType.IPv4,
            10 or 24 or 28 or 30 => EtherType.IPv6,
            _ => default,
        };
        return etherType != default;
    }

    private static bool TryVersion(byte first, out EtherType etherType)
    {
        etherType = (first >> 4) switch
        {
            4 => EtherType.IPv4,
            6 => EtherType.IPv6,
            _ => default,
        };
        return etherType != default;
    }
}
