// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>
/// The writing side of a <c>BPF_MAP_TYPE_USER_RINGBUF</c>: as a ring buffer, but this process writes the data and the writers' position, and may only
/// read the reader's (kernel/bpf/ringbuf.c). Belongs to its map.
/// </summary>
internal sealed class UserRingBufferSink : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MappedMemory _readerPage;
    private readonly MappedMemory _writerPages;
    private readonly DescriptorWait _wait;
    private readonly unsafe ulong* _consumed;
    private readonly unsafe ulong* _produced;
    private readonly unsafe byte* _data;
    private readonly uint _size;
    private volatile bool _isClosed;

    /// <summary>Maps a ring buffer.</summary>
    /// <param name="name">The map's name, for errors.</param>
    /// <param name="handle">Its descriptor.</param>
    /// <param name="size">Its size in bytes, a power of two.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public unsafe UserRingBufferSink(string name, BpfHandle handle, uint size)
    {
        int page = Environment.SystemPageSize;
        string doing = $"mapping the user ring buffer \"{name}\"";
        _readerPage = MappedMemory.Map(doing, handle.FileDescriptor, 0, (nuint)page, isWritable: false);
        try
        {
            _writerPages = MappedMemory.Map(doing, handle.FileDescriptor, page, (nuint)page + (2 * (nuint)size), isWritable: true);
        }
        catch
        {
            _readerPage.Dispose();
            throw;
        }

        _consumed = (ulong*)_readerPage.Start;
        _produced = (ulong*)_writerPages.Start;
        _data = _writerPages.Start + page;
        _size = size;
        _wait = new DescriptorWait([handle.FileDescriptor], NativeMethods.EpollWritable);
    }

    /// <summary>Writes a record.</summary>
    /// <returns><see cref="MapError.NoSpace"/> when programs have not made room yet; <see cref="MapError.TooBig"/> when they never can.</returns>
    public unsafe MapError TryWrite(ReadOnlySpan<byte> record)
    {
        ulong total = RingBufferSource.Total((uint)record.Length);
        if (total > _size)
            return MapError.TooBig;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (!Fits(total))
                return MapError.NoSpace;
            ulong position = Volatile.Read(ref *_produced);
            byte* header = _data + (position & (_size - 1));
            Unsafe.WriteUnaligned(header, (ulong)record.Length);
            record.CopyTo(new Span<byte>(header + RingBufferSource.HeaderSize, record.Length));
            Volatile.Write(ref *_produced, position + total);
            return MapError.None;
        }
    }

    /// <summary>Waits until a record of a length fits.</summary>
    /// <returns>False when the map is disposed.</returns>
    public async ValueTask<bool> WaitForRoomAsync(int length, CancellationToken cancellationToken)
    {
        ulong total = RingBufferSource.Total((uint)length);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_isClosed)
                return false;
            if (HasRoom(total))
                return true;
            Task next = _wait.Join();
            try
            {
                Interlocked.MemoryBarrier();
                if (!_isClosed && !HasRoom(total))
                    await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!next.IsCompleted)
                    _wait.Leave(next);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            _writerPages.Dispose();
            _readerPage.Dispose();
        }

        _wait.Dispose();
    }

    private bool HasRoom(ulong total)
    {
        lock (_gate)
            return !_isClosed && Fits(total);
    }

    private unsafe bool Fits(ulong total) => Volatile.Read(ref *_produced) - Volatile.Read(ref *_consumed) + total <= _size;
}
