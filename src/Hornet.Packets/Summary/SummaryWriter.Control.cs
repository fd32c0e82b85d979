// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>ICMP (RFC 792), ICMPv6 (RFC 4443, RFC 4861) and IGMP (RFC 2236, RFC 3376).</summary>
internal sealed partial class SummaryWriter
{
    private void Icmp(ReadOnlySpan<byte> data, int length)
    {
        Add("ICMP ");
        if (!IcmpHeader.TryParse(data, out IcmpHeader header))
        {
            Add("[|icmp]");
            return;
        }

        switch (header.Type)
        {
            case 0 or 8:
                Add($"echo {(header.Type == 0 ? "reply" : "request")}, id {header.Identifier}, seq {header.Sequence}");
                break;
            case 3:
                Unreachable(header);
                break;
            case 4:
                Add("source quench");
                break;
            case 5 when IPv4Header.TryParse(header.Payload, out IPv4Header inner):
                Add($"redirect {Ip(inner.Destination)} to {(header.Code is 0 or 2 ? "net" : "host")} {Ip(data.Slice(4, 4))}");
                break;
            case 9:
                Add("router advertisement");
                break;
            case 10:
                Add("router solicitation");
                break;
            case 11:
                Add(header.Code == 0 ? "time exceeded in-transit" : "ip reassembly time exceeded");
                break;
            case 12:
                Add("parameter problem");
                break;
            case 13:
                Add($"time stamp query id {header.Identifier} seq {header.Sequence}");
                break;
            case 14:
                Add($"time stamp reply id {header.Identifier} seq {header.Sequence}");
                break;
            default:
                Add($"type-#{header.Type}");
                break;
        }

        Add($", length {length}");
    }

    private void Unreachable(IcmpHeader header)
    {
        if (!IPv4Header.TryParse(header.Payload, out IPv4Header inner))
        {
            Add($"unreachable - #{header.Code}");
            return;
        }

        string target = Ip(inner.Destination);
        switch (header.Code)
        {
            case 0:
                Add($"net {target} unreachable");
                break;
            case 1:
                Add($"host {target} unreachable");
                break;
            case 2:
                Add($"{target} protocol {(int)inner.Protocol} unreachable");
                break;
            case 3 when inner.Protocol is IpProtocol.Tcp or IpProtocol.Udp && inner.Payload.Length >= 4:
                Add($"{target} {(inner.Protocol == IpProtocol.Tcp ? "tcp" : "udp")} port {U16(inner.Payload[2..])} unreachable");
                break;
            case 3:
                Add($"{target} protocol {(int)inner.Protocol} port unreachable");
                break;
            case 4:
                Add($"{target} unreachable - need to frag{((header.Rest & 0xffff) != 0 ? $" (mtu {header.Rest & 0xffff})" : "")}");
                break;
            case 9 or 10 or 13:
                Add($"host {target} unreachable - admin prohibited{(header.Code == 13 ? " filter" : "")}");
                break;
            default:
                Add($"{target} unreachable - #{header.Code}");
                break;
        }
    }

    private void Icmpv6(ReadOnlySpan<byte> data, int length)
    {
        Add("ICMP6, ");
        if (!IcmpHeader.TryParse(data, out IcmpHeader header))
        {
            Add("[|icmp6]");
            return;
        }

        switch (header.Type)
        {
            case 1:
                Unreachable6(header);
                break;
            case 2:
                Add($"packet too big, mtu {header.Rest}");
                break;
            case 3:
                Add(header.Code == 0 ? "time exceeded in-transit" : "ip6 reassembly time exceeded");
                break;
            case 4:
                Add($"parameter problem, code {header.Code}");
                break;
            case 128 or 129:
                Add($"echo {(header.Type == 128 ? "request" : "reply")}, id {header.Identifier}, seq {header.Sequence}");
                break;
            case 130:
                Add("multicast listener query");
                break;
            case 131:
                Add("multicast listener report");
                break;
            case 132:
                Add("multicast listener done");
                break;
            case 133:
                Add("router solicitation");
                break;
            case 134:
                Add("router advertisement");
                break;
            case 135 when header.Payload.Length >= 16:
                Add($"neighbor solicitation, who has {Ip(header.Payload[..16])}");
                break;
            case 136 when header.Payload.Length >= 16:
                Add($"neighbor advertisement, tgt is {Ip(header.Payload[..16])}");
                break;
            case 137:
                Add("redirect");
                break;
            case 143:
                Add($"multicast listener report v2, {header.Sequence} group record(s)");
                break;
            default:
                Add($"type-#{header.Type}");
                break;
        }

        Add($", length {length}");
    }

    private void Unreachable6(IcmpHeader header)
    {
        string target = IPv6Header.TryParse(header.Payload, out IPv6Header inner) ? " " + Ip(inner.Destination) : "";
        switch (header.Code)
        {
            case 0:
                Add($"destination unreachable, unreachable route{target}");
                break;
            case 1:
                Add($"destination unreachable, unreachable prohibited{target}");
                break;
            case 3:
                Add($"destination unreachable, unreachable address{target}");
                break;
            case 4 when target.Length > 0
                && inner.TryFindUpperLayer(out IpProtocol protocol, out ReadOnlySpan<byte> payload, out _) && payload.Length >= 4:
                Add($"destination unreachable, unreachable port,{target} {(protocol == IpProtocol.Tcp ? "tcp" : protocol == IpProtocol.Udp ? "udp" : $"protocol {(int)protocol}")} port {U16(payload[2..])}");
                break;
            default:
                Add($"destination unreachable, code {header.Code}{target}");
                break;
        }
    }

    private void Igmp(ReadOnlySpan<byte> data, int length)
    {
        Add("igmp ");
        if (data.Length < 8)
        {
            Add("[|igmp]");
            return;
        }

        string group = Ip(data.Slice(4, 4));
        switch (data[0])
        {
            case 0x11 when length >= 12:
                Add("query v3");
                break;
            case 0x11:
                Add(data[1] == 0 ? "query v1" : "query v2");
                break;
            case 0x12:
                Add($"v1 report {group}");
                break;
            case 0x16:
                Add($"v2 report {group}");
                break;
            case 0x17:
                Add($"leave {group}");
                break;
            case 0x22:
                Add($"v3 report, {U16(data[6..])} group record(s)");
                break;
            default:
                Add($"type 0x{data[0]:x2}");
                break;
        }
    }
}
