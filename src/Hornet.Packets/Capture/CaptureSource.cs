// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets;

/// <summary>The stream a capture comes from, for saying how far a reader is.</summary>
internal sealed class CaptureSource
{
    private readonly Stream _stream;
    private readonly long _start;
    private readonly bool _compressed;

    public CaptureSource(Stream stream, long start, bool compressed)
    {
        _stream = stream;
        _start = start;
        _compressed = compressed;
        Length = stream.CanSeek ? stream.Length - start : null;
    }

    /// <summary>Bytes from the start of the capture to the end of the stream, null for a pipe.</summary>
    public long? Length { get; }

    /// <summary>Bytes of the source consumed. A decompressor reads ahead, so for compressed input this is how far the file has been read.</summary>
    public long PositionFor(CaptureInput input)
    {
        if (!_compressed)
            return input.Position;
        return _stream.CanSeek ? _stream.Position - _start : input.Position;
    }
}
