// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// The packet of a run in native memory, with room before and behind it so that programs can grow it: <c>head … meta … data … end … tail</c>.
/// Sizes and limits are those of the kernel's <c>BPF_PROG_TEST_RUN</c> (net/bpf/test_run.c) and <c>struct xdp_buff</c>.
/// </summary>
internal sealed unsafe class PacketBuffer : IDisposable
{
    /// <summary>Room before an arriving packet (<c>XDP_PACKET_HEADROOM</c>).</summary>
    public const int Headroom = 256;

    /// <summary>The part of the headroom the kernel keeps for itself (<c>sizeof(struct xdp_frame)</c>).</summary>
    public const int ReservedHeadroom = 40;

    /// <summary>The part of the last page the kernel keeps for itself (<c>sizeof(struct skb_shared_info)</c>, aligned).</summary>
    public const int ReservedTailroom = 320;

    /// <summary>The greatest length of metadata before a packet, in bytes: what fits a byte, rounded down to 4.</summary>
    public const int MaximumMetadata = 252;

    /// <summary>The greatest length a program may give an skb, in bytes.</summary>
    public const int MaximumLength = 65535;

    private const int EthernetHeader = 14;
    private const int PageSize = 4096;
    private const int EINVAL = 22;
    private const int EACCES = 13;
    private const int ENOMEM = 12;

    private readonly ProgramRun? _run;
    private byte* _buffer;
    private int _capacity;
    private int _frameSize;
    private bool _isHeadroomUsed;

    /// <summary>Creates an empty buffer.</summary>
    /// <param name="run">The run to tell when the packet moves, or null.</param>
    public PacketBuffer(ProgramRun? run = null)
    {
        _run = run;
    }

    /// <summary>The first byte of the metadata before the packet; equals <see cref="Data"/> when there is none.</summary>
    public byte* Meta { get; private set; }

    /// <summary>The first byte of the packet that programs see.</summary>
    public byte* Data { get; private set; }

    /// <summary>One past the last byte of the packet.</summary>
    public byte* DataEnd { get; private set; }

    /// <summary>Where the link-layer header starts: <see cref="Data"/>, or before it for programs that see packets from the network header on.</summary>
    public byte* LinkHeader { get; private set; }

    /// <summary>Where the network header starts.</summary>
    public byte* NetworkHeader { get; private set; }

    /// <summary>The length of the packet that programs see, in bytes.</summary>
    public int Length => (int)(DataEnd - Data);

    /// <summary>The packet that programs see.</summary>
    public Span<byte> Span => new(Data, Length);

    /// <summary>The whole frame, with a link-layer header that the program does not see.</summary>
    public Span<byte> Frame => new(LinkHeader < Data ? LinkHeader : Data, (int)(DataEnd - (LinkHeader < Data ? LinkHeader : Data)));

    /// <summary>The metadata before the packet.</summary>
    public Span<byte> MetaSpan => new(Meta, (int)(Data - Meta));

    /// <summary>Copies a packet in.</summary>
    /// <param name="frame">The bytes from the link-layer header on.</param>
    /// <param name="metadata">Bytes of metadata before the packet.</param>
    /// <param name="hiddenHeader">The length of the link-layer header, where programs see packets only from the network header on; otherwise 0.</param>
    /// <param name="linkHeaderLength">The length of the link-layer header.</param>
    public void Load(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> metadata = default, int hiddenHeader = 0, int linkHeaderLength = EthernetHeader)
    {
        int needed = Headroom + frame.Length + ReservedTailroom;
        _frameSize = (needed + PageSize - 1) & ~(PageSize - 1);
        if (_frameSize > _capacity)
        {
            Reallocate(_frameSize);
        }

        if (_isHeadroomUsed)
        {
            // A packet never shows what another left before it.
            new Span<byte>(_buffer, Headroom).Clear();
        }

        _isHeadroomUsed = !metadata.IsEmpty;
        byte* start = _buffer + Headroom;
        frame.CopyTo(new Span<byte>(start, frame.Length));
        LinkHeader = start;
        Data = start + Math.Min(hiddenHeader, frame.Length);
        NetworkHeader = start + Math.Min(linkHeaderLength, frame.Length);
        DataEnd = start + frame.Length;
        Meta = Data - metadata.Length;
        metadata.CopyTo(new Span<byte>(Meta, metadata.Length));
        _run?.OnPacketChanged();
    }

    /// <summary><c>bpf_xdp_adjust_head</c>: moves the start of the packet, and its metadata with it.</summary>
    /// <returns>0 or a negative errno.</returns>
    public long AdjustHead(int delta)
    {
        long metadata = Data - Meta;
        byte* data = Data + delta;
        if (data < _buffer + ReservedHeadroom + metadata || data > DataEnd - EthernetHeader)
        {
            return -EINVAL;
        }

        if (metadata != 0)
        {
            Buffer.MemoryCopy(Meta, Meta + delta, metadata, metadata);
        }

        Meta += delta;
        Data = data;
        LinkHeader = data;
        _isHeadroomUsed = true;
        _run?.OnPacketChanged();
        return 0;
    }

    /// <summary><c>bpf_xdp_adjust_tail</c>: moves the end of the packet; new bytes are zero.</summary>
    /// <returns>0 or a negative errno.</returns>
    public long AdjustTail(int delta)
    {
        byte* end = DataEnd + delta;
        if (end > _buffer + _frameSize - ReservedTailroom || end < Data + EthernetHeader)
        {
            return -EINVAL;
        }

        if (delta > 0)
        {
            new Span<byte>(DataEnd, delta).Clear();
        }

        DataEnd = end;
        _run?.OnPacketChanged();
        return 0;
    }

