// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.PacketFilters.Lowering.LinkLayers;

/// <summary>Which description a link type has.</summary>
internal static class LinkLayerRegistry
{
    /// <summary>The description of a link type; of types without protocols, and of unknown ones, one with which lengths and bytes can be tested.</summary>
    public static LinkLayer Find(LinkType type) => type switch
    {
        LinkType.Ethernet => new EthernetLink(type),
        LinkType.Netanalyzer => new EthernetLink(type, header: 4),
        LinkType.NetanalyzerTransparent => new EthernetLink(type, header: 12),
        LinkType.LinuxSll => new CookedLink(type, protocol: 14, payload: 16),
        LinkType.LinuxSll2 => new CookedLink(type, protocol: 0, payload: 20),
        LinkType.Ppp or LinkType.PppPppd or LinkType.PppHdlc => new PppLink(type, protocol: 2, payload: 4),
        LinkType.PppEther => new PppLink(type, protocol: 6, payload: 8),
        LinkType.PppBsdos => new PppLink(type, protocol: 5, payload: 24),
        LinkType.CiscoHdlc or LinkType.Hdlc => new HdlcLink(type),
        LinkType.Null or LinkType.Loop => new LoopbackLink(type, payload: 4),
        LinkType.Enc => new LoopbackLink(type, payload: 12),
        LinkType.Raw or LinkType.IPv4 or LinkType.IPv6 => new InternetLink(type, payload: 0),
        LinkType.Slip => new InternetLink(type, payload: 16),
        LinkType.SlipBsdos => new InternetLink(type, payload: 24),
        LinkType.AppleIpOverIeee1394 => new TypedLink(type, field: 16, payload: 18),
        LinkType.SymantecFirewall => new TypedLink(type, field: 6, payload: 44),
        LinkType.Ieee80211 or LinkType.Ieee80211Radiotap or LinkType.Ieee80211Prism or LinkType.Ieee80211Avs or LinkType.Ppi => new WirelessLink(type),
        LinkType.Fddi => new LlcLink(type, payload: 13, destination: 1),
        LinkType.TokenRing => new LlcLink(type, payload: 14, destination: 2),
        LinkType.IPOverFibreChannel => new LlcLink(type, payload: 16, destination: 2),
        LinkType.AtmRfc1483 or LinkType.AtmClip => new LlcLink(type, payload: 0, destination: -1),
        LinkType.Sunatm => new SunAtmLink(),
        LinkType.ArcnetBsd => new ArcnetLink(type, protocol: 2, payload: 6),
        LinkType.ArcnetLinux => new ArcnetLink(type, protocol: 4, payload: 8),
        LinkType.LocalTalk => new LocalTalkLink(),
        LinkType.FrameRelay => new FrameRelayLink(),
        LinkType.Pflog => new PflogLink(),
        LinkType.Ipnet => new IpnetLink(),
        LinkType.BacnetMsTp => MagicLink.Bacnet(),
        LinkType.Mtp2 => new SignallingLink(type, header: 0),
        LinkType.Mtp2WithPseudoHeader => new SignallingLink(type, header: 4),
        _ => FindJuniper(type) as LinkLayer ?? new OpaqueLink(type),
    };

    private static MagicLink? FindJuniper(LinkType type)
    {
        switch (type)
        {
            case LinkType.JuniperMlppp or LinkType.JuniperMlfr or LinkType.JuniperMfr or LinkType.JuniperAtm1 or LinkType.JuniperPpp
                or LinkType.JuniperFrelay or LinkType.JuniperChdlc:
                return MagicLink.Juniper(type, payload: 4);
            case LinkType.JuniperPppoeAtm:
                return MagicLink.Juniper(type, payload: 6);
            case LinkType.JuniperAtm2:
                return MagicLink.Juniper(type, payload: 8);
            case LinkType.JuniperGgsn or LinkType.JuniperMonitor:
                return MagicLink.Juniper(type, payload: 12);
            case LinkType.JuniperPppoe or LinkType.JuniperEther:
                return MagicLink.Juniper(type, payload: 32);
            case LinkType.JuniperEs or LinkType.JuniperServices or LinkType.JuniperVp or LinkType.JuniperIsm or LinkType.JuniperSt or LinkType.JuniperVs
                or LinkType.JuniperSrxE2e or LinkType.JuniperFibrechannel or LinkType.JuniperAtmCemic:
                return MagicLink.Juniper(type);
            default:
                return null;
        }
    }
}
