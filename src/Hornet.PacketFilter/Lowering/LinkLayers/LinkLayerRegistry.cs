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
        _ => new OpaqueLink(type),
    };
}
