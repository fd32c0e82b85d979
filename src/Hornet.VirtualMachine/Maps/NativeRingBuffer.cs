// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// The memory of <c>BPF_MAP_TYPE_RINGBUF</c> and <c>BPF_MAP_TYPE_USER_RINGBUF</c> (Documentation/bpf/ringbuf.rst): a page with the consumer's
/// position, a page with the producer's, then the data. A record is an 8-byte header (length with busy and discard bits, page offset) and the
/// bytes, rounded up to 8.
/// </summary>
/// <remarks>
/// The kernel maps the data twice in a row, so that a record that wraps around the end is in one piece. Here the data area is twice as long and such
/// a record simply goes on into the second half: reader and writer compute the same address, and nothing else can lie there.
/// </remarks>
internal abstract unsafe class NativeRing : NativeMap
{
    /// <summary>The bit of a record's length that says it is being written.</summary>
    protected const uint BusyBit = 1u << 31;

    /// <summary>The bit of a record's length that says it is to be skipped.</summary>
    protected const uint DiscardBit = 1u << 30;

    /// <summary>The length of a record's header.</summary>
    protected const int HeaderSize = 8;

    private const int PageSize = 4096;

    private readonly NativeBlock _block;

    /// <summary>Allocates the ring.</summary>
    protected NativeRing(MapRegistry registry, MapSpec spec, MemoryAccess access)
        : base(registry, spec, ValueFields.None)
    {
        Size = spec.MaxEntries;
        _block = MapValidation.Allocate(spec, (2 * PageSize) + (2 * (UInt128)Size));
        Data = _block.Start + (2 * PageSize);
        Regions = [new MemoryRegion($"data of ring buffer {Name}", Data, 2 * (ulong)Size, access)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MemoryRegion> Regions { get; }

    /// <summary>The size of the data in bytes.</summary>
    protected uint Size { get; }

    /// <summary>The data.</summary>
    protected byte* Data { get; }

    /// <summary>How many bytes were ever consumed.</summary>
    public ref ulong ConsumerPosition => ref *(ulong*)_block.Start;

    /// <summary>How many bytes were ever produced.</summary>
    public ref ulong ProducerPosition => ref *(ulong*)(_block.Start + PageSize);

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu) => -Errno.ENOTSUPP;

    /// <inheritdoc/>
    public override long Delete(byte* key) => -Errno.ENOTSUPP;

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags) => MapError.NotSupportedInternally;

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags) => MapError.NotSupportedInternally;

    /// <inheritdoc/>
    public override MapError UserDelete(byte* key) => MapError.NotSupportedInternally;

    /// <inheritdoc/>
    public override MapError UserNextKey(byte* key, byte* nextKey) => MapError.NotSupportedInternally;

    /// <summary>The header at a position.</summary>
    protected uint* HeaderAt(ulong position) => (uint*)(Data + (position & (Size - 1)));

    /// <summary>The length in the ring of a record.</summary>
    protected static ulong Total(uint length) => ((ulong)length + HeaderSize + 7) & ~7ul;

    /// <summary>The page number that the kernel writes behind the length: how many pages the record is from the start of its structure.</summary>
    protected uint PageOffset(uint* header) => (uint)(((byte*)header - _block.Start) / PageSize) + 1;

    /// <inheritdoc/>
    protected override void Free() => _block.Dispose();
}

/// <summary><c>BPF_MAP_TYPE_RINGBUF</c>: programs of all CPUs write records, the user side reads them in the order in which they were begun.</summary>
internal sealed unsafe class NativeRingBuffer : NativeRing, IRecordSource
{
    private const ulong NoWakeup = 1;
    private const ulong ForceWakeup = 2;
    private const ulong MaximumRecord = uint.MaxValue / 4;

    private readonly NativeBlock _lockBlock;
    private readonly int* _lock;
    private readonly Lock _readers = new();
    private ulong _pending;

    /// <summary>Creates the map.</summary>
    public NativeRingBuffer(MapRegistry registry, MapSpec spec)
        : base(registry, spec, MemoryAccess.ReadWrite)
    {
        _lockBlock = MapValidation.Allocate(spec, 64);
        _lock = (int*)_lockBlock.Start;
    }

