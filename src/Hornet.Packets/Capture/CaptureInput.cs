// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace Hornet.Packets;

/// <summary>
/// A window over a stream: asks for at least so many bytes, takes as many as the stream gives, and grows only while bytes really arrive, so
/// that a length field alone never makes it allocate.
/// </summary>
internal sealed class CaptureInput : IDisposable
{
    private const int InitialSize = 128 * 1024;

    private readonly Stream _stream;
    private readonly long _maximumLength;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;
    private long _consumed;
    private bool _ended;
    private bool _disposed;

    public CaptureInput(Stream stream, long maximumLength)
    {
        _stream = stream;
        _maximumLength = maximumLength;
    }

    /// <summary>Bytes taken so far.</summary>
    public long Position => _consumed;

    /// <summary>Bytes that are in the window now.</summary>
    public int Available => _end - _start;

    /// <summary>The bytes in the window.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Part of the window as memory; valid until the next call of <see cref="TryFill"/> or <see cref="Skip"/>.</summary>
    public ReadOnlyMemory<byte> Slice(int offset, int length) => new(_buffer, _start + offset, length);

    /// <summary>Makes at least <paramref name="count"/> bytes available; false when the stream ends before.</summary>
    public bool TryFill(int count) => _end - _start >= count || FillMore(count);

    /// <summary>Takes bytes that are in the window.</summary>
    public void Advance(int count)
    {
        _start += count;
        _consumed += count;
    }

    /// <summary>Takes bytes that may lie beyond the window without keeping them; false when the stream ends before.</summary>
    public bool Skip(long count)
    {
        while (count > Available)
        {
            count -= Available;
            Advance(Available);
            if (!TryFill(1))
                return false;
        }

        Advance((int)count);
        return true;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
        _stream.Dispose();
    }

    private bool FillMore(int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(CaptureReader));
        while (_end - _start < count)
        {
            if (_ended)
                return false;
            MakeRoom();
            int read = Read(_buffer.AsSpan(_end));
            if (read == 0)
                _ended = true;
            _end += read;
            if (_consumed + Available > _maximumLength)
                throw new CaptureFormatException($"Reading a capture: it is longer than the limit of {_maximumLength} bytes.", _maximumLength);
        }

        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        else if (_end == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private int Read(Span<byte> destination)
    {
        try
        {
            return _stream.Read(destination);
        }
        catch (InvalidDataException e)
        {
            // What GZipStream says about damaged or truncated deflate data.
            throw new CaptureFormatException($"Reading a compressed capture: the data after byte {_consumed + Available} cannot be decompressed.", _consumed + Available, e);
        }
    }
}
