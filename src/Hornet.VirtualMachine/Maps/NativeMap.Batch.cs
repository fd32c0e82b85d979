// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>The batch commands a kind of map has; the others answer ENOTSUPP.</summary>
[Flags]
internal enum BatchCommands
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>BPF_MAP_LOOKUP_BATCH</c>.</summary>
    Lookup = 1,

    /// <summary><c>BPF_MAP_UPDATE_BATCH</c>.</summary>
    Update = 2,

    /// <summary><c>BPF_MAP_DELETE_BATCH</c>.</summary>
    Delete = 4,

    /// <summary><c>BPF_MAP_LOOKUP_AND_DELETE_BATCH</c>.</summary>
    LookupAndDelete = 8,

    /// <summary>What arrays have.</summary>
    OfArrays = Lookup | Update,

    /// <summary>What tries have.</summary>
    OfTries = Lookup | Update | Delete,

    /// <summary>What hash maps have.</summary>
    All = Lookup | Update | Delete | LookupAndDelete,
}

// Batches: the general commands walk from key to key; hash maps have their own, bucket by bucket.
internal abstract unsafe partial class NativeMap
{
    /// <summary>The batch commands this kind of map has.</summary>
    public virtual BatchCommands Batches => BatchCommands.None;

    /// <summary><c>BPF_MAP_LOOKUP_BATCH</c>, <c>BPF_MAP_LOOKUP_AND_DELETE_BATCH</c>.</summary>
    /// <param name="cursor">0 to begin, then what the last call left.</param>
    /// <param name="keys">Room for <paramref name="count"/> keys.</param>
    /// <param name="values">Room for as many values.</param>
    /// <param name="count">In: room; out: entries copied.</param>
    /// <param name="flags"><see cref="MapUpdateFlags.Lock"/> or nothing.</param>
    /// <param name="delete">Whether to delete what was copied.</param>
    public virtual MapError UserLookupBatch(ref ulong cursor, byte* keys, byte* values, ref uint count, ulong flags, bool delete)
    {
        uint room = count;
        count = 0;
        if (room == 0)
            return MapError.None;
        byte[] previous = new byte[KeySize];
        byte[] next = new byte[KeySize];
        fixed (byte* previousKey = previous, nextKey = next)
        {
            bool first = !TryKeyOfCursor(cursor, previousKey);
            while (count < room)
            {
                MapError error = UserNextKey(first ? null : previousKey, nextKey);
                if (error != MapError.None)
                    return error;
                error = UserLookup(nextKey, values + ((ulong)count * (uint)UserValueSize), flags);
                first = false;
                Copy(previousKey, nextKey, KeySize);
                cursor = CursorOfKey(nextKey);
                if (error == MapError.NoEntry)
                    continue;
                if (error != MapError.None)
                    return error;
                Copy(keys + ((ulong)count * (uint)KeySize), nextKey, KeySize);
                count++;
            }
        }

        return MapError.None;
    }

    /// <summary><c>BPF_MAP_UPDATE_BATCH</c>.</summary>
    /// <param name="keys">Keys, one behind the other.</param>
    /// <param name="values">As many values.</param>
    /// <param name="count">In: how many; out: how many were updated.</param>
    /// <param name="flags">As for <see cref="UserUpdate"/>; but only the spin lock flag is known.</param>
    public MapError UserUpdateBatch(byte* keys, byte* values, ref uint count, ulong flags)
    {
        uint total = count;
        for (count = 0; count < total; count++)
        {
            MapError error = UserUpdate(keys + ((ulong)count * (uint)KeySize), values + ((ulong)count * (uint)UserValueSize), flags);
            if (error != MapError.None)
                return error;
        }

        return MapError.None;
    }

    /// <summary><c>BPF_MAP_DELETE_BATCH</c>.</summary>
    /// <param name="keys">Keys, one behind the other.</param>
    /// <param name="count">In: how many; out: how many were deleted.</param>
    public MapError UserDeleteBatch(byte* keys, ref uint count)
    {
        uint total = count;
        for (count = 0; count < total; count++)
        {
            MapError error = UserDelete(keys + ((ulong)count * (uint)KeySize));
            if (error != MapError.None)
                return error;
        }

        return MapError.None;
    }

    /// <summary>The key a batch cursor stands for.</summary>
    /// <returns>False at the beginning.</returns>
    protected virtual bool TryKeyOfCursor(ulong cursor, byte* key)
    {
        *(uint*)key = (uint)(cursor - 1);
        return cursor != 0;
    }

    /// <summary>The batch cursor that stands for a key.</summary>
    protected virtual ulong CursorOfKey(byte* key) => *(uint*)key + 1ul;
}
