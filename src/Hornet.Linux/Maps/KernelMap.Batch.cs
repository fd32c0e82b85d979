// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>The batch commands (Linux 5.6).</summary>
public sealed unsafe partial class KernelMap
{
    // Keys that a cursor cannot hold wait here; a walk that is given up leaves one behind, so only the newest are kept.
    private const int MostPositions = 256;
    private const ulong IsPosition = 1ul << 32;

    private readonly ConcurrentDictionary<ulong, byte[]> _positions = new();
    private ulong _lastPosition = IsPosition << 1;

    // Hash maps tell where a walk stopped by the number of a bucket, others by a key (kernel/bpf/hashtab.c, kernel/bpf/syscall.c).
    private bool HasSmallPositions => KeySize <= sizeof(uint)
        || Type is MapType.Hash or MapType.LruHash or MapType.PerCpuHash or MapType.LruPerCpuHash or MapType.HashOfMaps;

    /// <inheritdoc/>
    public override MapError TryLookupBatch(ref ulong cursor, Span<byte> keys, Span<byte> values, out int count, bool delete = false)
    {
        BpfCommand command = delete ? BpfCommand.MapLookupAndDeleteBatch : BpfCommand.MapLookupBatch;
        if (!HasSmallPositions)
            return LookupBatchByKey(command, ref cursor, keys, values, out count);
        if (cursor != 0 && cursor >> 32 != 1)
            throw new ArgumentException("The cursor is not one that this map gave.", nameof(cursor));
        uint position = (uint)cursor, next = 0;
        MapError error = Batch(command, Bytes(cursor == 0, in position), Bytes(false, in next), keys, values, MapUpdateFlags.Any, out count);
        if (error != MapError.NoSpace)
            cursor = error == MapError.None ? IsPosition | next : 0;
        return error;

        static ReadOnlySpan<byte> Bytes(bool isNone, ref readonly uint value) => isNone ? default : MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value));
    }

    private MapError LookupBatchByKey(BpfCommand command, ref ulong cursor, Span<byte> keys, Span<byte> values, out int count)
    {
        byte[] next = new byte[KeySize];
        byte[] position = [];
        if (cursor != 0 && !_positions.TryRemove(cursor, out position!))
            throw new ArgumentException("The cursor is not one that this map gave, or it was used already, or it is too old.", nameof(cursor));
        MapError error = Batch(command, position, next, keys, values, MapUpdateFlags.Any, out count);
        cursor = 0;
        if (error == MapError.None)
        {
            cursor = Interlocked.Increment(ref _lastPosition);
            _positions[cursor] = next;
            _positions.TryRemove(cursor - MostPositions, out _);
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
