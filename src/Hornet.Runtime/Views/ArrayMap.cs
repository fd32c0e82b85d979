// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a <c>BPF_MAP_TYPE_ARRAY</c>: all its values are there from the beginning, as zeros.</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public sealed class ArrayMap<T> : MapView, IReadOnlyList<T>
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or its values have another size.</exception>
    public ArrayMap(BpfMap map)
        : base(map, sizeof(uint), SizeOf<T>(), MapType.Array)
    {
    }

    /// <summary>The number of values.</summary>
    public int Count => (int)Math.Min(Map.MaxEntries, int.MaxValue);

    /// <summary>A value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no value with that index.</exception>
    /// <exception cref="MapException">The map refused.</exception>
    public T this[int index]
    {
        get
        {
            T value = default;
            uint key = Checked(index);
            MapError error = Map.TryLookup(BytesOf(in key), RoomFor(ref value));
            return error == MapError.None ? value : throw Failed("Looking into", error);
        }

        set
        {
            uint key = Checked(index);
            Map.Update(BytesOf(in key), BytesOf(in value));
        }
    }

    /// <summary>The values themselves, where programs and this process share their memory and they lie without gaps: reads and writes then cost no call.</summary>
    /// <param name="values">The values. Programs may change them at any time; valid until the map is disposed.</param>
    public bool TryGetSpan(out Span<T> values)
    {
        values = default;
        if (SizeOf<T>() != Map.CpuStride || !Map.TryGetDirectValue(out Span<byte> memory))
            return false;
        values = MemoryMarshal.Cast<byte, T>(memory);
        return true;
    }

    /// <summary>The values themselves, for reading alone: also of maps that are frozen.</summary>
    /// <param name="values">The values. Programs may change them at any time; valid until the map is disposed.</param>
    public bool TryGetReadOnlySpan(out ReadOnlySpan<T> values)
    {
        values = default;
        if (SizeOf<T>() != Map.CpuStride || !Map.TryGetReadOnlyValue(out ReadOnlySpan<byte> memory))
            return false;
        values = MemoryMarshal.Cast<byte, T>(memory);
        return true;
    }

    /// <summary>Walks through the values: without a call where their memory is shared, otherwise many with each. A view that has walked once allocates no more.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private uint Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, Map.MaxEntries, nameof(index));
        return (uint)index;
    }

    /// <summary>Walks through the values of an array.</summary>
    public struct Enumerator : IEnumerator<T>
    {
        private readonly ArrayMap<T> _view;
        private readonly bool _isShared;
        private EntryWalk? _walk;
        private int _index;

        internal Enumerator(ArrayMap<T> view)
        {
            _view = view;
            _index = -1;
            _isShared = view.Map.TryGetReadOnlyValue(out ReadOnlySpan<byte> memory) && memory.Length >= (long)view.Count * view.Map.CpuStride;
            if (!_isShared)
                _walk = view.TakeWalk();
        }

        /// <inheritdoc/>
        public T Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            if (!_isShared)
            {
                bool isThere = _walk is not null && _walk.MoveNext();
                if (isThere)
                    Current = MemoryMarshal.Read<T>(_walk!.Value);
                return isThere;
            }

            if (_index + 1 >= _view.Count)
                return false;
            _index++;
            Current = _view.Map.TryGetReadOnlyValue(out ReadOnlySpan<byte> memory) ? MemoryMarshal.Read<T>(memory[(_index * _view.Map.CpuStride)..]) : _view[_index];
            return true;
        }

        /// <inheritdoc/>
        public void Reset()
        {
            _index = -1;
            _walk?.Restart();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_walk is not null)
                _view.GiveBack(_walk);
            _walk = null;
        }
    }
}
