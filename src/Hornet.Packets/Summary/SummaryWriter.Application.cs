// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <content>What is above UDP, where ports tell it.</content>
internal sealed partial class SummaryWriter
{
    private static readonly string[] TimeModes = ["unspecified", "symmetric active", "symmetric passive", "Client", "Server", "Broadcast", "Reserved", "Private"];

    /// <summary>Name service, network time and host configuration.</summary>
    /// <returns>False when it is nothing of these, or too short to tell.</returns>
    private bool TryApplication(UdpHeader header, int length)
    {
        const ushort DomainPort = 53, BootServer = 67, BootClient = 68, TimePort = 123;
        ReadOnlySpan<byte> data = header.Payload;
        if (data.IsEmpty)
            return false;
        switch (header.SourcePort, header.DestinationPort)
        {
            case (DomainPort, _) or (_, DomainPort):
                Domain(data, length);
                return true;
            case (BootServer or BootClient, _) or (_, BootServer or BootClient) when data.Length >= 34:
                Boot(data, length);
                return true;
            case (TimePort, _) or (_, TimePort):
                Add($"NTPv{(data[0] >> 3) & 7}, {TimeModes[data[0] & 7]}, length {length}");
                return true;
            default:
                return false;
        }
    }

    /// <summary>BOOTP (RFC 951) and DHCP, whose messages are BOOTP's.</summary>
    private void Boot(ReadOnlySpan<byte> data, int length)
    {
        const byte Request = 1, Reply = 2, EthernetHardware = 1, EthernetAddress = 6;
        const int Address = 28;
        Add(data[0] switch
        {
            Request => "BOOTP/DHCP, Request",
            Reply => "BOOTP/DHCP, Reply",
            _ => $"BOOTP/DHCP, unknown (0x{data[0]:x2})",
        });
        if (data[0] == Request && data[1] == EthernetHardware && data[2] == EthernetAddress)
            Add($" from {Mac(data.Slice(Address, EthernetAddress))}");
        Add($", length {length}");
    }
}
