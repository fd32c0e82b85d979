// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>What a capture file says about one interface: the file header of pcap, or an Interface Description Block of pcapng.</summary>
/// <param name="LinkType">The kind of the packets' first header.</param>
/// <param name="SnapLength">The most bytes kept of a packet; 0 when there was no limit.</param>
/// <param name="FcsLength">The length of the frame check sequence at the end of each packet in bytes; null when the file does not say.</param>
/// <param name="Name">The name of the interface (pcapng <c>if_name</c>), or null.</param>
public sealed record CaptureInterface(LinkType LinkType, int SnapLength, int? FcsLength = null, string? Name = null)
{
    /// <summary>How many timestamp units make a second: 1,000,000 for microseconds.</summary>
    public ulong UnitsPerSecond { get; init; } = 1_000_000;

    /// <summary>Seconds to add to each timestamp (pcapng <c>if_tsoffset</c>).</summary>
    public long TimestampOffset { get; init; }
}
