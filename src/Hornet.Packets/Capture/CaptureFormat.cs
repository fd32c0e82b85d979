// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>The container of a capture file.</summary>
public enum CaptureFormat
{
    /// <summary>The classic pcap format with microseconds (magic number <c>a1b2c3d4</c>).</summary>
    Pcap,

    /// <summary>The classic pcap format with nanoseconds (magic number <c>a1b23c4d</c>).</summary>
    PcapNanosecond,

    /// <summary>pcapng: blocks, several sections and several interfaces, a timestamp resolution for each interface.</summary>
    Pcapng,
}
