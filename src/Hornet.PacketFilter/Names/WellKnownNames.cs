// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.PacketFilters.Names;

/// <summary>Services and protocols for machines whose files lack them, in the lines of those files. The numbers are IANA's assignments.</summary>
internal static class WellKnownNames
{
    private static readonly string[] s_both =
    [
        "echo 7", "discard 9 sink null", "daytime 13", "chargen 19 ttytst source", "time 37 timserver", "domain 53", "kerberos 88 kerberos5 krb5 kerberos-sec",
        "sunrpc 111 portmapper", "epmap 135 loc-srv", "netbios-ns 137", "netbios-dgm 138", "netbios-ssn 139", "snmp 161", "snmp-trap 162 snmptrap",
        "ldap 389", "https 443", "kpasswd 464", "rtsp 554", "nfs 2049", "openvpn 1194", "sip 5060", "sip-tls 5061", "ldaps 636",
    ];

    private static readonly string[] s_tcp =
    [
        "tcpmux 1", "systat 11 users", "netstat 15", "qotd 17 quote", "ftp-data 20", "ftp 21", "ssh 22", "telnet 23", "smtp 25 mail", "whois 43 nicname",
        "tacacs 49", "gopher 70", "finger 79", "http 80 www", "iso-tsap 102 tsap", "acr-nema 104", "pop3 110 pop-3", "auth 113 authentication tap ident",
        "nntp 119 readnews untp", "imap2 143 imap", "cmip-man 163", "bgp 179", "irc 194", "snpp 444", "microsoft-ds 445", "submissions 465 ssmtp smtps urd",
        "exec 512", "login 513", "shell 514 cmd", "printer 515 spooler", "submission 587", "ipp 631", "domain-s 853", "ftps-data 989", "ftps 990",
        "telnets 992", "imaps 993", "pop3s 995", "socks 1080", "ms-sql-s 1433", "mysql 3306", "ms-wbt-server 3389", "svn 3690 subversion", "postgresql 5432 postgres",
        "amqp 5672", "amqps 5671", "xmpp-client 5222 jabber-client", "xmpp-server 5269 jabber-server", "x11 6000 x11-0", "redis 6379", "ircd 6667", "http-alt 8080 webcache",
        "git 9418", "rsync 873",
    ];

    private static readonly string[] s_udp =
    [
        "tacacs 49", "bootps 67", "bootpc 68", "tftp 69", "ntp 123", "xdmcp 177", "microsoft-ds 445", "isakmp 500", "biff 512 comsat", "who 513 whod", "syslog 514", "talk 517",
        "ntalk 518", "route 520 router routed", "dhcpv6-client 546", "dhcpv6-server 547", "l2f 1701 l2tp", "radius 1812", "radius-acct 1813 radacct", "ipsec-nat-t 4500",
        "mdns 5353", "domain-s 853", "gsmtap 4729", "sflow 6343", "vxlan 4789", "geneve 6081",
    ];

    /// <summary>Services: <c>name port/transport alias…</c>.</summary>
    public static ImmutableArray<string> Services { get; } =
        [.. s_both.Select(line => Line(line, "tcp")), .. s_tcp.Select(line => Line(line, "tcp")), .. s_both.Select(line => Line(line, "udp")), .. s_udp.Select(line => Line(line, "udp"))];

    /// <summary>Protocols above IP: <c>name number alias…</c>.</summary>
    public static ImmutableArray<string> Protocols { get; } =
    [
        "ip 0 IP", "icmp 1 ICMP", "igmp 2 IGMP", "ggp 3 GGP", "ipencap 4 IP-ENCAP", "st 5 ST", "tcp 6 TCP", "egp 8 EGP", "igp 9 IGP", "pup 12 PUP", "udp 17 UDP", "hmp 20 HMP",
        "xns-idp 22 XNS-IDP", "rdp 27 RDP", "iso-tp4 29 ISO-TP4", "dccp 33 DCCP", "xtp 36 XTP", "ddp 37 DDP", "idpr-cmtp 38 IDPR-CMTP", "ipv6 41 IPv6", "ipv6-route 43 IPv6-Route",
        "ipv6-frag 44 IPv6-Frag", "idrp 45 IDRP", "rsvp 46 RSVP", "gre 47 GRE", "esp 50 IPSEC-ESP", "ah 51 IPSEC-AH", "skip 57 SKIP", "ipv6-icmp 58 IPv6-ICMP", "ipv6-nonxt 59 IPv6-NoNxt",
        "ipv6-opts 60 IPv6-Opts", "rspf 73 RSPF CPHB", "vmtp 81 VMTP", "eigrp 88 EIGRP", "ospf 89 OSPFIGP", "ax.25 93 AX.25", "ipip 94 IPIP", "etherip 97 ETHERIP", "encap 98 ENCAP",
        "pim 103 PIM", "ipcomp 108 IPCOMP", "vrrp 112 VRRP", "l2tp 115 L2TP", "isis 124 ISIS", "sctp 132 SCTP", "fc 133 FC", "mobility-header 135 Mobility-Header", "udplite 136 UDPLite",
        "mpls-in-ip 137 MPLS-in-IP", "manet 138", "hip 139 HIP", "shim6 140 Shim6", "wesp 141 WESP", "rohc 142 ROHC",
    ];

    /// <summary>Puts the transport behind the port: <c>ssh 22</c> is <c>ssh 22/tcp</c>.</summary>
    private static string Line(string line, string transport)
    {
        string[] words = line.Split(' ');
        words[1] = $"{words[1]}/{transport}";
        return string.Join(' ', words);
    }
}
