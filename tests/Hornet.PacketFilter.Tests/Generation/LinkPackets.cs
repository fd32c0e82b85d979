// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Generation;

/// <summary>Random frames of link layers.</summary>
internal static class LinkPackets
{
    public static void Write(PacketWriter writer, LinkType link)
    {
        switch (link)
        {
            case LinkType.Ethernet:
                WriteEthernet(writer, 0);
                break;
            case LinkType.Netanalyzer:
                writer.Noise(4);
                WriteEthernet(writer, 0);
                break;
            case LinkType.Raw or LinkType.IPv4 or LinkType.IPv6:
                WriteInternet(writer);
                break;
            case LinkType.Slip:
                writer.Byte(writer.Random.Next(2));
                writer.Noise(15);
                WriteInternet(writer);
                break;
            case LinkType.LinuxSll:
                writer.Half(writer.Random.Next(5));
                writer.Half(1);
                writer.Half(6);
                writer.Bytes(writer.Any(writer.Pool.LinkAddresses));
                writer.Half(0);
                WriteCooked(writer, _ => { });
                break;
            case LinkType.LinuxSll2:
                WriteCooked(writer, later =>
                {
                    later.Half(0);
                    later.Word(later.Any(later.Pool.Bytes));
                    later.Half(1);
                    later.Byte(later.Random.Next(5));
                    later.Byte(6);
                    later.Bytes(later.Any(later.Pool.LinkAddresses));
                    later.Half(0);
                });
                break;
            case LinkType.Ppp or LinkType.PppHdlc:
                writer.Half(0xff03);
                WritePpp(writer, 0);
                break;
            case LinkType.PppEther:
                NetworkPackets.WritePppoe(writer, 0);
                break;
            case LinkType.PppBsdos:
                WriteBsdos(writer);
                break;
            case LinkType.CiscoHdlc:
                writer.Half(0x0f00);
                WriteTyped(writer, 0);
                break;
            case LinkType.Null or LinkType.Enc or LinkType.Loop:
                WriteFamily(writer, link);
                break;
            default:
                WriteRare(writer, link);
                break;
        }
    }

    public static void WriteEthernet(PacketWriter writer, int depth)
    {
        writer.Bytes(writer.Any(writer.Pool.LinkAddresses));
        writer.Bytes(writer.Any(writer.Pool.LinkAddresses));
        int tags = writer.Random.Next(4) switch
        {
            0 => writer.Random.Next(1, 4),
            _ => 0,
        };
        for (int i = 0; i < tags; i++)
        {
            writer.Half(writer.Any([0x8100, 0x88a8, 0x9100]));
            writer.Half((writer.Random.Next(16) << 12) | (int)writer.Any(writer.Pool.Vlans));
        }

        if (writer.OneIn(6))
            WriteLlcFrame(writer, depth);
        else
            WriteTyped(writer, depth);
    }

    /// <summary>A protocol of PPP and its packet.</summary>
    public static void WritePpp(PacketWriter writer, int depth)
    {
        switch (writer.Random.Next(8))
        {
            case 0:
                writer.Half(0x281);
                NetworkPackets.WriteMpls(writer, depth);
                break;
            case 1:
                writer.Half(0x23);
                NetworkPackets.WriteIsIs(writer);
                break;
            case 2:
                writer.Half(writer.Any([0xc021, 0x27, 0x29, 0x2b, 0x31, 0x8021, 0xf0, 0x806, 0x8864]));
                NetworkPackets.WriteDecnet(writer);
                break;
            case < 6:
                writer.Half(0x21);
                NetworkPackets.WriteIPv4(writer, depth);
                break;
            default:
                writer.Half(0x57);
                NetworkPackets.WriteIPv6(writer, depth);
                break;
        }
    }

    /// <summary>802.2, or 802.2 and SNAP.</summary>
    public static void WriteLlc(PacketWriter writer, int depth)
    {
        switch (writer.Random.Next(9))
        {
            case 0 or 8:
                writer.Half(0xfefe);
                writer.Byte(3);
                NetworkPackets.WriteIsIs(writer);
                break;
            case 1:
                writer.Half(writer.Any([0x4242, 0xe0e0, 0xf0f0, 0xffff, 0x0606, 0x0042]));
                writer.Byte(writer.OneIn(2) ? writer.Any(writer.Pool.Bytes) : 3);
                writer.Noise(20);
                break;
            case 2:
                writer.Word(writer.OneIn(2) ? 0xaaaa0308 : 0xaaaa0300);
                writer.Word(writer.Any([0x7809bu, 0x80f3u, 0x8137u]));
                writer.Noise(20);
                break;
            case 3:
                writer.Byte((int)writer.Any(writer.Pool.LinkProtocols));
                writer.Byte((int)writer.Any(writer.Pool.LinkProtocols));
                writer.Byte(writer.OneIn(2) ? writer.Any(writer.Pool.Bytes) : writer.Random.Next(256));
                writer.Noise(20);
                break;
            default:
                writer.Word(0xaaaa0300);
                writer.Half(0);
                for (int tags = writer.OneIn(5) ? writer.Random.Next(1, 3) : 0; tags > 0; tags--)
                {
                    writer.Half(0x8100);
                    writer.Half((int)writer.Any(writer.Pool.Vlans));
                }

                WriteTyped(writer, depth);
                break;
        }
    }

