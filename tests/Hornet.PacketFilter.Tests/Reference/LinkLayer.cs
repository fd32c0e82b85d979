// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Reference;

/// <summary>
/// What the link layer says it encloses. Protocols are named by EtherTypes, and by 802.2 service access points where these are numbers up to
/// 1500; each link type has its own way to say them.
/// </summary>
internal static class LinkLayer
{
    public const uint IPv4 = 0x800;
    public const uint IPv6 = 0x86dd;
    public const uint Arp = 0x806;
    public const uint ReverseArp = 0x8035;
    public const uint Decnet = 0x6003;
    public const uint AppleTalk = 0x809b;
    public const uint AppleTalkArp = 0x80f3;
    public const uint Iso = 0xfe;
    public const uint SpanningTree = 0x42;
    public const uint Ipx = 0xe0;
    public const uint NetBeui = 0xf0;
    private const uint LargestLength = 1500;
    private const uint InternetSap = 6;

    /// <summary>Whether the link layer encloses a protocol.</summary>
    public static Condition Encloses(Layer layer, uint protocol)
    {
        if (layer.Labels > 0)
            return BehindLabels(layer, protocol);
        return layer.Link switch
        {
            LinkType.Ethernet or LinkType.Netanalyzer or LinkType.NetanalyzerTransparent => layer.IsLaneFrame ? IsData(layer) & Ethernet(layer, protocol) : Ethernet(layer, protocol),
            LinkType.Fddi or LinkType.TokenRing or LinkType.AtmRfc1483 or LinkType.IPOverFibreChannel => LogicalLink(layer, protocol),
            LinkType.Sunatm => IsLogicalLinkOverAtm(layer) & LogicalLink(layer, protocol),
            LinkType.Ieee80211 or LinkType.Ieee80211Prism or LinkType.Ieee80211Radiotap or LinkType.Ieee80211Avs or LinkType.Ppi =>
                Wireless.IsData(layer) & LogicalLink(layer, protocol),
            LinkType.LinuxSll or LinkType.LinuxSll2 => Cooked(layer, protocol),
            LinkType.Raw or LinkType.Slip or LinkType.SlipBsdos => ByVersion(layer, protocol),
            LinkType.IPv4 => protocol == IPv4 ? Condition.Always : Condition.Never,
            LinkType.IPv6 => protocol == IPv6 ? Condition.Always : Condition.Never,
            LinkType.Ppp or LinkType.PppHdlc or LinkType.PppEther or LinkType.PppPppd => Reads.Half(layer.Type, PointToPoint(protocol)),
            LinkType.PppBsdos => protocol == IPv4
                ? Reads.Half(layer.Type, 0x21) | Reads.Half(layer.Type, 0x2d) | Reads.Half(layer.Type, 0x2f)
                : Reads.Half(layer.Type, PointToPoint(protocol)),
            LinkType.CiscoHdlc => Reads.Half(layer.Type, protocol == Iso ? 0xfefe : protocol),
            LinkType.Null or LinkType.Enc => ByFamily(layer, protocol, isHostOrder: true),
            LinkType.Loop => ByFamily(layer, protocol, isHostOrder: false),
            LinkType.Pflog => protocol switch
            {
                IPv4 => Reads.Byte(layer.Type, 2),
                IPv6 => Reads.Byte(layer.Type, 10),
                _ => Condition.Never,
            },
            LinkType.Ipnet => protocol switch
            {
                IPv4 => Reads.Byte(layer.Type, 2),
                IPv6 => Reads.Byte(layer.Type, 26),
                _ => Condition.Never,
            },
            LinkType.FrameRelay => FrameRelay(layer, protocol),
            LinkType.ArcnetBsd or LinkType.ArcnetLinux => Arcnet(layer, protocol),
            LinkType.SymantecFirewall or LinkType.AppleIpOverIeee1394 => Reads.Half(layer.Type, protocol),
            _ => throw new UnsupportedTestException($"{layer.Link} does not say what it encloses"),
        };
    }

    /// <summary>Whether a frame of LAN emulation is not one of its control.</summary>
    public static Condition IsData(Layer layer) => layer.IsLaneFrame ? !Reads.Half(new Place(PlaceBase.Packet, 4), 0xff00) : Condition.Always;

    /// <summary>Whether an ATM packet has an 802.2 header.</summary>
    public static Condition IsLogicalLinkOverAtm(Layer layer) => Reads.Byte(layer.LinkHeader, 0xf, 2);

