// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>How a capture is read.</summary>
public sealed record CaptureReaderOptions
{
    /// <summary>The defaults: a truncated end is an error, the stream is closed with the reader.</summary>
    public static CaptureReaderOptions Default { get; } = new();

    /// <summary>What to do when the capture ends inside a record. The default is to throw.</summary>
    public TruncationHandling Truncation { get; init; } = TruncationHandling.Throw;

    /// <summary>True to leave the stream open when the reader is disposed. The default closes it.</summary>
    public bool LeaveOpen { get; init; }

    /// <summary>
    /// The most bytes a capture may have after decompression; one byte more is an error. Memory is constant whatever the value: the limit
    /// bounds the time a small hostile file can take. The default is 1 TiB.
    /// </summary>
    public long MaximumLength { get; init; } = 1L << 40;
}
