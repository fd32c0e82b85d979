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
internal sealed unsafe class NativePerfEventArray : NativeIndexedMap, IPerfEventArrayMap, IRecordSource
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
    public long Capacity => (long)_slots * BufferSize;

    /// <inheritdoc/>
    public long AvailableBytes
    {
        get
        {
            long available = 0;
            for (uint slot = 0; slot < _slots && !Signal.IsComplete; slot++)
                available += (long)(Volatile.Read(ref At(slot)->Head) - Volatile.Read(ref At(slot)->Tail));
            return available;
        }
    }

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

    /// <inheritdoc/>
    public long Output(uint index, int cpu, ReadOnlySpan<byte> data, ReadOnlySpan<byte> packet)
    {
        if (index >= MaxEntries)
            return -Errno.E2BIG;
        if (index >= _slots)
            return -Errno.ENOENT;
        if (index != (uint)cpu)
            return -Errno.EOPNOTSUPP;
        ulong total = (RawOffset + (ulong)data.Length + (ulong)packet.Length + 7) & ~7ul;
        if (total > MaximumSample)
            return -Errno.E2BIG;
        Buffer* buffer = At(index);
        NativeLock.Acquire(&buffer->Lock);
        bool fits = buffer->Head + total - Volatile.Read(ref buffer->Tail) <= BufferSize;
        if (fits)
        {
            byte* record = Place(index, buffer->Head);
            *(uint*)record = SampleType;
            *(uint*)(record + sizeof(uint)) = (uint)total << 16;
            *(uint*)(record + HeaderSize) = (uint)(total - RawOffset);
            var raw = new Span<byte>(record + RawOffset, (int)(total - RawOffset));
            data.CopyTo(raw);
            packet.CopyTo(raw[data.Length..]);
            raw[(data.Length + packet.Length)..].Clear();
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