    /// <summary>An EtherType and its packet.</summary>
    public static void WriteTyped(PacketWriter writer, int depth)
    {
        switch (writer.Random.Next(16))
        {
            case < 6:
                writer.Half(0x800);
                NetworkPackets.WriteIPv4(writer, depth);
                break;
            case < 10:
                writer.Half(0x86dd);
                NetworkPackets.WriteIPv6(writer, depth);
                break;
            case 10 or 11:
                writer.Half(writer.OneIn(3) ? 0x8035 : 0x806);
                NetworkPackets.WriteArp(writer);
                break;
            case 12:
                writer.Half(0x8847);
                NetworkPackets.WriteMpls(writer, depth);
                break;
            case 13:
                writer.Half(0x8864);
                NetworkPackets.WritePppoe(writer, depth);
                break;
            case 14:
                writer.Half(writer.OneIn(2) ? 0x6003 : writer.Any([0x809b, 0x80f3, 0x6001, 0x6002, 0x6004, 0x6007, 0x8137, 0x8863, 0xfefe]));
                NetworkPackets.WriteDecnet(writer);
                break;
            default:
                writer.Half((int)writer.Any(writer.Pool.LinkProtocols));
                writer.Noise(40);
                break;
        }
    }

    private static void WriteLlcFrame(PacketWriter writer, int depth)
    {
        writer.Half(writer.OneIn(6) ? writer.Any([1500, 1501, 0x600]) : writer.Random.Next(1500));
        WriteLlc(writer, depth);
    }

    private static void WriteInternet(PacketWriter writer)
    {
        if (writer.Random.Next(5) < 3)
            NetworkPackets.WriteIPv4(writer, 0);
        else
            NetworkPackets.WriteIPv6(writer, 0);
    }

    private static void WriteCooked(PacketWriter writer, Action<PacketWriter> writeHeader)
    {
        if (writer.OneIn(4))
        {
            writer.Half(writer.Any([4, 4, 4, 1]));
            writeHeader(writer);
            WriteLlc(writer, 0);
            return;
        }

        // The type comes first, then the header's rest, then the packet: as written for a frame with both together.
        var packet = new PacketWriter(writer.Random, writer.Pool);
        WriteTyped(packet, 0);
        byte[] bytes = packet.ToArray();
        writer.Bytes(bytes.AsSpan(0, 2));
        writeHeader(writer);
        writer.Bytes(bytes.AsSpan(2));
    }

    private static void WriteBsdos(PacketWriter writer)
    {
        writer.Noise(5);
        bool isIPv4 = writer.OneIn(2);
        writer.Half(isIPv4 ? writer.Any([0x21, 0x2d, 0x2f]) : writer.Any([0x57, 0x57, 0x23]));
        writer.Noise(17);
        if (isIPv4)
            NetworkPackets.WriteIPv4(writer, 0);
        else
            NetworkPackets.WriteIPv6(writer, 0);
    }

    private static void WriteFamily(PacketWriter writer, LinkType link)
    {
        bool isIPv4 = writer.OneIn(2);
        uint family = writer.OneIn(12) ? 24u : isIPv4 ? 2u : 10u;
        writer.Word(link == LinkType.Loop ? family : family << 24);
        if (link == LinkType.Enc)
            writer.Noise(8);
        if (isIPv4)
            NetworkPackets.WriteIPv4(writer, 0);
        else
            NetworkPackets.WriteIPv6(writer, 0);
    }

