// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a <c>BPF_MAP_TYPE_PERCPU_ARRAY</c>: every index has a value for each possible CPU.</summary>
/// <typeparam name="T">A type with the layout of one CPU's value.</typeparam>
public sealed class PerCpuArrayMap<T> : MapView, IReadOnlyList<PerCpuValues<T>>
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or its values have another size.</exception>
    public PerCpuArrayMap(BpfMap map)
        : base(map, sizeof(uint), SizeOf<T>(), MapType.PerCpuArray)
    {
    }

    /// <summary>The number of indices.</summary>
    public int Count => (int)Math.Min(Map.MaxEntries, int.MaxValue);

    /// <summary>The values of an index. Allocates room for them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such index.</exception>
    /// <exception cref="MapException">The map refused.</exception>
    public PerCpuValues<T> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            uint key = (uint)index;
            byte[] bytes = new byte[Map.ExchangeSize];
            MapError error = Map.TryLookup(BytesOf(in key), bytes);
            return error == MapError.None ? new PerCpuValues<T>(bytes, Map.CpuStride) : throw Failed("Looking into", error);
        }
    }

    /// <summary>Replaces the values of an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="values">A value for each possible CPU.</param>
    /// <exception cref="MapException">The map refused.</exception>
    public void Set(int index, ReadOnlySpan<T> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (values.Length != Map.PossibleCpus)
            throw new ArgumentException($"Updating the map '{Map.Name}': it takes a value for each of {Map.PossibleCpus} CPUs, not {values.Length}.", nameof(values));
        uint key = (uint)index;
        byte[] bytes = new byte[Map.ExchangeSize];
        PerCpuValues<T>.Write(values, bytes, Map.CpuStride);
        Map.Update(BytesOf(in key), bytes);
    }

    /// <summary>Walks through the indices, many with each call; the values it gives are valid until it goes on. A view that has walked once allocates no more.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<PerCpuValues<T>> IEnumerable<PerCpuValues<T>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Walks through the values of an array.</summary>
    public struct Enumerator : IEnumerator<PerCpuValues<T>>
    {
        private readonly PerCpuArrayMap<T> _view;
        private EntryWalk? _walk;

        internal Enumerator(PerCpuArrayMap<T> view)
        {
            _view = view;
            _walk = view.TakeWalk();
        }

        /// <inheritdoc/>
        public readonly PerCpuValues<T> Current =>
            _walk is null ? default : new(_walk.ValueArray, _walk.ValueOffset, _view.Map.CpuStride, _view.Map.PossibleCpus);

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
