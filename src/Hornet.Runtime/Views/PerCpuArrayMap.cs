// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a <c>BPF_MAP_TYPE_PERCPU_ARRAY</c>: every index has a value for each possible CPU.</summary>
/// <typeparam name="T">A type with the layout of one CPU's value.</typeparam>
public sealed class PerCpuArrayMap<T> : MapView
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
}
