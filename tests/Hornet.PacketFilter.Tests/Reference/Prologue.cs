// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>
/// What is found out before the first test on link types whose headers have no fixed length: as much as the tests of the expression need.
/// </summary>
internal static class Prologue
{
    /// <summary>Finds the headers.</summary>
    /// <returns>Whether the packet is of a kind that can match at all.</returns>
    public static bool Run(ReferencePacket packet, LinkType link, bool usesLinkHeader, bool usesPayload)
    {
        // The only packets of PPI that are looked at are those whose link type is 802.11, in the order of the machine that wrote them.
        if (link == LinkType.Ppi && packet.Read(4, 4) != 0x69000000)
            return false;
        if (usesLinkHeader || usesPayload)
            packet.LinkHeader = RadioLength(packet, link);
        if (usesPayload)
            packet.Payload = link == LinkType.Pflog ? (packet.Read(0, 1) + 3) & ~3u : EndOfWirelessHeader(packet, link);
        return true;
    }

    private static uint RadioLength(ReferencePacket packet, LinkType link)
    {
        switch (link)
        {
            case LinkType.Ieee80211Radiotap or LinkType.Ppi:
                uint high = packet.Read(3, 1);
                return (high << 8) | packet.Read(2, 1);
            case LinkType.Ieee80211Prism:
                return (packet.Read(0, 4) & 0xfffff000) == 0x80211000 ? packet.Read(4, 4) : 144;
            case LinkType.Ieee80211Avs:
                return packet.Read(4, 4);
            default:
                return 0;
        }
    }

    /// <summary>Data frames with quality of service have a longer header, which some radios pad to whole words.</summary>
    private static uint EndOfWirelessHeader(ReferencePacket packet, LinkType link)
    {
        uint end = unchecked(packet.LinkHeader + 24);
        uint control = packet.Read(packet.LinkHeader, 1);
        if ((control & 8) == 0 || (control & 4) != 0)
            return end;
        if ((control & 0x80) != 0)
            end = unchecked(end + 2);
        return link == LinkType.Ieee80211Radiotap && IsPadded(packet) ? unchecked(end + 3) & ~3u : end;
    }

    private static bool IsPadded(ReferencePacket packet)
    {
        uint present = packet.Read(4, 4);
        const uint Flags = 0x02000000;
        const uint Extended = 0x80;
        const uint Timestamp = 0x01000000;
        if ((present & Flags) == 0 || (present & Extended) != 0)
            return false;
        return (packet.Read((present & Timestamp) != 0 ? 16u : 8u, 1) & 0x20) != 0;
    }
}
