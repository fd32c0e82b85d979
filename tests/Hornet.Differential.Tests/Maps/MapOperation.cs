// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Differential.Tests;

/// <summary>What an operation on a map does.</summary>
internal enum MapAction
{
    Lookup,
    Update,
    Delete,
    LookupAndDelete,
    NextKey,
    Walk,
    LookupBatch,
    LookupAndDeleteBatch,
    UpdateBatch,
    DeleteBatch,
    Freeze,
}

/// <summary>One operation on a map, and how its outcome is written down so that two maps can be compared.</summary>
internal sealed record MapOperation(MapAction Action, byte[] Key, byte[] Value, MapUpdateFlags Flags)
{
    /// <summary>Does it; the text holds all that the two maps must agree on.</summary>
    /// <param name="map">The map.</param>
    /// <param name="isOrdered">Whether the map's kind walks in an order of its own rather than in that of its hash.</param>
    public string Apply(BpfMap map, bool isOrdered)
    {
        byte[] value = (byte[])Value.Clone();
        switch (Action)
        {
            case MapAction.Lookup:
                MapError found = map.TryLookup(Key, value, Flags);
                return found == MapError.None ? Text(value) : found.ToString();
            case MapAction.LookupAndDelete:
                MapError taken = map.TryLookupAndDelete(Key, value, Flags);
                return taken == MapError.None ? Text(value) : taken.ToString();
            case MapAction.Update:
                return map.TryUpdate(Key, Value, Flags).ToString();
            case MapAction.Delete:
                return map.TryDelete(Key).ToString();
            case MapAction.NextKey:
                // Which key is the last one is the hash's affair, so a key that is there tells nothing.
                if (!isOrdered && map.TryLookup(Key.Length == 0 ? new byte[map.KeySize] : Key, value) == MapError.None)
                    return "there";
                byte[] next = new byte[map.KeySize];
                MapError error = map.TryGetNextKey(Key, next);
                return error == MapError.None && isOrdered ? Text(next) : error.ToString();
            case MapAction.Walk:
                return Walk(map, isOrdered);
            case MapAction.LookupBatch:
                return WalkBatch(map, isOrdered, delete: false);
            case MapAction.LookupAndDeleteBatch:
                return WalkBatch(map, isOrdered, delete: true);
            case MapAction.UpdateBatch:
                MapError stored = map.TryUpdateBatch([.. Key, .. Key], [.. Value, .. Value], out int storedCount, Flags);
                return $"{stored} {storedCount}";
            case MapAction.DeleteBatch:
                MapError removed = map.TryDeleteBatch([.. Key, .. Key], out int removedCount);
                return $"{removed} {removedCount}";
            default:
                return map.TryFreeze().ToString();
        }
    }

    public override string ToString() => $"{Action} key {Text(Key)} value {Text(Value)} flags {(ulong)Flags}";

    private static string Walk(BpfMap map, bool isOrdered)
    {
        var entries = new List<string>();
        byte[] key = [], next = new byte[map.KeySize], value = new byte[map.ExchangeSize];
        MapError error;
        while ((error = map.TryGetNextKey(key, next)) == MapError.None && entries.Count <= map.MaxEntries)
        {
            MapError found = map.TryLookup(next, value);
            entries.Add($"{Text(next)}={(found == MapError.None ? Text(value) : found)}");
            key = [.. next];
        }

        return Join(entries, isOrdered) + " then " + error;
    }

    private static string WalkBatch(BpfMap map, bool isOrdered, bool delete)
    {
        // Room for everything: how many entries a smaller batch holds depends on the buckets of a hash.
        int room = (int)map.MaxEntries;
        byte[] keys = new byte[room * map.KeySize], values = new byte[room * map.ExchangeSize];
        ulong cursor = 0;
        MapError error = map.TryLookupBatch(ref cursor, keys, values, out int count, delete);
        IEnumerable<string> entries = Enumerable.Range(0, count).Select(i =>
            $"{Text(keys.AsSpan(i * map.KeySize, map.KeySize))}={Text(values.AsSpan(i * map.ExchangeSize, map.ExchangeSize))}");
        return Join([.. entries], isOrdered) + " then " + error;
    }

    private static string Join(List<string> entries, bool isOrdered)
    {
        if (!isOrdered)
            entries.Sort(StringComparer.Ordinal);
        return string.Join(' ', entries);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
