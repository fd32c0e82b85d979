// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>How a capture is written.</summary>
public sealed record CaptureWriterOptions
{
    /// <summary>The defaults: pcap with microseconds, little-endian.</summary>
    public static CaptureWriterOptions Default { get; } = new();

    /// <summary>The container. The default is <see cref="CaptureFormat.Pcap"/>, which every tool reads.</summary>
    public CaptureFormat Format { get; init; } = CaptureFormat.Pcap;

    /// <summary>The most bytes a reader will find in a packet; longer packets are cut. The default, 262144, is tcpdump's.</summary>
    public int SnapLength { get; init; } = 262144;

    /// <summary>True for big-endian files. Every reader takes both; the default is little-endian.</summary>
    public bool BigEndian { get; init; }

    /// <summary>True to compress with gzip. The default is plain.</summary>
    public bool Compress { get; init; }

    /// <summary>True to leave the stream open when the writer is disposed. The default closes it.</summary>
    public bool LeaveOpen { get; init; }
}
