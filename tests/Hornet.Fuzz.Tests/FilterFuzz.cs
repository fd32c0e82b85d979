// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Hornet.Bytecode;
using Hornet.PacketFilters;
using Hornet.PacketFilters.Names;
using Hornet.PacketFilters.Syntax;
using Hornet.Packets;

namespace Hornet.Fuzz.Tests;

/// <summary>Expressions of packet filters.</summary>
internal static class FilterFuzz
{
    private static readonly string[] s_seeds =
    [
        "tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)",
        "host localhost and (port ftp or ftp-data) or not src and dst net 10.0.0.0 mask 255.0.0.0",
        "(vlan 100 and src host 192.0.2.1) or (mpls 5 && ip6 host ::ffff:192.0.2.1) || geneve (0xb) and len >= 5 % -ip[len]",
        "ether host 00:00:5e:00:53:01 and not broadcast or wlan addr1 0000.5e00.5301 and type mgt subtype beacon and dir nods",
        "ip proto \\tcp or 17 and portrange ftp-data-90 and less 60 and byte 0 & 1 and llc ui and inbound and ifindex 3",
        "vpi 5 and vci (33 or 34) and opc > 5 and hsls = 3 and reason fragment and action pass and rset base and rnr 5",
        "decnet src 10.15 or iso proto 0x83 and l1 or stp and tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and icmp6[icmp6type] = icmp6-echo",
        "ip6 protochain 6 and net 2001:db8::/32 and link[0] ^ 1 * 3 + 4 / 2 >= 0x10 and pppoes 0x27 and arp",
    ];

    /// <summary>What every link type has a meaning for.</summary>
    private static readonly string[] s_common =
    [
        "tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)",
        "host 192.0.2.1 and not ((host 192.0.2.2 or host 192.0.2.3) and icmp) and not (net 10.0.0.0/8 or ip6 host ::1)",
        "udp[8:4] = 1 or udp portrange 53-67 or ip6 proto 17 and len >= 5 or ip multicast",
        "less 60 or greater 1500 or tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 or icmp[icmptype] = icmp-echo",
    ];

    /// <summary>Parses only.</summary>
    public static FuzzTarget Syntax() => Target("filter", s_seeds, input => _ = FilterParser.Parse(new Hornet.Compiler.Ssa.SourceText("filter", Text(input)), SystemNames.Default).ToString().Length, e => e is PacketFilterException);

    /// <summary>Compiles for a link type that the length of the text chooses, and runs what comes of it on the text.</summary>
    public static FuzzTarget Programs()
    {
        LinkType[] types = [LinkType.Ethernet, LinkType.Raw, LinkType.LinuxSll, LinkType.Ieee80211Radiotap, LinkType.Ppp, LinkType.Pflog, LinkType.Sunatm];
        return Target("filter-program", s_common, Compile, e => e is BpfException);

        void Compile(byte[] input)
        {
            var options = new PacketFilterOptions { LinkType = types[input.Length % types.Length], Optimize = input.Length % 2 == 0 };
            PacketFilter filter = PacketFilter.Compile(Text(input), options);
            _ = filter.Matches(input);
            if (input.Length < 200)
                _ = filter.Outcome.ToString().Length;
        }
    }

    private static FuzzTarget Target(string name, string[] seeds, Action<byte[]> run, Func<Exception, bool> isExpected) =>
        new(name, [.. seeds.Select(Encoding.UTF8.GetBytes)], [.. Words().Select(word => Encoding.UTF8.GetBytes($" {word} "))], run, isExpected);

    private static string Text(byte[] input) => Encoding.UTF8.GetString(input);

    /// <summary>Words of the language, for soup of them.</summary>
    private static string[] Words() =>
        ("and or not ( ) [ ] : / && || ! = != < <= > >= + - * % & | ^ << >> src dst host net mask port portrange proto protochain gateway tcp udp ip ip6 arp ether wlan decnet iso "
        + "vlan mpls pppoes geneve llc rnr type subtype beacon dir len byte less multicast ifname action vci vpi opc 0 1 2 4 80 4294967295 0x10 08 1.2 10.0.0.0 192.0.2.1 ::1 :: "
        + "00:00:5e:00:53:01 0000.5e00.5301 $1f \\tcp http 80-90 localhost tcpflags tcp-syn icmptype").Split(' ');
}
