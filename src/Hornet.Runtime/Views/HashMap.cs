// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>A view of a <c>BPF_MAP_TYPE_HASH</c> or <c>BPF_MAP_TYPE_LRU_HASH</c>.</summary>
/// <typeparam name="TKey">A type with the layout of the map's key.</typeparam>
/// <typeparam name="TValue">A type with the layout of the map's value.</typeparam>
/// <example>
/// <code>
/// foreach (var (protocol, packets) in loaded.Maps.Hash&lt;uint, ulong&gt;("packets"))
///     Console.WriteLine($"{protocol}: {packets}");
/// </code>
/// </example>
public sealed class HashMap<TKey, TValue> : KeyedMap<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or its keys or values have other sizes.</exception>
    public HashMap(BpfMap map)
        : base(map, MapType.Hash, MapType.LruHash)
    {
    }

    /// <summary>Deletes an entry and gives its value.</summary>
    /// <returns>False when there was none.</returns>
    /// <exception cref="MapException">The map refused for another reason.</exception>
    public bool Remove(TKey key, out TValue value)
    {
        value = default;
        return Map.LookupAndDelete(BytesOf(in key), RoomFor(ref value));
    }
}
