// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>
/// Describes a packet in one line, in the manner of <c>tcpdump -n -S</c>: addresses and ports, the protocol's main fields, lengths; of
/// the protocols above UDP name service, network time and host configuration. Safe on truncated and damaged packets: where the bytes end, <c>[|tcp]</c> says in what.
/// </summary>
public static class PacketSummary
{
    /// <summary>Describes a packet of a capture.</summary>
    public static string Describe(in CapturedPacket packet) => Describe(packet.LinkType, packet.Data, packet.OriginalLength);

    /// <summary>Describes a packet.</summary>
    /// <param name="linkType">The kind of the first header.</param>
    /// <param name="data">The captured bytes.</param>
    /// <param name="originalLength">The length on the wire in bytes; a negative number when nothing was cut.</param>
    /// <param name="options">How much to tell; null for <see cref="PacketSummaryOptions.Default"/>.</param>
    public static string Describe(LinkType linkType, ReadOnlySpan<byte> data, int originalLength = -1, PacketSummaryOptions? options = null)
    {
        var writer = new SummaryWriter(options ?? PacketSummaryOptions.Default);
        writer.Packet(linkType, data, Math.Max(originalLength, data.Length));
        return writer.ToString();
    }
}
