// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>The batch commands (Linux 5.6).</summary>
public sealed unsafe partial class KernelMap
{
    // Hash maps tell where a walk stopped by the number of a bucket, others by a key. Keys that a cursor cannot hold wait here.
    private readonly ConcurrentDictionary<ulong, byte[]> _positions = new();
    private ulong _lastPosition;

    /// <inheritdoc/>
    public override MapError TryLookupBatch(ref ulong cursor, Span<byte> keys, Span<byte> values, out int count, bool delete = false)
    {
        BpfCommand command = delete ? BpfCommand.MapLookupAndDeleteBatch : BpfCommand.MapLookupBatch;
        byte[] next = new byte[Math.Max(sizeof(uint), KeySize)];
        byte[] position = [];
        if (cursor != 0 && !_positions.TryRemove(cursor, out position!))
            throw new ArgumentException("The cursor is not one that this map gave, or it was used already.", nameof(cursor));
        MapError error = Batch(command, position, next, keys, values, MapUpdateFlags.Any, out count);
        cursor = 0;
        if (error == MapError.None)
        {
            cursor = Interlocked.Increment(ref _lastPosition);
            _positions[cursor] = next;
        }

        return error;
    }

    /// <inheritdoc/>
    public override MapError TryUpdateBatch(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, out int count, MapUpdateFlags flags = MapUpdateFlags.Any) =>
        Batch(BpfCommand.MapUpdateBatch, default, default, keys, values, flags, out count);

    /// <inheritdoc/>
    public override MapError TryDeleteBatch(ReadOnlySpan<byte> keys, out int count) =>
        Batch(BpfCommand.MapDeleteBatch, default, default, keys, default, MapUpdateFlags.Any, out count);

    // The kernel writes into `next`, and for look-ups into `keys` and `values`, which the callers own as spans that may be written.
    private MapError Batch(BpfCommand command, ReadOnlySpan<byte> position, ReadOnlySpan<byte> next, ReadOnlySpan<byte> keys,
        ReadOnlySpan<byte> values, MapUpdateFlags flags, out int count)
    {
        int wanted = KeySize == 0 ? 0 : keys.Length / KeySize;
        if (command != BpfCommand.MapDeleteBatch && values.Length < (long)wanted * ExchangeSize)
            throw new ArgumentException($"A batch of {wanted} entries needs {(long)wanted * ExchangeSize} bytes of values.", nameof(values));
        fixed (byte* inPointer = position)
        fixed (byte* outPointer = next)
        fixed (byte* keysPointer = keys)
        fixed (byte* valuesPointer = values)
        {
            var attributes = new MapBatchAttributes
            {
                InBatch = inPointer,
                OutBatch = outPointer,
                Keys = keysPointer,
                Values = valuesPointer,
                Count = (uint)wanted,
                MapFd = (uint)Handle.FileDescriptor,
                ElementFlags = (ulong)flags,
            };
            MapError error = Answer(Call(command, ref attributes));

            // Some refusals come before the count is written back.
            count = error is MapError.Fault or MapError.Invalid or MapError.NotSupported or MapError.NotSupportedInternally or MapError.NotPermitted
                ? 0
                : (int)attributes.Count;
            return error;
        }
    }
}
