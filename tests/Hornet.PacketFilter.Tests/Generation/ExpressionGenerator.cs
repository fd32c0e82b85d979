// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Generation;

/// <summary>Random expressions with primitives that a link type has a meaning for, and sometimes one that it has not.</summary>
internal sealed class ExpressionGenerator(Random random, LinkType link)
{
    private static readonly string[] Protocols =
    [
        "ip", "ip6", "arp", "rarp", "tcp", "udp", "sctp", "icmp", "icmp6", "igmp", "pim", "ah", "esp", "vrrp", "igrp",
    ];

    private static readonly string[] LinkProtocols =
    [
        "iso", "clnp", "esis", "isis", "l1", "l2", "iih", "lsp", "snp", "csnp", "psnp", "stp", "ipx", "netbeui", "atalk", "aarp", "decnet", "lat", "moprc",
        "mopdl", "sca",
    ];

    private static readonly string[] Hosts4 = ["10.0.0.1", "10.0.0.2", "192.168.1.1", "224.0.0.5"];
    private static readonly string[] Hosts6 = ["2001:db8::1", "2001:db8::2", "ff02::1"];
    private static readonly string[] Nets4 = ["10.0.0.0/8", "192.168.1.0/24", "10.0.0.0/31", "0.0.0.0/0", "224.0.0.0/4", "10.0.0.0 mask 255.0.0.0"];
    private static readonly string[] Nets6 = ["2001:db8::/32", "2001:db8::/64", "2001:db8::/127", "::/0", "ff00::/8"];
    private static readonly string[] LinkHosts = ["00:00:5e:00:53:01", "00:00:5e:00:53:02", "ff:ff:ff:ff:ff:ff"];
    private static readonly string[] Directions = ["", "", "src ", "dst ", "src or dst ", "src and dst "];

    /// <summary>A random expression of at most so many primitives.</summary>
    public ExpressionTree Next(int primitives)
    {
        if (primitives <= 1)
            return random.Next(8) == 0 ? new ExpressionNegation(Leaf(), Any("not", "!")) : Leaf();
        if (random.Next(8) == 0)
            return new ExpressionNegation(Next(primitives), "not");
        int left = random.Next(1, primitives);
        string word = random.Next(2) == 0 ? Any("and", "&&") : Any("or", "||");
        if (HasVlans && random.Next(6) == 0)
            return new ExpressionPair(new ExpressionLeaf(Encapsulation()), Next(primitives - 1), "and");
        return new ExpressionPair(Next(left), Next(primitives - left), word);
    }

    private bool HasVlans => link is LinkType.Ethernet or LinkType.Netanalyzer || (IsWireless && link != LinkType.Ppi);

    private bool IsWireless => link is LinkType.Ieee80211 or LinkType.Ieee80211Prism or LinkType.Ieee80211Radiotap or LinkType.Ieee80211Avs or LinkType.Ppi;

    private bool HasLinkAddresses => link is LinkType.Ethernet or LinkType.Netanalyzer or LinkType.Fddi or LinkType.TokenRing or LinkType.IPOverFibreChannel || IsWireless;

    private ExpressionLeaf Leaf() => new(Primitive());

    private string Primitive() => random.Next(20) switch
    {
        0 or 1 => Any(Protocols),
        2 => random.Next(3) == 0 ? Any(LinkProtocols) : Any(Protocols),
        3 or 4 => Host(),
        5 or 6 => Net(),
        7 or 8 or 9 => Port(),
        10 => Any("ip proto ", "ip6 proto ", "proto ") + Any("1", "6", "17", "44", "51", "58", "132", "\\tcp"),
        11 => Any("ether proto ", "link proto ") + Any("0x800", "0x86dd", "0x806", "0x88cc", "0xfe", "0x42", "0xe0", "0xf0", "6", "5", "0x8137", "0x809b", "0x6003", "1500", "1501"),
        12 => Encapsulation(),
        13 => Rare(),
        14 => Any("less ", "greater ") + random.Next(10, 120).ToString(CultureInfo.InvariantCulture),
        15 => Any("ip multicast", "ip6 multicast", "ip broadcast", "ip protochain 6", "ip6 protochain 17", "protochain 58", "ip6 protochain 6"),
        16 => LinkTest(),
        _ => Relation(),
    };

    private string Host() => random.Next(6) switch
    {
        0 => Any("ip6 ", "") + Any(Directions) + "host " + Any(Hosts6),
        1 => Any("arp ", "rarp ") + Any(Directions) + "host " + Any(Hosts4),
        2 => "ip " + Any(Directions) + "host " + Any(Hosts4),
        _ => Any(Directions) + "host " + Any(Hosts4),
    };

    private string Net() => random.Next(4) switch
    {
        0 => Any("ip6 ", "") + Any(Directions) + "net " + Any(Nets6),
        1 => Any("arp ", "ip ") + Any(Directions) + "net " + Any(Nets4),
        _ => Any(Directions) + "net " + Any(Nets4),
    };

