// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hornet.Runtime;

/// <summary>The values that an entry of a per-CPU map has, by CPU.</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public readonly struct PerCpuValues<T>
    where T : unmanaged
{
    private readonly byte[]? _bytes;
    private readonly int _offset;
    private readonly int _stride;

    internal PerCpuValues(byte[] bytes, int stride)
        : this(bytes, 0, stride, bytes.Length / stride)
    {
    }

    internal PerCpuValues(byte[] bytes, int offset, int stride, int count)
    {
        _bytes = bytes;
        _offset = offset;
        _stride = stride;
        Count = count;
    }

    /// <summary>The number of possible CPUs.</summary>
    public int Count { get; }

    /// <summary>The value of a CPU.</summary>
    public T this[int cpu]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(cpu);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cpu, Count);
            return MemoryMarshal.Read<T>(_bytes.AsSpan(_offset + (cpu * _stride)));
        }
    }

    /// <summary>Copies the values.</summary>
    public T[] ToArray()
    {
        var values = new T[Count];
        for (int cpu = 0; cpu < values.Length; cpu++)
            values[cpu] = this[cpu];
        return values;
    }

    /// <summary>Walks through the values.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks through the values by CPU.</summary>
    public struct Enumerator
    {
        private readonly PerCpuValues<T> _values;
        private int _cpu;

        internal Enumerator(PerCpuValues<T> values)
        {
            _values = values;
            _cpu = -1;
        }

        /// <summary>The value of the CPU.</summary>
        public readonly T Current => _values[_cpu];

        /// <summary>Goes to the next CPU.</summary>
        public bool MoveNext() => ++_cpu < _values.Count;
    }

    internal static void Write(ReadOnlySpan<T> values, Span<byte> bytes, int stride)
    {
        bytes.Clear();
        for (int cpu = 0; cpu < values.Length; cpu++)
            Unsafe.WriteUnaligned(ref bytes[cpu * stride], values[cpu]);
    }
}

/// <summary>What is often asked of per-CPU values.</summary>
public static class PerCpuValuesExtensions
{
    /// <summary>The sum over all CPUs; it wraps around as C's addition does.</summary>
    public static T Sum<T>(this PerCpuValues<T> values)
        where T : unmanaged, IAdditionOperators<T, T, T>, IAdditiveIdentity<T, T>
    {
        T sum = T.AdditiveIdentity;
        foreach (T value in values)
            sum = unchecked(sum + value);
        return sum;
    }
}
