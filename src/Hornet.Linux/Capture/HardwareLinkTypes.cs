// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.Linux;

/// <summary>What a packet socket's packets begin with, by the kind of hardware (<c>ARPHRD_*</c>, linux/if_arp.h).</summary>
internal static class HardwareLinkTypes
{
    /// <summary>
    /// The link type, or null for kinds whose header the kernel may leave out or whose form is not known: their packets are captured without it, behind a header of
    /// Linux's own.
    /// </summary>
    public static LinkType? Find(int hardwareType) => hardwareType switch
    {
        1 or 772 => LinkType.Ethernet,
        // IP without a header: tunnels, tun, mobile networks.
        519 or 768 or 769 or 776 or 65534 => LinkType.Raw,
        774 => LinkType.Fddi,
        800 => LinkType.TokenRing,
        801 => LinkType.Ieee80211,
        802 => LinkType.Ieee80211Prism,
        803 => LinkType.Ieee80211Radiotap,
        826 => LinkType.Vsock,
        _ => null,
    };
}