    /// <inheritdoc/>
    public RecordSignal Signal { get; } = new();

    /// <inheritdoc/>
    public long Lost => 0;

    /// <inheritdoc/>
    public long AvailableBytes => Signal.IsComplete ? 0 : (long)(Volatile.Read(ref ProducerPosition) - Volatile.Read(ref ConsumerPosition));

    /// <inheritdoc/>
    public long Capacity => Size;

    /// <summary><c>bpf_ringbuf_reserve</c>: the address of a record of that many bytes, or null when it does not fit now.</summary>
    public byte* Reserve(ulong size)
    {
        if (size > MaximumRecord)
            return null;
        ulong length = Total((uint)size);
        if (length > Size)
            return null;
        ulong consumed = Volatile.Read(ref ConsumerPosition);
        NativeLock.Acquire(_lock);
        ulong produced = ProducerPosition;
        ulong pending = SkipFinished(produced);
        ulong next = produced + length;
        uint* header = null;
        if (next - consumed <= Size - 1 && next - pending <= Size - 1)
        {
            header = HeaderAt(produced);
            header[1] = PageOffset(header);
            Volatile.Write(ref *header, (uint)size | BusyBit);
            Volatile.Write(ref ProducerPosition, next);
        }

        NativeLock.Release(_lock);
        return header == null ? null : (byte*)header + HeaderSize;
    }

    /// <summary>The size a record was reserved with; 0 when the address is no reserved record of this map.</summary>
    public uint ReservedSize(byte* record)
    {
        ulong offset = (ulong)(record - Data) - HeaderSize;
        if (record < Data + HeaderSize || offset >= Size || offset % 8 != 0)
            return 0;
        uint word = Volatile.Read(ref *(uint*)(record - HeaderSize));
        return (word & BusyBit) != 0 ? word & ~(BusyBit | DiscardBit) : 0;
    }

    /// <summary><c>bpf_ringbuf_submit</c> and <c>bpf_ringbuf_discard</c>. Flags are <c>BPF_RB_NO_WAKEUP</c> and <c>BPF_RB_FORCE_WAKEUP</c>.</summary>
    public void Commit(byte* record, ulong flags, bool discard)
    {
        var header = (uint*)(record - HeaderSize);
        Interlocked.Exchange(ref *header, (*header & ~BusyBit) | (discard ? DiscardBit : 0));

        // Without flags only a reader that has read everything before this record is woken: one that has not will come here by itself.
        ulong place = (ulong)((byte*)header - Data);
        bool caughtUp = (Volatile.Read(ref ConsumerPosition) & (Size - 1)) == place;
        if ((flags & ForceWakeup) != 0 || (caughtUp && (flags & NoWakeup) == 0))
            Signal.Set();
    }

    /// <summary><c>bpf_ringbuf_query</c>: available data, ring size, consumer or producer position (0 to 3); 0 for anything else.</summary>
    public ulong Query(ulong what) => what switch
    {
        (ulong)RingBufferQuery.AvailableData => Volatile.Read(ref ProducerPosition) - Volatile.Read(ref ConsumerPosition),
        (ulong)RingBufferQuery.RingSize => Size,
        (ulong)RingBufferQuery.ConsumerPosition => Volatile.Read(ref ConsumerPosition),
        (ulong)RingBufferQuery.ProducerPosition => Volatile.Read(ref ProducerPosition),
        _ => 0,
    };

    /// <inheritdoc/>
    public int Consume(RecordHandler handler, int maximum)
    {
        lock (_readers)
        {
            int count = 0;
            while (count < maximum && TryRead(out byte* data, out uint length, out ulong next))
            {
                bool more = true;
                if (data != null)
                {
                    count++;
                    more = handler(new ReadOnlySpan<byte>(data, (int)length), -1);
                }

                Volatile.Write(ref ConsumerPosition, next);
                if (!more)
                    break;
            }

            return count;
        }
    }

