// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

internal sealed partial class SummaryWriter
{
    /// <summary>Source and destination as text: transport protocols add their ports.</summary>
    private readonly record struct Endpoints(string Source, string Destination);

    private void IPv4(ReadOnlySpan<byte> data, int length)
    {
        Name("IP ");
        if (!IPv4Header.TryParse(data, out IPv4Header header))
        {
            Add(data.Length < IPv4Header.MinimumLength ? "[|ip]" : "[bad header]");
            return;
        }

        // 0 is what a network card with segmentation offload shows to the capturing host.
        int total = header.TotalLength == 0 ? length : header.TotalLength;
        if (total < header.HeaderLength)
        {
            Add($"bad-len {total}");
            return;
        }

        if (total > length)
            Add($"truncated-ip - {total - length} bytes missing! ");
        int payload = total - header.HeaderLength;
        var endpoints = new Endpoints(Ip(header.Source), Ip(header.Destination));
        if (header.FragmentOffset > 0)
            Add($"{endpoints.Source} > {endpoints.Destination}: ip-proto-{(int)header.Protocol}");
        else
            Transport(header.Protocol, endpoints, header.Payload, payload, version: 4);
    }

    private void IPv6(ReadOnlySpan<byte> data, int length)
    {
        Name("IP6 ");
        if (!IPv6Header.TryParse(data, out IPv6Header header))
        {
            Add(data.Length < IPv6Header.Length ? "[|ip6]" : "[bad header]");
            return;
        }

        int left = header.PayloadLength == 0 ? length - IPv6Header.Length : header.PayloadLength;
        if (left > length - IPv6Header.Length)
            Add($"truncated-ip6 - {left - (length - IPv6Header.Length)} bytes missing!");
        var endpoints = new Endpoints(Ip(header.Source), Ip(header.Destination));
        IpProtocol protocol = header.NextHeader;
        ReadOnlySpan<byte> payload = header.Payload;
        string shown = "";
        while (IPv6Extension.IsExtension(protocol))
        {
            if (!IPv6Extension.TryParse(protocol, payload, out IPv6Extension extension))
            {
                Add($"{endpoints.Source} > {endpoints.Destination}: {shown}[|{NameOf(protocol)}]");
                return;
            }

            left -= extension.Length;
            shown += NameOf(extension, left);
            protocol = extension.NextHeader;
            payload = extension.Payload;
            if (extension.FragmentOffset > 0)
            {
                Add($"{endpoints.Source} > {endpoints.Destination}: {shown.TrimEnd()}");
                return;
            }
        }

        if (shown.Length == 0)
        {
            Transport(protocol, endpoints, payload, left, version: 6);
            return;
        }

        // Behind extension headers the addresses stand alone and the ports with the protocol.
        Add($"{endpoints.Source} > {endpoints.Destination}: {shown}");
        Transport(protocol, new Endpoints("", ""), payload, left, version: 6);
    }

    private static string NameOf(IpProtocol extension) => extension switch
    {
        IpProtocol.HopByHop => "HBH",
        IpProtocol.Routing => "srcrt",
        IpProtocol.Fragment => "frag",
        IpProtocol.DestinationOptions => "DSTOPT",
        IpProtocol.Mobility => "mobility",
        _ => "AH",
    };

    private static string NameOf(IPv6Extension extension, int left) => extension.Kind == IpProtocol.Fragment
        ? $"frag ({extension.FragmentOffset}|{Math.Max(left, 0)}) "
        : NameOf(extension.Kind) + " ";

    /// <summary>The upper layer, with the addresses before it unless they have been written.</summary>
    private void Transport(IpProtocol protocol, Endpoints endpoints, ReadOnlySpan<byte> data, int length, int version)
    {
        switch (protocol)
        {
            case IpProtocol.Tcp:
                Tcp(endpoints, data, length);
                return;
            case IpProtocol.Udp:
                Udp(endpoints, data, length);
                return;
            case IpProtocol.Sctp:
                Sctp(endpoints, data);
                return;
        }

        if (endpoints.Source.Length > 0)
            Add($"{endpoints.Source} > {endpoints.Destination}: ");
        switch (protocol)
        {
            case IpProtocol.Icmp when version == 4:
                Icmp(data, length);
                break;
            case IpProtocol.Icmpv6 when version == 6:
                Icmpv6(data, length);
                break;
            case IpProtocol.Igmp when version == 4:
                Igmp(data, length);
                break;
            case IpProtocol.Gre:
                Gre(data, length);
                break;
            case IpProtocol.IPv4:
                Network(EtherType.IPv4, data, length);
                break;
            case IpProtocol.IPv6:
                Network(EtherType.IPv6, data, length);
                break;
            case IpProtocol.Esp when data.Length >= 8:
                Add($"ESP(spi=0x{U32(data):x8},seq=0x{U32(data[4..]):x}), length {length}");
                break;
            case IpProtocol.NoNext:
                Add("no next header");
                break;
            default:
                Add($"ip-proto-{(int)protocol} {length}");
                break;
        }
    }

    private void Gre(ReadOnlySpan<byte> data, int length)
    {
        if (!GreHeader.TryParse(data, out GreHeader header))
        {
            Add("[|gre]");
            return;
        }

        Add($"GREv{header.Version}");
        if (header.Version > 1 || header.HasRouting)
        {
            Add($", length {length}");
            return;
        }

        if (header.Version == 0)
        {
            if (header.HasKey)
                Add($", key=0x{header.Key:x}");
            if (header.HasSequence)
                Add($", seq {header.Sequence}");
            Add($", length {length}: ");
            Network(header.Protocol, header.Payload, length - header.HeaderLength);
            return;
        }

        Add($", call {header.Key & 0xffff}");
        if (header.HasSequence)
            Add($", seq {header.Sequence}");
        Add($", length {length}");
    }

    private static uint U32(ReadOnlySpan<byte> data) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(data);

    private static ushort U16(ReadOnlySpan<byte> data) => System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(data);
}