    /// <summary><c>bpf_xdp_adjust_meta</c>: moves the start of the metadata.</summary>
    /// <returns>0 or a negative errno.</returns>
    public long AdjustMeta(int delta)
    {
        byte* meta = Meta + delta;
        if (meta < _buffer + ReservedHeadroom || meta > Data)
        {
            return -EINVAL;
        }

        long length = Data - meta;
        if ((length & 3) != 0 || length > MaximumMetadata)
        {
            return -EACCES;
        }

        Meta = meta;
        _isHeadroomUsed = true;
        _run?.OnPacketChanged();
        return 0;
    }

    /// <summary><c>bpf_skb_change_tail</c>: trims or grows the packet to a length; new bytes are zero.</summary>
    /// <param name="length">The new length of what the program sees.</param>
    /// <param name="minimum">The least length: everything up to the network header.</param>
    /// <returns>0 or a negative errno.</returns>
    public long ChangeTail(uint length, int minimum)
    {
        if (length > MaximumLength || length < (uint)Math.Max(minimum, 0))
        {
            return -EINVAL;
        }

        int old = Length;
        if (!Reserve(0, (int)length - old))
        {
            return -ENOMEM;
        }

        if (length > old)
        {
            new Span<byte>(DataEnd, (int)length - old).Clear();
        }

        DataEnd = Data + length;
        _run?.OnPacketChanged();
        return 0;
    }

    /// <summary><c>bpf_skb_change_head</c>: adds zero bytes before the packet, which become its link-layer header.</summary>
    /// <returns>0 or a negative errno.</returns>
    public long ChangeHead(uint count)
    {
        if (count > MaximumLength || Length + (long)count > MaximumLength)
        {
            return -EINVAL;
        }

        if (!Reserve((int)count, 0))
        {
            return -ENOMEM;
        }

        Data -= count;
        Meta = Data;
        LinkHeader = Data;
        new Span<byte>(Data, (int)count).Clear();
        _run?.OnPacketChanged();
        return 0;
    }

    /// <summary>Opens a gap of zero bytes inside the packet by moving what lies before it towards the head.</summary>
    /// <param name="offset">Where the gap starts, in bytes from <see cref="Data"/>.</param>
    /// <param name="count">Its length in bytes.</param>
    /// <returns>0 or a negative errno.</returns>
    public long Insert(int offset, int count)
    {
        if (offset < 0 || offset > Length || count < 0 || Length + (long)count > MaximumLength)
        {
            return -EINVAL;
        }

        if (!Reserve(count, 0))
        {
            return -ENOMEM;
        }

        long moved = Data + offset - LinkOrData;
        byte* start = LinkOrData;
        Buffer.MemoryCopy(start, start - count, moved, moved);
        new Span<byte>(start - count + moved, count).Clear();
        ShiftHeaders(-count);
        return 0;
    }

    /// <summary>Removes bytes from inside the packet by moving what lies before them towards the tail.</summary>
    /// <param name="offset">Where the removed bytes start, from <see cref="Data"/>.</param>
    /// <param name="count">How many.</param>
    /// <returns>0 or a negative errno.</returns>
    public long Remove(int offset, int count)
    {
        if (offset < 0 || count < 0 || offset + (long)count > Length)
        {
            return -EINVAL;
        }

        byte* start = LinkOrData;
        long moved = Data + offset - start;
        Buffer.MemoryCopy(start, start + count, moved, moved);
        ShiftHeaders(count);
        return 0;
    }

    /// <summary>Says where the network header starts, in bytes from <see cref="Data"/>.</summary>
    public void SetNetworkHeader(int offset) => NetworkHeader = Data + offset;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_buffer);
        _buffer = null;
        _capacity = 0;
        Meta = Data = DataEnd = LinkHeader = NetworkHeader = null;
    }

    private byte* LinkOrData => LinkHeader < Data ? LinkHeader : Data;

    private void ShiftHeaders(int delta)
    {
        // As in the kernel, both headers move with the start of the packet: a gap at the network header belongs to the new header.
        NetworkHeader += delta;
        LinkHeader += delta;
        Data += delta;
        Meta = Data;
        _run?.OnPacketChanged();
    }

    /// <summary>Makes room before and behind the packet; may move it to another buffer.</summary>
    private bool Reserve(int before, int behind)
    {
        _isHeadroomUsed = true;
        byte* first = LinkOrData < Meta ? LinkOrData : Meta;
        long head = first - _buffer;
        long tail = _capacity - ReservedTailroom - (DataEnd - _buffer);
        if (head >= before + ReservedHeadroom && tail >= behind)
        {
            return true;
        }

        long used = DataEnd - first;
        long capacity = (Headroom + before + used + Math.Max(behind, 0) + ReservedTailroom + PageSize - 1) & ~(PageSize - 1L);
        if (capacity > int.MaxValue / 2)
        {
            return false;
        }

        var buffer = (byte*)NativeMemory.AllocZeroed((nuint)capacity);
        byte* start = buffer + Headroom + before;
        Buffer.MemoryCopy(first, start, used, used);
        long shift = start - first;
        NativeMemory.Free(_buffer);
        _buffer = buffer;
        _capacity = (int)capacity;
        _frameSize = (int)capacity;
        Meta += shift;
        Data += shift;
        DataEnd += shift;
        LinkHeader += shift;
        NetworkHeader += shift;
        return true;
    }

    private void Reallocate(int capacity)
    {
        NativeMemory.Free(_buffer);
        _buffer = (byte*)NativeMemory.AllocZeroed((nuint)capacity);
        _capacity = capacity;
    }
}
