// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

public sealed unsafe partial class KernelMap
{
    /// <summary>
    /// Copies many entries out with one call (Linux 5.6). Start with an empty position, pass each call's position to the next.
    /// </summary>
    /// <param name="position">Where the call before stopped; empty for the first call.</param>
    /// <param name="next">Receives where this call stopped: <see cref="BatchPositionSize"/> bytes.</param>
    /// <param name="keys">Receives keys one after the other.</param>
    /// <param name="values">Receives as many values.</param>
    /// <param name="count">How many entries were copied.</param>
    /// <param name="delete">Also removes the entries (hash maps).</param>
    /// <returns>True while there may be more entries, false after the last.</returns>
    /// <exception cref="BpfSyscallException">The kernel refused; with <c>ENOSPC</c> there was not room for one bucket of a hash map.</exception>
    public bool LookupBatch(ReadOnlySpan<byte> position, Span<byte> next, Span<byte> keys, Span<byte> values, out int count, bool delete = false)
    {
        BpfCommand command = delete ? BpfCommand.MapLookupAndDeleteBatch : BpfCommand.MapLookupBatch;
        int result = Batch(command, position, next, keys, values, out count);
        if (result < 0 && result != -SyscallErrors.NoEntry)
            throw Failed("copying entries out", command, result);
        return result == 0;
    }

    /// <summary>Stores many entries with one call; those before a failure stay stored.</summary>
    /// <param name="keys">Keys one after the other.</param>
    /// <param name="values">As many values.</param>
    /// <param name="count">How many entries were stored, also when the call fails.</param>
    /// <param name="flags">Flags for every entry.</param>
    /// <exception cref="BpfSyscallException">The kernel refused an entry.</exception>
    public void UpdateBatch(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, out int count, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        int result = Batch(BpfCommand.MapUpdateBatch, default, default, keys, values, out count, flags);
        if (result < 0)
            throw Failed($"storing entry {count} of a batch", BpfCommand.MapUpdateBatch, result);
    }

    /// <summary>Removes many keys with one call; those before a failure stay removed.</summary>
    /// <param name="keys">Keys one after the other.</param>
    /// <param name="count">How many keys were removed, also when the call fails.</param>
    /// <exception cref="BpfSyscallException">The kernel refused a key.</exception>
    public void DeleteBatch(ReadOnlySpan<byte> keys, out int count)
    {
        int result = Batch(BpfCommand.MapDeleteBatch, default, default, keys, default, out count);
        if (result < 0)
            throw Failed($"deleting entry {count} of a batch", BpfCommand.MapDeleteBatch, result);
    }

    /// <summary>Size of a position in a batch walk: hash maps use 4 bytes, others a key.</summary>
    public int BatchPositionSize => Math.Max(4, KeySize);

    /// <summary>The raw call: 0 or a negative error number. The spans of a look-up are written.</summary>
    internal int Batch(BpfCommand command, ReadOnlySpan<byte> position, Span<byte> next, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values,
        out int count, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        int wanted = keys.Length / Math.Max(1, KeySize);
        if (command != BpfCommand.MapDeleteBatch && values.Length < (long)wanted * ValueSize)
            throw new ArgumentException($"A batch of {wanted} entries needs {(long)wanted * ValueSize} bytes of values.", nameof(values));
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
            int result = BpfSyscall.Call(command, ref attributes);
            count = result == -SyscallErrors.BadAddress ? 0 : (int)attributes.Count;
            return result;
        }
    }
}
