// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Hornet.Bytecode;

namespace Hornet.Runtime;

/// <summary>The maps of a loaded object, by name and in the order of the object, and as typed views.</summary>
public sealed partial class MapCollection : IReadOnlyCollection<BpfMap>
{
    private readonly BpfMap[] _maps;
    private readonly FrozenDictionary<string, BpfMap> _byName;

    internal MapCollection(IEnumerable<BpfMap> maps)
    {
        _maps = [.. maps];
        _byName = _maps.ToFrozenDictionary(map => map.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public int Count => _maps.Length;

    /// <summary>The map with a name.</summary>
    /// <exception cref="BpfException">There is none; the message lists those there are.</exception>
    public BpfMap this[string name] => TryGet(name, out BpfMap? map)
        ? map
        : throw new BpfException($"Looking for the map '{name}': the object has {(Count == 0 ? "no maps" : string.Join(", ", _maps.Select(m => m.Name)))}.");

    /// <summary>Finds a map by name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out BpfMap? map) => _byName.TryGetValue(name, out map);

    /// <inheritdoc/>
    public IEnumerator<BpfMap> GetEnumerator() => ((IEnumerable<BpfMap>)_maps).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
