// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;

namespace Hornet.PacketFilters.Syntax;

/// <summary>The words of pcap-filter(7): keywords with their synonyms, and named numbers. All are in lower case, and only so.</summary>
internal static class FilterKeywords
{
    /// <summary>Each keyword with the spelling that the parser knows it by.</summary>
    public static FrozenDictionary<string, string> Words { get; } = BuildWords();

    /// <summary>The protocols, by the spelling that the parser knows them by.</summary>
    public static FrozenDictionary<string, FilterProtocol> Protocols { get; } = new Dictionary<string, FilterProtocol>
    {
        ["link"] = FilterProtocol.Link,
        ["ip"] = FilterProtocol.Ip,
        ["ip6"] = FilterProtocol.Ip6,
        ["arp"] = FilterProtocol.Arp,
        ["rarp"] = FilterProtocol.Rarp,
        ["tcp"] = FilterProtocol.Tcp,
        ["udp"] = FilterProtocol.Udp,
        ["sctp"] = FilterProtocol.Sctp,
        ["icmp"] = FilterProtocol.Icmp,
        ["icmp6"] = FilterProtocol.Icmp6,
        ["igmp"] = FilterProtocol.Igmp,
        ["igrp"] = FilterProtocol.Igrp,
        ["pim"] = FilterProtocol.Pim,
        ["vrrp"] = FilterProtocol.Vrrp,
        ["carp"] = FilterProtocol.Carp,
        ["ah"] = FilterProtocol.Ah,
        ["esp"] = FilterProtocol.Esp,
        ["atalk"] = FilterProtocol.AppleTalk,
        ["aarp"] = FilterProtocol.Aarp,
        ["decnet"] = FilterProtocol.Decnet,
        ["lat"] = FilterProtocol.Lat,
        ["sca"] = FilterProtocol.Sca,
        ["moprc"] = FilterProtocol.MopRc,
        ["mopdl"] = FilterProtocol.MopDl,
        ["iso"] = FilterProtocol.Iso,
        ["clnp"] = FilterProtocol.Clnp,
        ["esis"] = FilterProtocol.EsIs,
        ["isis"] = FilterProtocol.IsIs,
        ["l1"] = FilterProtocol.IsIsL1,
        ["l2"] = FilterProtocol.IsIsL2,
        ["iih"] = FilterProtocol.IsIsIih,
        ["lsp"] = FilterProtocol.IsIsLsp,
        ["snp"] = FilterProtocol.IsIsSnp,
        ["csnp"] = FilterProtocol.IsIsCsnp,
        ["psnp"] = FilterProtocol.IsIsPsnp,
        ["stp"] = FilterProtocol.Stp,
        ["ipx"] = FilterProtocol.Ipx,
        ["netbeui"] = FilterProtocol.NetBeui,
        ["radio"] = FilterProtocol.Radio,
    }.ToFrozenDictionary();

