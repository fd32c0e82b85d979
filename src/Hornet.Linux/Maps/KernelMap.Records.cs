// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <content>Records that programs write, and records for them.</content>
public sealed unsafe partial class KernelMap
{
    private readonly Lock _recordsGate = new();
    private KernelRecordSource? _source;
    private UserRingBufferSink? _sink;

    /// <inheritdoc/>
    /// <remarks>
    /// All readers of a map share what they read from: it is made for the first one, and stays until the map is disposed. A reader reads the kernel's
    /// memory itself, without system calls, and waits together with all others of the process on one thread. A perf event array loses what programs
    /// write before its first reader is opened.
    /// </remarks>
    /// <exception cref="SystemCallException">The kernel does not share the map's memory, or refuses a CPU's buffer.</exception>
    public override RecordReader OpenReader() => OpenReader(null);

    /// <summary>Opens a reader of the records that programs write to this map.</summary>
    /// <param name="options">How to make the buffers of a perf event array, when this is its first reader; null for the defaults, or what was made.</param>
    /// <exception cref="MapException">Programs write no records to this kind of map.</exception>
    /// <exception cref="SystemCallException">The kernel does not share the map's memory, or refuses a CPU's buffer.</exception>
    /// <exception cref="InvalidOperationException">The map has readers already, and their buffers were made with other options.</exception>
    public RecordReader OpenReader(RecordReaderOptions? options)
    {
        lock (_recordsGate)
        {
            _source ??= Type switch
            {
                MapType.RingBuffer => new RingBufferSource(Name, Handle, ReadSize()),
                MapType.PerfEventArray => new PerfEventSource(this, options ?? new RecordReaderOptions()),
                _ => throw new MapException("Reading records of", Name, MapError.NotSupported),
            };
            if (options is not null && _source is PerfEventSource { Options: var made } && made != options)
                throw new InvalidOperationException($"Reading records of the map '{Name}': its buffers were made with other options ({made}).");
            return new KernelRecordReader(this, _source);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SystemCallException">The kernel does not share the map's memory.</exception>
    public override MapError TryWriteRecord(ReadOnlySpan<byte> record) => Type == MapType.UserRingBuffer ? Sink().TryWrite(record) : MapError.NotSupported;

    /// <summary>Waits until a record for programs fits (<see cref="MapType.UserRingBuffer"/>).</summary>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when the map was disposed meanwhile.</returns>
    /// <exception cref="MapException">This is no user ring buffer, or the record is larger than it.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public ValueTask<bool> WaitForRoomAsync(int length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (Type != MapType.UserRingBuffer)
            throw new MapException("Writing records to", Name, MapError.NotSupported);
        if (RingBufferSource.Total((uint)length) > MaxEntries)
            throw new MapException("Writing records to", Name, MapError.TooBig, $"a record of {length} bytes never fits");
        return Sink().WaitForRoomAsync(length, cancellationToken);
    }

    private UserRingBufferSink Sink()
    {
        if (Volatile.Read(ref _sink) is { } there)
            return there;
        lock (_recordsGate)
            return _sink ??= new UserRingBufferSink(Name, Handle, ReadSize());
    }

    // What is mapped must have the size the kernel gave it, whatever the definition says.
    private uint ReadSize() => BpfSyscall.Info<RawMapInfo>($"asking about the map \"{Name}\"", Handle).MaxEntries;

    // Not under the lock: it waits until handlers have returned.
    private void DisposeRecords()
    {
        Volatile.Read(ref _source)?.Dispose();
        Volatile.Read(ref _sink)?.Dispose();
    }
}
