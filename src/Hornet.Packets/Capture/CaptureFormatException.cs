// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>A capture file, or a text that describes packets, is damaged, truncated or of a kind that cannot be read.</summary>
public sealed class CaptureFormatException : IOException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was being read and what is wrong with it.</param>
    /// <param name="offset">Where the fault is: bytes from the start of the (uncompressed) capture, or characters of a text.</param>
    public CaptureFormatException(string message, long offset)
        : base(message) => Offset = offset;

    /// <summary>Creates the error with its cause.</summary>
    /// <param name="message">What was being read and what is wrong with it.</param>
    /// <param name="offset">Where the fault is: bytes from the start of the (uncompressed) capture.</param>
    /// <param name="innerException">The error underneath.</param>
    public CaptureFormatException(string message, long offset, Exception innerException)
        : base(message, innerException) => Offset = offset;

    /// <summary>
    /// Where the fault is: bytes from the start of the capture after decompression, or characters from the start of a text.
    /// For a damaged record this is the start of the record, so that every packet before it is known to be whole.
    /// </summary>
    public long Offset { get; }

    /// <summary>True when the capture ends inside a record (or inside its header), false when its contents contradict the format.</summary>
    public bool IsTruncation { get; init; }
}
