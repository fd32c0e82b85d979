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

    /// <summary>Walks through the values without allocating.</summary>
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
        private int _index;

        internal Enumerator(ArrayMap<T> view)
        {
            _view = view;
            _index = -1;
        }

        /// <inheritdoc/>
        public T Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            if (_index + 1 >= _view.Count)
                return false;
            Current = _view[++_index];
            return true;
        }

        /// <inheritdoc/>
        public void Reset() => _index = -1;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }
}
