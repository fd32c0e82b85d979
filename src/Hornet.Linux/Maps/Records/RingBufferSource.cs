// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>
/// The reading side of a <c>BPF_MAP_TYPE_RINGBUF</c>. The kernel shows a page with the reader's position, a page with the writers', and the data twice in
/// a row, so that no record is ever in two pieces (kernel/bpf/ringbuf.c).
/// </summary>
internal sealed unsafe class RingBufferSource : KernelRecordSource
{
    /// <summary>The bits of a record's header (<c>BPF_RINGBUF_BUSY_BIT</c>, <c>BPF_RINGBUF_DISCARD_BIT</c>) and its size (<c>BPF_RINGBUF_HDR_SZ</c>).</summary>
    internal const uint BusyBit = 1u << 31, DiscardBit = 1u << 30, HeaderSize = 8;

    private readonly MappedMemory _readerPage;
    private readonly MappedMemory _writerPages;
    private readonly ulong* _consumed;
    private readonly ulong* _produced;
    private readonly byte* _data;
    private readonly ulong _mask;

    /// <summary>Maps a ring buffer.</summary>
    /// <param name="name">The map's name, for errors.</param>
    /// <param name="handle">Its descriptor.</param>
    /// <param name="size">Its size in bytes, a power of two.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public RingBufferSource(string name, BpfHandle handle, uint size)
    {
        int page = Environment.SystemPageSize;
        string doing = $"mapping the ring buffer \"{name}\"";
        _readerPage = MappedMemory.Map(doing, handle.FileDescriptor, 0, (nuint)page, isWritable: true);
        try
        {
            _writerPages = MappedMemory.Map(doing, handle.FileDescriptor, page, (nuint)page + (2 * (nuint)size), isWritable: false);
        }
        catch
        {
            _readerPage.Dispose();
            throw;
        }

        _consumed = (ulong*)_readerPage.Start;
        _produced = (ulong*)_writerPages.Start;
        _data = _writerPages.Start + page;
        _mask = size - 1;
        Wait = new DescriptorWait([handle.FileDescriptor], NativeMethods.EpollReadable);
    }

    /// <inheritdoc/>
    public override DescriptorWait Wait { get; }

    /// <inheritdoc/>
    public override long Lost => 0;

    /// <inheritdoc/>
    public override long AvailableBytes => Look(() => (long)(Volatile.Read(ref *_produced) - Volatile.Read(ref *_consumed)));

    /// <inheritdoc/>
    public override long Capacity => (long)_mask + 1;

    /// <inheritdoc/>
    protected override bool IsReadable()
    {
        ulong position = Volatile.Read(ref *_consumed);
        return position < Volatile.Read(ref *_produced) && (Volatile.Read(ref *HeaderAt(position)) & BusyBit) == 0;
    }

    /// <inheritdoc/>
    protected override int Read(RecordHandler handler, int maximum)
    {
        int count = 0;
        ulong position = Volatile.Read(ref *_consumed);
        while (count < maximum && !IsClosed)
        {
            ulong produced = Volatile.Read(ref *_produced);
            if (position >= produced)
                break;
            while (position < produced)
            {
                uint* header = HeaderAt(position);
                uint word = Volatile.Read(ref *header);
                if ((word & BusyBit) != 0)
                    return count;
                uint length = word & ~DiscardBit;
                position += Total(length);
                if ((word & DiscardBit) != 0)
                {
                    Volatile.Write(ref *_consumed, position);
                    continue;
                }

                bool more = handler(new ReadOnlySpan<byte>((byte*)header + HeaderSize, (int)length), -1);
                Volatile.Write(ref *_consumed, position);
                count++;
                if (!more || count == maximum || IsClosed)
                    return count;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        _writerPages.Dispose();
        _readerPage.Dispose();
    }

    /// <summary>The room that a record takes with its header, in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Total(uint length) => ((ulong)length + HeaderSize + 7) & ~7ul;

    private uint* HeaderAt(ulong position) => (uint*)(_data + (position & _mask));
}
