// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a <c>BPF_MAP_TYPE_PERCPU_HASH</c> or <c>BPF_MAP_TYPE_LRU_PERCPU_HASH</c>: an entry has a value for each possible CPU.</summary>
/// <typeparam name="TKey">A type with the layout of the map's key.</typeparam>
/// <typeparam name="TValue">A type with the layout of one CPU's value.</typeparam>
/// <example>
/// <code>
/// foreach (var (protocol, packets) in loaded.Maps.PerCpuHash&lt;uint, ulong&gt;("packets"))
///     Console.WriteLine($"{protocol}: {packets.Sum()}");
/// </code>
/// </example>
/// <remarks>Walking gives the same guarantees as that of <see cref="KeyedMap{TKey, TValue}"/>; the values it gives are valid until it goes on.</remarks>
public sealed class PerCpuHashMap<TKey, TValue> : MapView, IEnumerable<KeyValuePair<TKey, PerCpuValues<TValue>>>
    where TKey : unmanaged
    where TValue : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or its keys or values have other sizes.</exception>
    public PerCpuHashMap(BpfMap map)
        : base(map, SizeOf<TKey>(), SizeOf<TValue>(), MapType.PerCpuHash, MapType.LruPerCpuHash)
    {
    }

    /// <summary>The values of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
    /// <exception cref="MapException">The map refused.</exception>
    [SuppressMessage("Design", "CA1065", Justification = "What indexers of dictionaries throw.")]
    public PerCpuValues<TValue> this[TKey key] =>
        TryGetValues(key, out PerCpuValues<TValue> values) ? values : throw new KeyNotFoundException($"Looking into the map '{Map.Name}': there is no entry for {key}.");

    /// <summary>Finds the values of a key. Allocates room for them.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public bool TryGetValues(TKey key, out PerCpuValues<TValue> values) => TryGetValues(key, new byte[Map.ExchangeSize], out values);

    /// <summary>Creates or replaces an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">A value for each possible CPU.</param>
    /// <param name="flags">What the update expects.</param>
    /// <exception cref="MapException">The map refused.</exception>
    public void Set(TKey key, ReadOnlySpan<TValue> values, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        if (values.Length != Map.PossibleCpus)
            throw new ArgumentException($"Updating the map '{Map.Name}': it takes a value for each of {Map.PossibleCpus} CPUs, not {values.Length}.", nameof(values));
        byte[] bytes = new byte[Map.ExchangeSize];
        PerCpuValues<TValue>.Write(values, bytes, Map.CpuStride);
        Map.Update(BytesOf(in key), bytes, flags);
    }

    /// <summary>Deletes an entry.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool Remove(TKey key) => Map.Delete(BytesOf(in key));

    /// <summary>Walks through the entries, many with each call (<c>BPF_MAP_LOOKUP_BATCH</c>, Linux 5.6; key by key where there is none). A view that has walked once allocates no more.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, PerCpuValues<TValue>>> IEnumerable<KeyValuePair<TKey, PerCpuValues<TValue>>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private bool TryGetValues(TKey key, byte[] room, out PerCpuValues<TValue> values)
    {
        bool found = Map.Lookup(BytesOf(in key), room);
        values = found ? new PerCpuValues<TValue>(room, Map.CpuStride) : default;
        return found;
    }

    /// <summary>Walks through the entries of a map.</summary>
    public struct Enumerator : IEnumerator<KeyValuePair<TKey, PerCpuValues<TValue>>>
    {
        private readonly PerCpuHashMap<TKey, TValue> _view;
        private EntryWalk? _walk;

        internal Enumerator(PerCpuHashMap<TKey, TValue> view)
        {
            _view = view;
            _walk = view.TakeWalk();
        }

        /// <inheritdoc/>
        public readonly KeyValuePair<TKey, PerCpuValues<TValue>> Current => _walk is null
            ? default
            : new(MemoryMarshal.Read<TKey>(_walk.Key), new PerCpuValues<TValue>(_walk.ValueArray, _walk.ValueOffset, _view.Map.CpuStride, _view.Map.PossibleCpus));

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
