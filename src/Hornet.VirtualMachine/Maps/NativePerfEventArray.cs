// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// <c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>: a buffer for each CPU. In the kernel somebody must open perf events and put them into the map; here every
/// slot that stands for a CPU has its buffer from the beginning.
/// </summary>
/// <remarks>
/// A record is laid out as the kernel's <c>PERF_RECORD_SAMPLE</c> with <c>PERF_SAMPLE_RAW</c>: an 8-byte header, the length of the raw data in 4
/// bytes, the data, padded to 8 bytes. As in the kernel, the length includes the padding.
/// </remarks>
internal sealed unsafe class NativePerfEventArray : NativeIndexedMap, IRecordSource
{
    /// <summary>The size of a CPU's buffer in bytes.</summary>
    public const int BufferSize = 64 * 4096;

    private const uint SampleType = 9;
    private const int HeaderSize = 8;
    private const int RawOffset = HeaderSize + sizeof(uint);
    private const ulong MaximumSample = ushort.MaxValue & ~7;

    private readonly NativeBlock _block;
    private readonly Lock _readers = new();
    private readonly uint _slots;
    private long _lost;

    private struct Buffer
    {
        public ulong Head;
        public ulong Tail;
        public int Lock;
    }

    /// <summary>Creates the map.</summary>
    public NativePerfEventArray(MapRegistry registry, MapSpec spec)
        : base(registry, spec, ValueFields.None)
    {
        _slots = Math.Min(MaxEntries, (uint)CpuCount);
        _block = MapValidation.Allocate(spec, (UInt128)_slots * (4096 + (2 * BufferSize)));
    }

    /// <inheritdoc/>
    public override BatchCommands Batches => BatchCommands.None;

    /// <inheritdoc/>
    public RecordSignal Signal { get; } = new();

    /// <inheritdoc/>
    public long Lost => Volatile.Read(ref _lost);

    /// <inheritdoc/>
    public bool HasRecords
    {
        get
        {
            for (uint slot = 0; slot < _slots; slot++)
            {
                if (Volatile.Read(ref At(slot)->Head) != Volatile.Read(ref At(slot)->Tail))
                    return true;
            }

            return false;
        }
    }

    /// <summary><c>bpf_perf_event_output</c> and its relatives: writes a record that consists of one or two pieces.</summary>
    /// <param name="index">The slot.</param>
    /// <param name="cpu">The CPU the program runs on.</param>
    /// <param name="data">The program's data.</param>
    /// <param name="size">Its length.</param>
    /// <param name="extra">What follows: the beginning of the packet; or null.</param>
    /// <param name="extraSize">Its length.</param>
    /// <returns>0; -E2BIG for a slot past the end or a record that is too large; -ENOENT for one without buffer; -EOPNOTSUPP for another CPU's; -ENOSPC when the buffer is full.</returns>
    public long Output(uint index, int cpu, byte* data, ulong size, byte* extra = null, ulong extraSize = 0)
    {
        if (index >= MaxEntries)
            return -Errno.E2BIG;
        if (index >= _slots)
            return -Errno.ENOENT;
        if (index != (uint)cpu)
            return -Errno.EOPNOTSUPP;
        if (size > MaximumSample || extraSize > MaximumSample || size + extraSize + RawOffset + 7 > MaximumSample)
            return -Errno.E2BIG;
        ulong total = (RawOffset + size + extraSize + 7) & ~7ul;
        Buffer* buffer = At(index);
        NativeLock.Acquire(&buffer->Lock);
        bool fits = buffer->Head + total - Volatile.Read(ref buffer->Tail) <= BufferSize;
        if (fits)
        {
            byte* record = Place(index, buffer->Head);
            *(uint*)record = SampleType;
            *(uint*)(record + sizeof(uint)) = (uint)total << 16;
            *(uint*)(record + HeaderSize) = (uint)(total - RawOffset);
            System.Buffer.MemoryCopy(data, record + RawOffset, size, size);
            if (extraSize != 0)
                System.Buffer.MemoryCopy(extra, record + RawOffset + size, extraSize, extraSize);
            new Span<byte>(record + RawOffset + size + extraSize, (int)(total - RawOffset - size - extraSize)).Clear();
            Volatile.Write(ref buffer->Head, buffer->Head + total);
        }

        NativeLock.Release(&buffer->Lock);
        if (!fits)
        {
            Interlocked.Increment(ref _lost);
            return -Errno.ENOSPC;
        }

        Signal.Set();
        return 0;
    }

    /// <inheritdoc/>
    public int Consume(RecordHandler handler, int maximum)
    {
        lock (_readers)
        {
            int count = 0;
            for (uint slot = 0; slot < _slots && !Signal.IsComplete; slot++)
            {
                Buffer* buffer = At(slot);
                while (count < maximum && buffer->Tail != Volatile.Read(ref buffer->Head))
                {
                    byte* record = Place(slot, buffer->Tail);
                    count++;
                    bool more = handler(new ReadOnlySpan<byte>(record + RawOffset, *(int*)(record + HeaderSize)), (int)slot);
                    Volatile.Write(ref buffer->Tail, buffer->Tail + (*(uint*)(record + sizeof(uint)) >> 16));
                    if (!more)
                        return count;
                }
            }

            return count;
        }
    }

    /// <inheritdoc/>
    public override long Delete(byte* key) => *(uint*)key >= MaxEntries ? -Errno.E2BIG : -Errno.ENOENT;

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags) => MapError.NotSupportedInternally;

    // There are no perf events that could be put into the map.
    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags) =>
        flags != 0 ? MapError.Invalid : *(uint*)key >= MaxEntries ? MapError.TooBig : MapError.BadDescriptor;

    /// <inheritdoc/>
    protected override void Free()
    {
        Signal.Complete();
        lock (_readers)
            _block.Dispose();
    }

    private Buffer* At(uint slot) => (Buffer*)(_block.Start + ((ulong)slot * 4096));

    // As in a ring buffer, a record that wraps around goes on behind the end.
    private byte* Place(uint slot, ulong position) =>
        _block.Start + ((ulong)_slots * 4096) + ((ulong)slot * 2 * BufferSize) + (position & (BufferSize - 1));
}