    private static void WriteRare(PacketWriter writer, LinkType link)
    {
        switch (link)
        {
            case LinkType.Fddi:
                writer.Byte(0x50);
                WriteAddresses(writer);
                WriteLlc(writer, 0);
                break;
            case LinkType.TokenRing:
                writer.Half(0x1040);
                WriteAddresses(writer);
                WriteLlc(writer, 0);
                break;
            case LinkType.AtmRfc1483:
                WriteLlc(writer, 0);
                break;
            case LinkType.IPOverFibreChannel:
                writer.Half(0);
                writer.Bytes(writer.Any(writer.Pool.LinkAddresses));
                writer.Half(0);
                writer.Bytes(writer.Any(writer.Pool.LinkAddresses));
                WriteLlc(writer, 0);
                break;
            case LinkType.FrameRelay:
                writer.Half(0x1841);
                WriteFrameRelay(writer);
                break;
            case LinkType.Ipnet:
                writer.Byte(1);
                bool isVersion4 = writer.OneIn(2);
                writer.Byte(isVersion4 ? 2 : 26);
                writer.Half(writer.Random.Next(1, 4));
                writer.Noise(20);
                if (isVersion4)
                    NetworkPackets.WriteIPv4(writer, 0);
                else
                    NetworkPackets.WriteIPv6(writer, 0);
                break;
            case LinkType.Pflog:
                WritePflog(writer);
                break;
            case LinkType.Sunatm:
                WriteSunatm(writer);
                break;
            case LinkType.ArcnetBsd or LinkType.ArcnetLinux:
                WriteArcnet(writer, link);
                break;
            case LinkType.Mtp2 or LinkType.Mtp2WithPseudoHeader:
                writer.Noise(link == LinkType.Mtp2 ? 0 : 4);
                writer.Noise(2);
                writer.Byte(writer.Random.Next(64));
                writer.Noise(20);
                break;
            default:
                WirelessPackets.Write(writer, link);
                break;
        }
    }

    private static void WriteFrameRelay(PacketWriter writer)
    {
        switch (writer.Random.Next(3))
        {
            case 0:
                writer.Half(0x3cc);
                NetworkPackets.WriteIPv4(writer, 0);
                break;
            case 1:
                writer.Half(0x38e);
                NetworkPackets.WriteIPv6(writer, 0);
                break;
            default:
                writer.Half(writer.Random.Next(0x380, 0x385));
                NetworkPackets.WriteIsIs(writer);
                break;
        }
    }

    private static void WriteAddresses(PacketWriter writer)
    {
        writer.Bytes(writer.Any(writer.Pool.LinkAddresses));
        writer.Bytes(writer.Any(writer.Pool.LinkAddresses));
    }

    private static void WritePflog(PacketWriter writer)
    {
        bool isIPv4 = writer.OneIn(2);
        writer.Byte(writer.OneIn(4) ? writer.Random.Next(58, 72) : 61);
        writer.Byte(isIPv4 ? 2 : 10);
        writer.Byte(writer.OneIn(2) ? writer.Any(writer.Pool.Bytes) : writer.Random.Next(3));
        writer.Byte(writer.OneIn(2) ? writer.Any(writer.Pool.Bytes) : 0);
        WriteName(16);
        WriteName(16);
        writer.Word(writer.Any(writer.Pool.Bytes));
        writer.Word(writer.Any(writer.Pool.Bytes));
        writer.Noise(16);
        writer.Byte(writer.Random.Next(3));
        writer.Noise(3);
        if (isIPv4)
            NetworkPackets.WriteIPv4(writer, 0);
        else
            NetworkPackets.WriteIPv6(writer, 0);

        void WriteName(int length)
        {
            byte[] name = Encoding.Latin1.GetBytes(writer.Any(writer.Pool.Names));
            writer.Bytes(name.AsSpan(0, Math.Min(length, name.Length)));
            for (int i = name.Length; i < length; i++)
                writer.Byte(0);
        }
    }

    private static void WriteSunatm(PacketWriter writer)
    {
        int kind = writer.Random.Next(4);
        writer.Byte(writer.Any([0x80, 0]) | (kind switch
        {
            0 => 1,
            < 3 => 2,
            _ => writer.Random.Next(16),
        }));
        writer.Byte(writer.OneIn(2) ? 0 : writer.Any(writer.Pool.Bytes));
        writer.Half(writer.OneIn(2) ? writer.Any([1, 2, 3, 4, 5, 16]) : writer.Any(writer.Pool.Bytes));
        if (kind == 0)
        {
            writer.Half(writer.OneIn(6) ? 0xff00 : 5);
            WriteEthernet(writer, 0);
        }
        else if (kind < 3)
        {
            WriteLlc(writer, 0);
        }
        else
        {
            writer.Noise(5);
            writer.Byte(writer.Any([0x5a, 0x4d, 0x0f, 7, 5, 2, 1]));
            writer.Noise(20);
        }
    }

    private static void WriteArcnet(PacketWriter writer, LinkType link)
    {
        writer.Byte(writer.Any(writer.Pool.Bytes));
        writer.Byte(writer.Any(writer.Pool.Bytes));
        if (link == LinkType.ArcnetLinux)
            writer.Half(0);
        int type = writer.Any([212, 240, 213, 241, 214, 196, 221, 1]);
        writer.Byte(type);
        writer.Noise(3);
        if (type is 212 or 240)
            NetworkPackets.WriteIPv4(writer, 0);
        else if (type == 196)
            NetworkPackets.WriteIPv6(writer, 0);
        else
            NetworkPackets.WriteArp(writer);
    }
}