    private static Condition Ethernet(Layer layer, uint protocol)
    {
        Condition isLength = Reads.Half(layer.Type, type => type <= LargestLength);
        Place llc = layer.Payload;
        return protocol switch
        {
            Iso or InternetSap or NetBeui => isLength & Reads.Half(llc, (protocol << 8) | protocol),
            Ipx => Reads.Half(layer.Type, 0x8137) | (isLength & (Snap(llc, 0x8137, 0) | Reads.Byte(llc, Ipx) | Reads.Half(llc, 0xffff))),
            AppleTalk => Reads.Half(layer.Type, protocol) | (isLength & Snap(llc, protocol, 0x080007)),
            AppleTalkArp => Reads.Half(layer.Type, protocol) | (isLength & Snap(llc, protocol, 0)),
            <= LargestLength => isLength & Reads.Byte(llc, protocol),
            _ => Reads.Half(layer.Type, protocol),
        };
    }

    /// <summary>A SNAP header with an organisation and a protocol; its end is read first.</summary>
    private static Condition Snap(Place llc, uint protocol, uint organisation) =>
        Reads.Word(llc + 4, ((organisation & 0xffff) << 16) | protocol) & Reads.Word(llc, 0xaaaa0300 | (organisation >> 16));

    private static Condition LogicalLink(Layer layer, uint protocol)
    {
        Place llc = layer.Payload;
        return protocol switch
        {
            Iso or InternetSap or NetBeui => Reads.Half(llc, (protocol << 8) | protocol),
            AppleTalk => Snap(llc, protocol, 0x080007),
            <= LargestLength => Reads.Byte(llc, protocol),
            _ => Reads.Half(llc + 6, protocol),
        };
    }

    private static Condition Cooked(Layer layer, uint protocol)
    {
        Condition isLogicalLink = Reads.Half(layer.Type, 4);
        Place llc = layer.Payload;
        return protocol switch
        {
            Iso or InternetSap or NetBeui => isLogicalLink & Reads.Half(llc, (protocol << 8) | protocol),
            Ipx => Reads.Half(layer.Type, 0x8137) | Reads.Half(layer.Type, 1) | (isLogicalLink & (Reads.Byte(llc, Ipx) | Snap(llc, 0x8137, 0))),
            AppleTalk => Reads.Half(layer.Type, protocol) | (isLogicalLink & Snap(llc, protocol, 0x080007)),
            AppleTalkArp => Reads.Half(layer.Type, protocol) | (isLogicalLink & Snap(llc, protocol, 0)),
            <= LargestLength => isLogicalLink & Reads.Byte(llc, protocol),
            _ => Reads.Half(layer.Type, protocol),
        };
    }

    private static Condition ByVersion(Layer layer, uint protocol) => protocol switch
    {
        IPv4 => Reads.Byte(layer.Payload, 0xf0, 0x40),
        IPv6 => Reads.Byte(layer.Payload, 0xf0, 0x60),
        _ => Condition.Never,
    };

    private static Condition ByFamily(Layer layer, uint protocol, bool isHostOrder)
    {
        uint family = protocol switch
        {
            IPv4 => 2u,
            IPv6 => 10u,
            _ => 0u,
        };
        return family == 0 ? Condition.Never : Reads.Word(layer.LinkHeader, isHostOrder && BitConverter.IsLittleEndian ? family << 24 : family);
    }

    /// <summary>The number of RFC 1661 and its followers for a protocol, where it has one.</summary>
    private static uint PointToPoint(uint protocol) => protocol switch
    {
        IPv4 => 0x21,
        IPv6 => 0x57,
        Decnet => 0x27,
        AppleTalk => 0x29,
        0x600 => 0x25,
        Iso => 0x23,
        SpanningTree => 0x31,
        Ipx => 0x2b,
        _ => protocol,
    };

    private static Condition FrameRelay(Layer layer, uint protocol)
    {
        Place control = layer.LinkHeader + 2;
        return protocol switch
        {
            IPv4 => Reads.Half(control, 0x3cc),
            IPv6 => Reads.Half(control, 0x38e),
            Iso => Reads.Half(control, 0x381) | Reads.Half(control, 0x382) | Reads.Half(control, 0x383),
            _ => Condition.Never,
        };
    }

    private static Condition Arcnet(Layer layer, uint protocol) => protocol switch
    {
        IPv4 => Reads.Byte(layer.Type, 212) | Reads.Byte(layer.Type, 240),
        IPv6 => Reads.Byte(layer.Type, 196),
        Arp => Reads.Byte(layer.Type, 213) | Reads.Byte(layer.Type, 241),
        ReverseArp => Reads.Byte(layer.Type, 214),
        AppleTalk => Reads.Byte(layer.Type, 221),
        _ => Condition.Never,
    };

    /// <summary>Labels do not say what they enclose: behind the last of them, the version of IP does.</summary>
    private static Condition BehindLabels(Layer layer, uint protocol)
    {
        uint version = protocol switch
        {
            IPv4 => 0x40u,
            IPv6 => 0x60u,
            _ => throw new UnsupportedTestException("MPLS encloses IPv4 and IPv6"),
        };
        return Reads.Byte(layer.NetworkHeader + -2, 1, 1) & Reads.Byte(layer.NetworkHeader, 0xf0, version);
    }
}
