// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Text;

namespace Hornet.Packets;

/// <summary>Writes the one line. Each method takes the captured bytes of its layer and that layer's length on the wire.</summary>
internal sealed partial class SummaryWriter(PacketSummaryOptions options)
{
    /// <summary>Tunnels in tunnels: a packet made to nest more is described no further.</summary>
    private const int MaximumDepth = 8;

    private readonly StringBuilder _text = new();
    private int _depth;

    // Only of the outermost header; what it tells is not told again.
    private bool _showsLink = options.ShowsLinkLayer;
    private bool _isNamed = options.ShowsLinkLayer;

    public override string ToString() => _text.ToString();

    public void Packet(LinkType linkType, ReadOnlySpan<byte> data, int length)
    {
        switch (linkType)
        {
            case LinkType.Ethernet:
                Ethernet(data, length);
                return;
            case LinkType.LinuxSll or LinkType.LinuxSll2 when LinuxCookedHeader.TryParse(linkType, data, out LinuxCookedHeader cooked):
                _isNamed = false;
                LinuxCooked(linkType, cooked, length);
                return;
        }

        _isNamed = false;
        if (NetworkLayer.TryFind(linkType, data, out EtherType etherType, out int offset))
            Network(etherType, data[offset..], length - offset);
        else
            Add($"{linkType.Name()}, length {length}");
    }

    private void Ethernet(ReadOnlySpan<byte> data, int length)
    {
        if (!EthernetHeader.TryParse(data, out EthernetHeader header))
        {
            Add($"[|ether], length {length}");
            return;
        }

        if (_showsLink)
        {
            _showsLink = false;
            EthernetWithLink(header, data, length);
            return;
        }

        if (!NetworkLayer.TryFind(LinkType.Ethernet, data, out EtherType etherType, out int offset))
        {
            Add($"{Mac(header.Source)} > {Mac(header.Destination)}, [|vlan], length {length}");
            return;
        }

        if (!IsKnown(etherType))
            Add($"{Mac(header.Source)} > {Mac(header.Destination)}, ");
        Network(etherType, data[offset..], length - offset);
    }

    private void LinuxCooked(LinkType linkType, LinuxCookedHeader header, int length)
    {
        if (linkType == LinkType.LinuxSll2)
            Add($"ifindex {header.InterfaceIndex} ");
        Add(header.PacketType switch
        {
            0 => "In ",
            1 => "B ",
            2 => "M ",
            3 => "P ",
            4 => "Out ",
            _ => "? ",
        });
        EtherType etherType = header.EtherType;
        ReadOnlySpan<byte> payload = header.Payload;
        length -= linkType == LinkType.LinuxSll ? 16 : 20;
        while (NetworkLayer.IsVlan(etherType) && VlanHeader.TryParse(payload, out VlanHeader tag))
        {
            etherType = tag.EtherType;
            payload = tag.Payload;
            length -= VlanHeader.Length;
        }

        Network(etherType, payload, length);
    }

    private void Network(EtherType etherType, ReadOnlySpan<byte> data, int length)
    {
        if (_depth++ == MaximumDepth)
        {
            Add("...");
            return;
        }

        switch (etherType)
        {
            case EtherType.IPv4:
                IPv4(data, length);
                break;
            case EtherType.IPv6:
                IPv6(data, length);
                break;
            case EtherType.Arp or EtherType.ReverseArp:
                Arp(etherType, data, length);
                break;
            case EtherType.Mpls or EtherType.MplsMulticast:
                Mpls(data, length);
                break;
            case EtherType.EthernetBridging:
                Ethernet(data, length);
                break;
            case <= (EtherType)1500:
                LogicalLink(data, Math.Min(length, (int)etherType));
                break;
            default:
                Add($"ethertype 0x{(ushort)etherType:x4}, length {length}");
                break;
        }
    }

    private void LogicalLink(ReadOnlySpan<byte> data, int length)
    {
        if (data.Length < 3)
            Add("[|llc]");
        else
            Add($"LLC, dsap 0x{data[0]:x2}, ssap 0x{data[1]:x2}, ctrl 0x{data[2]:x2}: length {length}");
    }

    private void Mpls(ReadOnlySpan<byte> data, int length)
    {
        Add("MPLS");
        while (data.Length >= 4)
        {
            uint entry = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(data);
            bool bottom = (entry & 0x100) != 0;
            Add($" (label {entry >> 12}, tc {(entry >> 9) & 7}{(bottom ? ", [S]" : "")}, ttl {entry & 0xff})");
            data = data[4..];
            length -= 4;
            if (!bottom)
                continue;
            if (!data.IsEmpty && data[0] >> 4 is 4 or 6)
            {
                Add(" ");
                Network(data[0] >> 4 == 4 ? EtherType.IPv4 : EtherType.IPv6, data, length);
            }
            else
            {
                Add($", length {length}");
            }

            return;
        }

        Add(" [|mpls]");
    }

    private void Arp(EtherType etherType, ReadOnlySpan<byte> data, int length)
    {
        Name(etherType == EtherType.Arp ? "ARP, " : "Reverse ARP, ");
        if (!ArpHeader.TryParse(data, out ArpHeader arp))
        {
            Add("[|arp]");
            return;
        }

        if (arp.HardwareType != 1 || arp.ProtocolType != EtherType.IPv4 || arp.HardwareLength != 6 || arp.ProtocolLength != 4)
        {
            Add($"hardware type {arp.HardwareType}, protocol 0x{(ushort)arp.ProtocolType:x4}, operation {arp.Operation}, length {length}");
            return;
        }

        switch (arp.Operation)
        {
            case 1:
                Add($"Request who-has {Ip(arp.TargetProtocol)}");
                if (arp.TargetHardware.ContainsAnyExcept((byte)0))
                    Add($" ({Mac(arp.TargetHardware)})");
                Add($" tell {Ip(arp.SenderProtocol)}");
                break;
            case 2:
                Add($"Reply {Ip(arp.SenderProtocol)} is-at {Mac(arp.SenderHardware)}");
                break;
            case 3:
                Add($"Request who-is {Mac(arp.TargetHardware)} tell {Mac(arp.SenderHardware)}");
                break;
            case 4:
                Add($"Reply {Mac(arp.TargetHardware)} at {Ip(arp.TargetProtocol)}");
                break;
            default:
                Add($"operation {arp.Operation}");
                break;
        }

        Add($", length {length}");
    }

    /// <summary>The protocol's name, unless the link layer's header told it.</summary>
    private void Name(string name)
    {
        if (!_isNamed)
            Add(name);
    }

    private static bool IsKnown(EtherType etherType) => etherType
        is EtherType.IPv4 or EtherType.IPv6 or EtherType.Arp or EtherType.ReverseArp or EtherType.Mpls or EtherType.MplsMulticast or EtherType.EthernetBridging;

    private static string Ip(ReadOnlySpan<byte> address) => new IPAddress(address).ToString();

    private static string Mac(ReadOnlySpan<byte> address)
    {
        var text = new StringBuilder(address.Length * 3);
        foreach (byte part in address)
            text.Append(text.Length == 0 ? "" : ":").Append(part.ToString("x2", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private void Add(string text) => _text.Append(text);
}
