// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>
/// Protocols as link layers number them: EtherTypes (IEEE 802 numbers, IANA), and below 0x100 service access points of 802.2.
/// </summary>
internal static class LinkProtocol
{
    /// <summary>802.2: the spanning tree of 802.1D.</summary>
    public const uint SpanningTree = 0x42;

    /// <summary>802.2: IP, never used by anyone.</summary>
    public const uint LlcIp = 0x06;

    /// <summary>802.2: OSI network layer.</summary>
    public const uint Iso = 0xfe;

    /// <summary>802.2: Novell.</summary>
    public const uint LlcIpx = 0xe0;

    /// <summary>802.2: NetBIOS.</summary>
    public const uint NetBeui = 0xf0;

    /// <summary>IPv4.</summary>
    public const uint IPv4 = 0x0800;

    /// <summary>ARP.</summary>
    public const uint Arp = 0x0806;

    /// <summary>Reverse ARP.</summary>
    public const uint ReverseArp = 0x8035;

    /// <summary>IPv6.</summary>
    public const uint IPv6 = 0x86dd;

    /// <summary>DEC's dump and load.</summary>
    public const uint MopDumpLoad = 0x6001;

    /// <summary>DEC's remote console.</summary>
    public const uint MopRemoteConsole = 0x6002;

    /// <summary>DECnet phase IV.</summary>
    public const uint Decnet = 0x6003;

    /// <summary>DEC's local area transport.</summary>
    public const uint Lat = 0x6004;

    /// <summary>DEC's systems communication architecture.</summary>
    public const uint Sca = 0x6007;

    /// <summary>AppleTalk.</summary>
    public const uint AppleTalk = 0x809b;

    /// <summary>AppleTalk's address resolution.</summary>
    public const uint AppleTalkArp = 0x80f3;

    /// <summary>IPX in Ethernet II frames.</summary>
    public const uint Ipx = 0x8137;

    /// <summary>A tag of 802.1Q.</summary>
    public const uint VlanTag = 0x8100;

    /// <summary>A service tag of 802.1ad.</summary>
    public const uint ServiceTag = 0x88a8;

    /// <summary>An outer tag as older switches have it.</summary>
    public const uint OuterTag = 0x9100;

    /// <summary>MPLS labels (RFC 3032).</summary>
    public const uint Mpls = 0x8847;

    /// <summary>PPPoE discovery (RFC 2516).</summary>
    public const uint PppoeDiscovery = 0x8863;

    /// <summary>A PPPoE session.</summary>
    public const uint PppoeSession = 0x8864;

    /// <summary>Larger numbers in Ethernet's type field are types, others are lengths (IEEE 802.3, as libpcap has it).</summary>
    public const uint LargestLength = 1500;
}
