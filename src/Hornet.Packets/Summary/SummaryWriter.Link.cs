// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <content>Link-layer headers, as <c>tcpdump -e</c> tells of them.</content>
internal sealed partial class SummaryWriter
{
    private const ushort LargestLength = 1500;

    /// <summary>Ethernet addresses, the types of headers and the VLAN tags between them; then what they carry.</summary>
    private void EthernetWithLink(EthernetHeader header, ReadOnlySpan<byte> data, int length)
    {
        Add($"{Mac(header.Source)} > {Mac(header.Destination)}, ");
        EtherType type = header.EtherType;
        ReadOnlySpan<byte> payload = header.Payload;
        int left = length - (data.Length - payload.Length);
        Add(TypeOf(type));
        Add($", length {length}: ");
        while (NetworkLayer.IsVlan(type))
        {
            if (!VlanHeader.TryParse(payload, out VlanHeader tag))
            {
                Add("[|vlan]");
                return;
            }

            ushort control = U16(payload);
            type = tag.EtherType;
            payload = tag.Payload;
            left -= VlanHeader.Length;
            Add($"vlan {control & 0xfff}, p {control >> 13}{((control & 0x1000) != 0 ? ", DEI" : "")}, {TypeOf(type)}, ");
        }

        if (IsKnown(type) || (ushort)type <= LargestLength)
            Network(type, payload, left);
    }

    private static string TypeOf(EtherType type) => (ushort)type <= LargestLength ? "802.3" : $"ethertype {NameOf(type)} (0x{(ushort)type:x4})";

    private static string NameOf(EtherType type) => (ushort)type switch
    {
        0x0800 => "IPv4",
        0x86dd => "IPv6",
        0x0806 => "ARP",
        0x8035 => "Reverse ARP",
        0x8100 => "802.1Q",
        0x88a8 => "802.1Q-QinQ",
        0x9100 => "802.1Q-9100",
        0x8847 => "MPLS unicast",
        0x8848 => "MPLS multicast",
        0x8863 => "PPPoE D",
        0x8864 => "PPPoE S",
        0x888e => "EAPOL",
        0x88cc => "LLDP",
        0x9000 => "Loopback",
        _ => "Unknown",
    };
}
