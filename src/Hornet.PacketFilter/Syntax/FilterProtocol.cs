// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Syntax;

/// <summary>The protocol a primitive is qualified with, or names: the keywords of pcap-filter(7).</summary>
public enum FilterProtocol
{
    /// <summary>None given: every protocol for which the rest of the primitive has a meaning.</summary>
    Default,

    /// <summary><c>link</c>, <c>ether</c>, <c>fddi</c>, <c>tr</c>, <c>wlan</c>, <c>ppp</c>, <c>slip</c>: the link layer, whatever it is.</summary>
    Link,

    /// <summary><c>ip</c>.</summary>
    Ip,

    /// <summary><c>ip6</c>.</summary>
    Ip6,

    /// <summary><c>arp</c>.</summary>
    Arp,

    /// <summary><c>rarp</c>.</summary>
    Rarp,

    /// <summary><c>tcp</c>.</summary>
    Tcp,

    /// <summary><c>udp</c>.</summary>
    Udp,

    /// <summary><c>sctp</c>.</summary>
    Sctp,

    /// <summary><c>icmp</c>.</summary>
    Icmp,

    /// <summary><c>icmp6</c>.</summary>
    Icmp6,

    /// <summary><c>igmp</c>.</summary>
    Igmp,

    /// <summary><c>igrp</c>.</summary>
    Igrp,

    /// <summary><c>pim</c>.</summary>
    Pim,

    /// <summary><c>vrrp</c>.</summary>
    Vrrp,

    /// <summary><c>carp</c>.</summary>
    Carp,

    /// <summary><c>ah</c>.</summary>
    Ah,

    /// <summary><c>esp</c>.</summary>
    Esp,

    /// <summary><c>atalk</c>.</summary>
    AppleTalk,

    /// <summary><c>aarp</c>.</summary>
    Aarp,

    /// <summary><c>decnet</c>.</summary>
    Decnet,

    /// <summary><c>lat</c>.</summary>
    Lat,

    /// <summary><c>sca</c>.</summary>
    Sca,

    /// <summary><c>moprc</c>.</summary>
    MopRc,

    /// <summary><c>mopdl</c>.</summary>
    MopDl,

    /// <summary><c>iso</c>.</summary>
    Iso,

    /// <summary><c>clnp</c>.</summary>
    Clnp,

    /// <summary><c>esis</c>, <c>es-is</c>.</summary>
    EsIs,

    /// <summary><c>isis</c>, <c>is-is</c>.</summary>
    IsIs,

    /// <summary><c>l1</c>: level 1 packets of IS-IS.</summary>
    IsIsL1,

    /// <summary><c>l2</c>.</summary>
    IsIsL2,

    /// <summary><c>iih</c>.</summary>
    IsIsIih,

    /// <summary><c>lsp</c>.</summary>
    IsIsLsp,

    /// <summary><c>snp</c>.</summary>
    IsIsSnp,

    /// <summary><c>csnp</c>.</summary>
    IsIsCsnp,

    /// <summary><c>psnp</c>.</summary>
    IsIsPsnp,

    /// <summary><c>stp</c>.</summary>
    Stp,

    /// <summary><c>ipx</c>.</summary>
    Ipx,

    /// <summary><c>netbeui</c>.</summary>
    NetBeui,

    /// <summary><c>radio</c>: the radio header before a wireless frame.</summary>
    Radio,
}
