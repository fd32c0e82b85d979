// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Generation;

/// <summary>Random frames of 802.11, alone and behind the headers of radios.</summary>
internal static class WirelessPackets
{
    public static void Write(PacketWriter writer, LinkType link)
    {
        bool isPadded = false;
        switch (link)
        {
            case LinkType.Ieee80211Radiotap or LinkType.Ppi:
                isPadded = WriteRadio(writer, link);
                break;
            case LinkType.Ieee80211Prism:
                WritePrism(writer);
                break;
            case LinkType.Ieee80211Avs:
                writer.Word(0x80211001);
                writer.Word(64);
                writer.Noise(56);
                break;
            case LinkType.Ieee80211:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(link), link, "no packets are made of it");
        }

        WriteFrame(writer, isPadded);
    }

    private static bool WriteRadio(PacketWriter writer, LinkType link)
    {
        int length = writer.Any([8, 18, 20, 24, 25]);
        writer.Half(0);
        writer.Byte(length);
        writer.Byte(0);
        if (link == LinkType.Ppi)
        {
            writer.Word(writer.OneIn(8) ? 1u << 24 : 105u << 24);
            writer.Noise(length - 8);
            return false;
        }

        bool hasTimestamp = writer.OneIn(2);
        bool hasFlags = writer.Random.Next(4) > 0;
        bool isExtended = writer.OneIn(8);
        writer.Byte((hasTimestamp ? 1 : 0) | (hasFlags ? 2 : 0) | (writer.Random.Next(16) << 2));
        writer.Half(0);
        writer.Byte(isExtended ? 0x80 : 0);
        int start = writer.Length;
        writer.Noise(length - 8);
        int flags = start + (hasTimestamp ? 8 : 0);
        bool isPadded = writer.OneIn(2);
        if (flags < writer.Length)
            writer.Set(flags, isPadded ? 0x20 : 0);
        return isPadded && hasFlags && !isExtended && flags < writer.Length;
    }

    private static void WritePrism(PacketWriter writer)
    {
        if (writer.OneIn(3))
        {
            writer.Word(0x80211001);
            writer.Word(64);
            writer.Noise(56);
        }
        else
        {
            writer.Word(0x44000000);
            writer.Word(0x90000000);
            writer.Noise(136);
        }
    }

    private static void WriteFrame(PacketWriter writer, bool isPadded)
    {
        int control = writer.Random.Next(8) switch
        {
            0 => writer.Random.Next(16) << 4,
            1 => 4 | (writer.Random.Next(16) << 4),
            2 => writer.Any(writer.Pool.Bytes),
            3 or 4 => 0x88,
            _ => 8,
        };
        int direction = writer.Random.Next(4);
        writer.Byte(control);
        writer.Byte(direction);
        writer.Half(0);
        for (int i = 0; i < 3; i++)
            writer.Bytes(writer.Any(writer.Pool.LinkAddresses));
        writer.Half(0x10);
        int header = 24;
        if ((control & 0x8c) == 0x88)
        {
            writer.Half(0);
            header += 2;
        }

        if (isPadded)
            writer.Noise((4 - (header & 3)) & 3);
        LinkPackets.WriteLlc(writer, 0);
    }
}
