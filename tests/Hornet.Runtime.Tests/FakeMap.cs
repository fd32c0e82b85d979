// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Runtime.Tests;

/// <summary>A hash map of 4-byte keys and values in sorted order, with batches or without, whose batches may demand more room than they first get.</summary>
internal sealed class FakeMap : BpfMap
{
    private readonly SortedDictionary<uint, uint> _entries = [];

    public FakeMap(uint maxEntries, MapType type = MapType.Hash)
        : base(new MapSpec { Name = "fake", Type = type, KeySize = 4, ValueSize = 4, MaxEntries = maxEntries }, 1)
    {
    }

    /// <summary>What batches answer instead of doing anything; null when there are batches.</summary>
    public MapError? NoBatches { get; init; }

    /// <summary>Batches smaller than this are refused, as when a bucket is larger.</summary>
    public int SmallestBatch { get; init; }

    /// <summary>Called before every call.</summary>
    public Action<FakeMap>? Meanwhile { get; set; }

    public int Calls { get; private set; }

    public override MapError TryLookup(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        Called();
        if (!_entries.TryGetValue(MemoryMarshal.Read<uint>(key), out uint found))
            return MapError.NoEntry;
        MemoryMarshal.Write(value, found);
        return MapError.None;
    }

    public override MapError TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        uint number = MemoryMarshal.Read<uint>(key);
        if (_entries.Count >= MaxEntries && !_entries.ContainsKey(number))
            return MapError.TooBig;
        _entries[number] = MemoryMarshal.Read<uint>(value);
        return MapError.None;
    }

    public override MapError TryDelete(ReadOnlySpan<byte> key) => _entries.Remove(MemoryMarshal.Read<uint>(key)) ? MapError.None : MapError.NoEntry;

    // A key that is not there begins anew, as in the kernel's hash maps.
    public override MapError TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> nextKey)
    {
        Called();
        uint from = key.IsEmpty ? 0 : MemoryMarshal.Read<uint>(key);
        bool isFirst = key.IsEmpty || !_entries.ContainsKey(from);
        foreach (uint candidate in _entries.Keys)
        {
            if (isFirst || candidate > from)
            {
                MemoryMarshal.Write(nextKey, candidate);
                return MapError.None;
            }
        }

        return MapError.NoEntry;
    }

    public override MapError TryLookupAndDelete(ReadOnlySpan<byte> key, Span<byte> value, MapUpdateFlags flags = MapUpdateFlags.Any) =>
        TryLookup(key, value) is MapError.None ? TryDelete(key) : MapError.NoEntry;

    public override MapError TryFreeze() => MapError.NotSupported;

    public override MapError TryLookupBatch(ref ulong cursor, Span<byte> keys, Span<byte> values, out int count, bool delete = false)
    {
        Called();
        count = 0;
        if (NoBatches is { } error)
            return error;
        int room = keys.Length / 4;
        if (room < SmallestBatch)
        {
            cursor = 0;
            return MapError.NoSpace;
        }

        ulong from = cursor;
        foreach ((uint key, uint value) in _entries.Where(entry => entry.Key + 1ul > from))
        {
            if (count == room)
                return MapError.None;
            MemoryMarshal.Write(keys[(count * 4)..], key);
            MemoryMarshal.Write(values[(count * 4)..], value);
            cursor = key + 1ul;
            count++;
        }

        return MapError.NoEntry;
    }

    public override MapError TryUpdateBatch(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, out int count, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        count = 0;
        return NoBatches ?? base.TryUpdateBatch(keys, values, out count, flags);
    }

    public override MapError TryDeleteBatch(ReadOnlySpan<byte> keys, out int count)
    {
        count = 0;
        return NoBatches ?? base.TryDeleteBatch(keys, out count);
    }

    protected override void Dispose(bool disposing)
    {
    }

    private void Called()
    {
        Calls++;
        Meanwhile?.Invoke(this);
    }
}
