// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <content>Records that programs write.</content>
public sealed unsafe partial class KernelMap
{
    private readonly Lock _recordsGate = new();
    private KernelRecordSource? _source;

    /// <inheritdoc/>
    /// <remarks>
    /// All readers of a map share what they read from: it is made for the first one, and stays until the map is disposed. A reader of a ring buffer
    /// reads the kernel's memory itself, without system calls, and waits together with all others of the process on one thread.
    /// </remarks>
    /// <exception cref="SystemCallException">The kernel does not share the map's memory.</exception>
    public override RecordReader OpenReader()
    {
        lock (_recordsGate)
        {
            _source ??= Type switch
            {
                MapType.RingBuffer => new RingBufferSource(Name, Handle, GetInfo().MaxEntries),
                _ => throw new MapException("Reading records of", Name, MapError.NotSupported),
            };
            return new KernelRecordReader(this, _source);
        }
    }

    // Not under the lock: it waits until handlers have returned.
    private void DisposeRecords() => Volatile.Read(ref _source)?.Dispose();
}
