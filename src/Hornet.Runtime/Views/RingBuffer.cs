// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a <c>BPF_MAP_TYPE_RINGBUF</c>: records that programs write, in the order in which they began them.</summary>
/// <typeparam name="T">A type with the layout of a record, or of its beginning when records are longer.</typeparam>
/// <example>
/// <code>
/// await foreach (OpenEvent e in loaded.Maps.RingBuffer&lt;OpenEvent&gt;("events").ReadAllAsync(cancellationToken))
///     Console.WriteLine(e.ProcessId);
/// </code>
/// </example>
public sealed class RingBuffer<T> : MapView
    where T : unmanaged
{
    private RecordSlot<T>? _idle;

    /// <summary>Views a map.</summary>
    /// <exception cref="BpfException">The map is of another kind.</exception>
    public RingBuffer(BpfMap map)
        : base(map, -1, -1, MapType.RingBuffer)
    {
    }

    /// <summary>Reads records as they come, without end, until the map is disposed. Allocates only when it has to wait.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="BpfException">A record is shorter than <typeparamref name="T"/>.</exception>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var slot = new RecordSlot<T>(Map);
        using RecordReader reader = slot.Reader;
        do
        {
            while (slot.TryRead())
            {
                yield return slot.Value;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        while (await reader.WaitAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>How many bytes wait to be read now, headers and discarded records included.</summary>
    public long AvailableBytes
    {
        get
        {
            RecordSlot<T> slot = TakeSlot();
            long available = slot.Reader.AvailableBytes;
            _idle = slot;
            return available;
        }
    }

    /// <summary>Hands the records that are there to a handler, in place, and frees their room. Does not wait.</summary>
    /// <returns>How many there were.</returns>
    public int Consume(RecordHandler handler)
    {
        RecordSlot<T> slot = TakeSlot();
        int count = slot.Reader.Consume(handler);
        _idle = slot;
        return count;
    }

    /// <summary>Takes the next record, if there is one.</summary>
    /// <exception cref="BpfException">The record is shorter than <typeparamref name="T"/>.</exception>
    public bool TryRead(out T record)
    {
        RecordSlot<T> slot = TakeSlot();
        bool found = slot.TryRead();
        record = slot.Value;
        _idle = slot;
        return found;
    }

    // Kept between calls, so that reading allocates nothing; a second thread gets its own.
    private RecordSlot<T> TakeSlot() => Interlocked.Exchange(ref _idle, null) ?? new RecordSlot<T>(Map);
}

/// <summary>A view of a <c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>: records that programs write, in order for each CPU.</summary>
/// <typeparam name="T">A type with the layout of a record, or of its beginning when records are longer.</typeparam>
public sealed class PerfEventBuffer<T> : MapView
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="BpfException">The map is of another kind.</exception>
    public PerfEventBuffer(BpfMap map)
        : base(map, -1, -1, MapType.PerfEventArray)
    {
    }

    /// <summary>Reads records as they come, without end, until the map is disposed.</summary>
    /// <param name="onLost">Told how many records found no room in all, each time there are more; null to ignore them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="BpfException">A record is shorter than <typeparamref name="T"/>.</exception>
    public async IAsyncEnumerable<PerfRecord<T>> ReadAllAsync(Action<long>? onLost = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var slot = new RecordSlot<T>(Map);
        using RecordReader reader = slot.Reader;
        long lost = 0;
        do
        {
            while (slot.TryRead())
            {
                yield return new PerfRecord<T>(slot.Cpu, slot.Value);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (reader.Lost != lost)
                onLost?.Invoke(lost = reader.Lost);
        }
        while (await reader.WaitAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Hands the records that are there to a handler, in place, and frees their room. Does not wait.</summary>
    /// <returns>How many there were.</returns>
    public int Consume(RecordHandler handler)
    {
        using RecordReader reader = Map.OpenReader();
        return reader.Consume(handler);
    }
}

/// <summary>A record of a perf event array.</summary>
/// <typeparam name="T">The type of its data.</typeparam>
/// <param name="Cpu">The CPU the program ran on.</param>
/// <param name="Value">The data.</param>
public readonly record struct PerfRecord<T>(int Cpu, T Value)
    where T : unmanaged;

/// <summary>A view of a <c>BPF_MAP_TYPE_USER_RINGBUF</c>: records for programs to drain.</summary>
/// <typeparam name="T">A type with the layout of a record.</typeparam>
public sealed class UserRingBuffer<T> : MapView
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="BpfException">The map is of another kind.</exception>
    public UserRingBuffer(BpfMap map)
        : base(map, -1, -1, MapType.UserRingBuffer)
    {
    }

    /// <summary>Writes a record.</summary>
    /// <returns>False when programs have not made room yet.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool TryWrite(T record) => TryWrite(BytesOf(in record));

    /// <summary>Writes a record of any length.</summary>
    /// <returns>False when programs have not made room yet.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool TryWrite(ReadOnlySpan<byte> record)
    {
        MapError error = Map.TryWriteRecord(record);
        if (error is not (MapError.None or MapError.NoSpace))
            throw Failed("Writing a record to", error);
        return error == MapError.None;
    }
}

/// <summary>A reader that takes one record at a time; the delegate is made once.</summary>
internal sealed class RecordSlot<T>
    where T : unmanaged
{
    private readonly BpfMap _map;
    private readonly RecordHandler _take;

    public RecordSlot(BpfMap map)
    {
        _map = map;
        _take = Take;
        Reader = map.OpenReader();
    }

    public RecordReader Reader { get; }

    public T Value { get; private set; }

    public int Cpu { get; private set; }

    public bool TryRead() => Reader.Consume(_take, 1) != 0;

    private bool Take(ReadOnlySpan<byte> record, int cpu)
    {
        if (record.Length < Unsafe.SizeOf<T>())
            throw new BpfException($"Reading records of the map '{_map.Name}': a record has {record.Length} bytes, and {typeof(T).Name} has {Unsafe.SizeOf<T>()}.");
        Value = MemoryMarshal.Read<T>(record);
        Cpu = cpu;
        return true;
    }
}
