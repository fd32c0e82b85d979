// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a map with keys and values: what hash maps and tries have in common.</summary>
/// <typeparam name="TKey">A type with the layout of the map's key.</typeparam>
/// <typeparam name="TValue">A type with the layout of the map's value.</typeparam>
/// <remarks>
/// Walking gives every entry that stays in the map all the while at least once. An entry that is added or removed meanwhile may be missed, and when
/// others remove entries, some may come twice; removing the current one is fine.
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

    /// <summary>Walks through the entries without allocating.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

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
        private KeyWalk<TKey> _walk;
        private KeyValuePair<TKey, TValue> _current;

        internal Enumerator(KeyedMap<TKey, TValue> view)
        {
            _view = view;
            _walk = new KeyWalk<TKey>(view.Map);
        }

        /// <inheritdoc/>
        public readonly KeyValuePair<TKey, TValue> Current => _current;

        readonly object IEnumerator.Current => _current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            while (_walk.TryNext(out TKey key))
            {
                // An entry that went away meanwhile is passed over.
                if (_view.TryGetValue(key, out TValue value))
                {
                    _current = new KeyValuePair<TKey, TValue>(key, value);
                    return true;
                }
            }

            return false;
        }

        /// <inheritdoc/>
        public void Reset() => this = new Enumerator(_view);

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