    private string Port() => Any("", "", "tcp ", "udp ", "sctp ") + Any(Directions)
        + (random.Next(3) == 0 ? "portrange " + Any("50-60", "80-80", "1-1023", "6081-6082", "443-80") : "port " + Any("80", "53", "443", "6081"));

    private string Encapsulation() => random.Next(8) switch
    {
        0 => "mpls",
        1 => "mpls " + Any("16", "1023", "3"),
        2 => "pppoes",
        3 => "pppoes " + Any("1", "77"),
        4 => Any("geneve", "geneve 1", "geneve 0xabcdef"),
        5 or 6 => "vlan " + Any("1", "100", "200"),
        _ => "vlan",
    };

    private string LinkTest()
    {
        if (!HasLinkAddresses)
            return Any(Protocols);
        string address = Any(LinkHosts);
        return random.Next(4) switch
        {
            0 => Any("broadcast", "multicast", "ether broadcast", "ether multicast"),
            1 when IsWireless && link != LinkType.Ppi => $"wlan {Any("addr1", "addr2", "addr3", "addr4", "ra", "ta")} {address}",
            _ => $"ether {Any(Directions)}host {address}",
        };
    }

    private string Rare() => link switch
    {
        LinkType.Pflog => Any("ifname eth0", "ruleset foo", "rnr 5", "srnr 7", "reason match", "action pass", "action block", "inbound", "outbound"),
        LinkType.Sunatm => Any("lane", "lane", "llc", "vpi 0", "vci 5", "vci > 5", "oamf4", "sc", "ilmic", "metac", "bcc", "connectmsg", "metaconnect", "oamf4sc", "oamf4ec"),
        LinkType.LinuxSll or LinkType.Ipnet or LinkType.Slip => Any("inbound", "outbound"),
        LinkType.LinuxSll2 => Any("inbound", "outbound", "ifindex 1", "ifindex 255"),
        LinkType.Mtp2 or LinkType.Mtp2WithPseudoHeader => Any("fisu", "lssu", "msu", "hfisu", "hlssu", "hmsu", "sio 3", "opc 5", "dpc 7", "sls 7", "hsio 3", "hopc 5", "hdpc 7", "hsls 3"),
        _ when IsWireless && link != LinkType.Ppi => Any("type data", "type mgt", "type ctl", "subtype beacon", "type data subtype qos-data", "dir nods", "dir tods", "dir fromds", "dir dstods", "llc", "llc s"),
        LinkType.Ethernet or LinkType.Fddi or LinkType.TokenRing or LinkType.AtmRfc1483 => Any("llc", "llc i", "llc s", "llc u", "llc rr", "llc ui", "llc xid", "llc rnr"),
        _ => Any(LinkProtocols),
    };

    private string Relation()
    {
        string relation = Any("=", "!=", "<", "<=", ">", ">=", "==");
        return random.Next(10) switch
        {
            0 => $"{Number(2)} {relation} {Number(2)}",
            1 => $"len {relation} {random.Next(10, 120)}",
            2 => $"{Any("tcp[tcpflags] & tcp-syn", "tcp[13] & 2", "tcp[tcpflags] & (tcp-syn|tcp-fin)")} {Any("!= 0", "= 0", "== 2")}",
            3 => $"byte {random.Next(20)} {Any("<", ">", "=", "&", "|")} {random.Next(256)}",
            4 => $"ip[6:2] & 0x1fff {relation} 0",
            _ => $"{Number(1)} {relation} {Any("0", "1", "5", "6", "0x45", "80", "255", "0x800")}",
        };
    }

    private string Number(int depth) => random.Next(depth <= 0 ? 3 : 7) switch
    {
        0 => Any("0", "1", "2", "5", "20", "0x10", "len"),
        1 or 2 => Field(depth),
        3 => $"({Number(depth - 1)} {Any("+", "-", "*", "&", "|", "^")} {Number(depth - 1)})",
        4 => $"({Number(depth - 1)} {Any("/", "%", "+")} {Any("2", "3", "ip[9]", "tcp[0]", "8")})",
        5 => $"({Number(depth - 1)} {Any("<<", ">>")} {Any("1", "2", "8", "31", "ip[0]")})",
        _ => $"({Field(depth)} & {Any("0xf", "0x0f", "1", "0xff", "0xfff")})",
    };

    private string Field(int depth)
    {
        string protocol = Any("ip", "ip", "ip6", "tcp", "tcp", "udp", "sctp", "icmp", "icmp6", "arp", "ether", "link", "pim", "igmp", "decnet", "vrrp");
        string offset = depth > 1 && random.Next(4) == 0 ? Number(depth - 2) : random.Next(24).ToString(CultureInfo.InvariantCulture);
        return random.Next(3) switch
        {
            0 => $"{protocol}[{offset}:2]",
            1 when random.Next(2) == 0 => $"{protocol}[{offset}:4]",
            _ => $"{protocol}[{offset}]",
        };
    }

    private string Any(params string[] values) => values[random.Next(values.Length)];
}
