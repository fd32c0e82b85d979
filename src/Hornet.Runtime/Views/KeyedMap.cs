// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a map with keys and values: what hash maps and tries have in common.</summary>
/// <typeparam name="TKey">A type with the layout of the map's key.</typeparam>
/// <typeparam name="TValue">A type with the layout of the map's value.</typeparam>
/// <remarks>
/// Walking gives every entry that stays in the map all the while at least once. An entry that is added or removed meanwhile may be missed or given with
/// the value it had, and when others remove entries, some may come twice; removing the current one is fine.
/// </remarks>
public abstract class KeyedMap<TKey, TValue> : MapView, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    private protected KeyedMap(BpfMap map, params ReadOnlySpan<MapType> kinds)
        : base(map, SizeOf<TKey>(), SizeOf<TValue>(), kinds)
    {
    }

    /// <summary>The value of a key; setting creates or replaces the entry.</summary>
    /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
    /// <exception cref="MapException">The map refused; <see cref="MapError.TooBig"/> when it is full.</exception>
    [SuppressMessage("Design", "CA1065", Justification = "What indexers of dictionaries throw.")]
    public TValue this[TKey key]
    {
        get => TryGetValue(key, out TValue value) ? value : throw new KeyNotFoundException($"Looking into the map '{Map.Name}': there is no entry for {key}.");
        set => Map.Update(BytesOf(in key), BytesOf(in value));
    }

    /// <summary>Finds the value of a key.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public bool TryGetValue(TKey key, out TValue value)
    {
        value = default;
        return Map.Lookup(BytesOf(in key), RoomFor(ref value));
    }

    /// <summary>Whether there is an entry for a key.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public bool ContainsKey(TKey key) => TryGetValue(key, out _);

    /// <summary>Creates an entry (<c>BPF_NOEXIST</c>).</summary>
    /// <returns>False when there is one already.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool TryAdd(TKey key, TValue value) => Update(key, value, MapUpdateFlags.NoExist, MapError.Exists);

    /// <summary>Replaces the value of an entry (<c>BPF_EXIST</c>).</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool TryReplace(TKey key, TValue value) => Update(key, value, MapUpdateFlags.Exist, MapError.NoEntry);

    /// <summary>Deletes an entry.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool Remove(TKey key) => Map.Delete(BytesOf(in key));

    /// <summary>Creates or replaces many entries, in order, with few calls (<c>BPF_MAP_UPDATE_BATCH</c>, Linux 5.6; one by one where there is none).</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">As many values.</param>
    /// <exception cref="ArgumentException">There are not as many values as keys.</exception>
    /// <exception cref="MapException">The map refused an entry, and took those before it; <see cref="MapError.TooBig"/> when it is full.</exception>
    public void UpdateMany(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values)
    {
        if (keys.Length != values.Length)
            throw new ArgumentException($"Updating the map '{Map.Name}': there are {keys.Length} keys and {values.Length} values.", nameof(values));
        if (keys.IsEmpty)
            return;
        MapError error = Map.TryUpdateBatch(MemoryMarshal.AsBytes(keys), MemoryMarshal.AsBytes(values), out int done);
        if (done == 0 && IsWithoutBatch(error))
        {
            error = MapError.None;
            for (; done < keys.Length && error == MapError.None; done += error == MapError.None ? 1 : 0)
                error = Map.TryUpdate(BytesOf(in keys[done]), BytesOf(in values[done]));
        }

        if (error != MapError.None)
            throw new MapException("Updating", Map.Name, error, $"entry {done} of {keys.Length} was refused");
    }

    /// <summary>Deletes many entries with few calls (<c>BPF_MAP_DELETE_BATCH</c>, Linux 5.6; one by one where there is none).</summary>
    /// <param name="keys">The keys; those without an entry are passed over.</param>
    /// <returns>How many entries there were.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public int RemoveMany(ReadOnlySpan<TKey> keys)
    {
        int removed = 0;
        while (!keys.IsEmpty)
        {
            MapError error = Map.TryDeleteBatch(MemoryMarshal.AsBytes(keys), out int done);
            if (done == 0 && IsWithoutBatch(error))
            {
                foreach (ref readonly TKey key in keys)
                    removed += Map.Delete(BytesOf(in key)) ? 1 : 0;
                return removed;
            }

            if (error is not (MapError.None or MapError.NoEntry))
                throw Failed("Deleting from", error);
            removed += done;
            keys = keys[Math.Min(keys.Length, done + (error == MapError.NoEntry ? 1 : 0))..];
            if (error == MapError.None)
                break;
        }

        return removed;
    }

    /// <summary>Deletes all entries that are there while it walks.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public void Clear()
    {
        foreach ((TKey key, _) in this)
            Remove(key);
    }

    /// <summary>Counts the entries by walking through them.</summary>
    public int CountEntries()
    {
        int count = 0;
        foreach (KeyValuePair<TKey, TValue> unused in this)
            count++;
        return count;
    }

    /// <summary>Walks through the entries, many with each call (<c>BPF_MAP_LOOKUP_BATCH</c>, Linux 5.6; key by key where there is none). A view that has walked once allocates no more.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsWithoutBatch(MapError error) => error is MapError.NotSupported or MapError.NotSupportedInternally or MapError.Invalid;

    private bool Update(TKey key, TValue value, MapUpdateFlags flags, MapError miss)
    {
        MapError error = Map.TryUpdate(BytesOf(in key), BytesOf(in value), flags);
        if (error != MapError.None && error != miss)
            throw Failed("Updating", error);
        return error == MapError.None;
    }

    /// <summary>Walks through the entries of a map.</summary>
    public struct Enumerator : IEnumerator<KeyValuePair<TKey, TValue>>
    {
        private readonly KeyedMap<TKey, TValue> _view;
        private EntryWalk? _walk;

        internal Enumerator(KeyedMap<TKey, TValue> view)
        {
            _view = view;
            _walk = view.TakeWalk();
        }

        /// <inheritdoc/>
        public readonly KeyValuePair<TKey, TValue> Current =>
            _walk is null ? default : new(MemoryMarshal.Read<TKey>(_walk.Key), MemoryMarshal.Read<TValue>(_walk.Value));

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public readonly bool MoveNext() => _walk is not null && _walk.MoveNext();

        /// <inheritdoc/>
        public readonly void Reset() => _walk?.Restart();

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_walk is not null)
                _view.GiveBack(_walk);
            _walk = null;
        }
    }
}
