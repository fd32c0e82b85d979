// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>
/// One packet of a capture. The bytes belong to the reader and are valid until its next read; a ref struct so that they cannot be kept by
/// mistake. Copy <see cref="Data"/> to keep them.
/// </summary>
public readonly ref struct CapturedPacket
{
    /// <summary>Creates a packet.</summary>
    /// <param name="memory">The captured bytes.</param>
    /// <param name="timestamp">Nanoseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="originalLength">The packet's length on the wire in bytes; at least the captured length in a sane capture.</param>
    /// <param name="linkType">The kind of the first header.</param>
    /// <param name="interfaceIndex">The interface, counted from 0 inside the section of the file.</param>
    public CapturedPacket(ReadOnlyMemory<byte> memory, long timestamp, int originalLength, LinkType linkType, int interfaceIndex = 0)
    {
        Memory = memory;
        Timestamp = timestamp;
        OriginalLength = originalLength;
        LinkType = linkType;
        InterfaceIndex = interfaceIndex;
    }

    /// <summary>The captured bytes, from the link-layer header on. Valid until the reader's next read.</summary>
    public ReadOnlySpan<byte> Data => Memory.Span;

    /// <summary>The same bytes as memory, for callers that cannot take a span. Valid until the reader's next read as well.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>
    /// Nanoseconds since 1970-01-01T00:00:00Z. 0 where the file has none (pcapng Simple Packet Blocks); times outside the years 1677 to 2262
    /// are clamped.
    /// </summary>
    public long Timestamp { get; }

    /// <summary>How many bytes were captured.</summary>
    public int CapturedLength => Memory.Length;

    /// <summary>The packet's length on the wire in bytes. It may exceed the captured length; a damaged file may say less.</summary>
    public int OriginalLength { get; }

    /// <summary>The kind of the first header.</summary>
    public LinkType LinkType { get; }

    /// <summary>The interface: an index into <see cref="CaptureReader.Interfaces"/> (always 0 in a pcap file).</summary>
    public int InterfaceIndex { get; }
}