    /// <inheritdoc/>
    public bool HasRecords
    {
        get
        {
            ulong consumed = Volatile.Read(ref ConsumerPosition);
            return consumed < Volatile.Read(ref ProducerPosition) && (Volatile.Read(ref *HeaderAt(consumed)) & BusyBit) == 0;
        }
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        Signal.Complete();
        lock (_readers)
        {
            base.Free();
            _lockBlock.Dispose();
        }
    }

    private bool TryRead(out byte* data, out uint length, out ulong next)
    {
        data = null;
        length = 0;
        next = 0;
        if (Signal.IsComplete)
            return false;
        ulong consumed = ConsumerPosition;
        ulong produced = Volatile.Read(ref ProducerPosition);
        if (consumed >= produced)
            return false;
        uint* header = HeaderAt(consumed);
        uint word = Volatile.Read(ref *header);
        if ((word & BusyBit) != 0)
            return false;
        length = word & ~DiscardBit;
        ulong total = Total(length);

        // A program that runs unverified can write over headers; what it made of them ends where it began.
        if (total > produced - consumed || total > Size)
        {
            next = produced;
            return true;
        }

        next = consumed + total;
        if ((word & DiscardBit) == 0)
            data = (byte*)header + HeaderSize;
        return true;
    }

    private ulong SkipFinished(ulong produced)
    {
        while (_pending < produced)
        {
            uint word = Volatile.Read(ref *HeaderAt(_pending));
            if ((word & BusyBit) != 0)
                break;
            _pending = Math.Min(_pending + Total(word & ~DiscardBit), produced);
        }

        return _pending;
    }
}

/// <summary><c>BPF_MAP_TYPE_USER_RINGBUF</c>: the user side writes records, programs drain them.</summary>
internal sealed unsafe class NativeUserRingBuffer : NativeRing, IUserRingBufferMap
{
    private readonly Lock _writers = new();
    private int _busy;

    /// <summary>Creates the map.</summary>
    public NativeUserRingBuffer(MapRegistry registry, MapSpec spec)
        : base(registry, spec, MemoryAccess.Read)
    {
    }

    /// <inheritdoc/>
    public bool TryEnter() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

    // Writers do not wait for room, so there is nobody to wake.
    /// <inheritdoc/>
    public void Exit(ulong flags, long samples) => Volatile.Write(ref _busy, 0);

    /// <inheritdoc/>
    public long Peek(out byte* record)
    {
        const int noData = 61;
        const uint maximumDynptr = (1 << 24) - 1;
        record = null;
        ulong produced = Volatile.Read(ref ProducerPosition);
        ulong consumed = ConsumerPosition;
        if (consumed >= produced)
            return -noData;
        uint word = Volatile.Read(ref *HeaderAt(consumed));
        uint length = word & ~(BusyBit | DiscardBit);
        ulong total = Total(length);
        if (total > produced - consumed)
            return -Errno.EINVAL;
        if (total > Size || length > maximumDynptr)
            return -Errno.E2BIG;
        if ((word & DiscardBit) != 0)
        {
            Volatile.Write(ref ConsumerPosition, consumed + total);
            return -Errno.EAGAIN;
        }

        if ((word & BusyBit) != 0)
            return -noData;
        record = (byte*)HeaderAt(consumed) + HeaderSize;
        return length;
    }

    /// <inheritdoc/>
    public void Release()
    {
        uint length = *HeaderAt(ConsumerPosition) & ~(BusyBit | DiscardBit);
        Volatile.Write(ref ConsumerPosition, ConsumerPosition + Total(length));
    }

    /// <summary>Writes a record.</summary>
    /// <returns>False when there is no room.</returns>
    public bool TryWrite(ReadOnlySpan<byte> record)
    {
        ulong total = Total((uint)record.Length);
        lock (_writers)
        {
            ulong produced = ProducerPosition;
            if (total > Size || produced + total - Volatile.Read(ref ConsumerPosition) > Size)
                return false;
            uint* header = HeaderAt(produced);
            header[1] = 0;
            record.CopyTo(new Span<byte>((byte*)header + HeaderSize, record.Length));
            Volatile.Write(ref *header, (uint)record.Length);
            Volatile.Write(ref ProducerPosition, produced + total);
            return true;
        }
    }
}