    /// <summary>Offsets of header fields and values of them, by RFC 792 and its successors, RFC 4443 and IANA's ICMPv6 types, and RFC 9293.</summary>
    public static FrozenDictionary<string, uint> Numbers { get; } = new Dictionary<string, uint>
    {
        ["icmptype"] = 0,
        ["icmpcode"] = 1,
        ["icmp-echoreply"] = 0,
        ["icmp-unreach"] = 3,
        ["icmp-sourcequench"] = 4,
        ["icmp-redirect"] = 5,
        ["icmp-echo"] = 8,
        ["icmp-routeradvert"] = 9,
        ["icmp-routersolicit"] = 10,
        ["icmp-timxceed"] = 11,
        ["icmp-paramprob"] = 12,
        ["icmp-tstamp"] = 13,
        ["icmp-tstampreply"] = 14,
        ["icmp-ireq"] = 15,
        ["icmp-ireqreply"] = 16,
        ["icmp-maskreq"] = 17,
        ["icmp-maskreply"] = 18,
        ["icmp6type"] = 0,
        ["icmp6code"] = 1,
        ["icmp6-destinationunreach"] = 1,
        ["icmp6-packettoobig"] = 2,
        ["icmp6-timeexceeded"] = 3,
        ["icmp6-parameterproblem"] = 4,
        ["icmp6-echo"] = 128,
        ["icmp6-echoreply"] = 129,
        ["icmp6-multicastlistenerquery"] = 130,
        ["icmp6-multicastlistenerreportv1"] = 131,
        ["icmp6-multicastlistenerdone"] = 132,
        ["icmp6-routersolicit"] = 133,
        ["icmp6-routeradvert"] = 134,
        ["icmp6-neighborsolicit"] = 135,
        ["icmp6-neighboradvert"] = 136,
        ["icmp6-redirect"] = 137,
        ["icmp6-routerrenum"] = 138,
        ["icmp6-nodeinformationquery"] = 139,
        ["icmp6-nodeinformationresponse"] = 140,
        ["icmp6-ineighbordiscoverysolicit"] = 141,
        ["icmp6-ineighbordiscoveryadvert"] = 142,
        ["icmp6-multicastlistenerreportv2"] = 143,
        ["icmp6-homeagentdiscoveryrequest"] = 144,
        ["icmp6-homeagentdiscoveryreply"] = 145,
        ["icmp6-mobileprefixsolicit"] = 146,
        ["icmp6-mobileprefixadvert"] = 147,
        ["icmp6-certpathsolicit"] = 148,
        ["icmp6-certpathadvert"] = 149,
        ["icmp6-multicastrouteradvert"] = 151,
        ["icmp6-multicastroutersolicit"] = 152,
        ["icmp6-multicastrouterterm"] = 153,
        ["tcpflags"] = 13,
        ["tcp-fin"] = 0x01,
        ["tcp-syn"] = 0x02,
        ["tcp-rst"] = 0x04,
        ["tcp-push"] = 0x08,
        ["tcp-ack"] = 0x10,
        ["tcp-urg"] = 0x20,
        ["tcp-ece"] = 0x40,
        ["tcp-cwr"] = 0x80,
    }.ToFrozenDictionary();

    private static FrozenDictionary<string, string> BuildWords()
    {
        var words = new Dictionary<string, string>
        {
            ["ether"] = "link",
            ["fddi"] = "link",
            ["tr"] = "link",
            ["wlan"] = "link",
            ["ppp"] = "link",
            ["slip"] = "link",
            ["es-is"] = "esis",
            ["is-is"] = "isis",
            ["address1"] = "addr1",
            ["address2"] = "addr2",
            ["address3"] = "addr3",
            ["address4"] = "addr4",
            ["direction"] = "dir",
            ["length"] = "len",
            ["on"] = "ifname",
            ["ruleset"] = "rset",
            ["rulenum"] = "rnr",
            ["subrulenum"] = "srnr",
            ["oamf4"] = "oam",
            ["lsu"] = "lssu",
        };
        string[] plain =
        [
            "link", "ip", "ip6", "arp", "rarp", "tcp", "udp", "sctp", "icmp", "icmp6", "igmp", "igrp", "pim", "vrrp", "carp", "ah", "esp",
            "atalk", "aarp", "decnet", "lat", "sca", "moprc", "mopdl", "iso", "clnp", "esis", "isis", "l1", "l2", "iih", "lsp", "snp", "csnp",
            "psnp", "stp", "ipx", "netbeui", "radio",
            "src", "dst", "addr1", "addr2", "addr3", "addr4", "ra", "ta",
            "host", "net", "mask", "port", "portrange", "proto", "protochain", "gateway",
            "and", "or", "not", "len", "less", "greater", "byte", "broadcast", "multicast", "inbound", "outbound", "ifindex",
            "vlan", "mpls", "pppoed", "pppoes", "geneve", "llc", "type", "subtype", "dir",
            "ifname", "rset", "rnr", "srnr", "reason", "action",
            "lane", "metac", "bcc", "oamf4sc", "oamf4ec", "sc", "ilmic", "oam", "connectmsg", "metaconnect", "vpi", "vci",
            "fisu", "lssu", "msu", "hfisu", "hlssu", "hmsu", "sio", "opc", "dpc", "sls", "hsio", "hopc", "hdpc", "hsls",
        ];
        foreach (string word in plain)
            words.Add(word, word);
        return words.ToFrozenDictionary();
    }
}
