// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

public sealed partial class BtfBuilder
{
    /// <summary>
    /// Keeps one of all types that mean the same, and closes the gaps. Structures are compared with all they lead to; forward declarations are
    /// replaced by the structures they stand for. Types of the base that mean the same replace own ones.
    /// </summary>
    /// <returns>The new id of every id: index it with an old id. Ids of the base stay as they are.</returns>
    /// <exception cref="ObjectFormatException">The types of the base are damaged.</exception>
    /// <exception cref="InvalidOperationException">A type refers to an id that was never added.</exception>
    public ImmutableArray<uint> Deduplicate()
    {
        CheckReferences();
        uint first = FirstId;
        uint[] canonical = new BtfDeduplicator(_types, Base).Run();
        uint[] ids = new uint[first + (uint)_types.Count];
        for (uint id = 0; id < first; id++)
            ids[id] = id;
        uint next = first;
        for (int i = 0; i < canonical.Length; i++)
        {
            if (canonical[i] == first + (uint)i)
                ids[canonical[i]] = next++;
        }

        var kept = new List<BtfType>((int)(next - first));
        for (int i = 0; i < canonical.Length; i++)
        {
            uint id = first + (uint)i;
            if (canonical[i] == id)
                kept.Add(_types[i]);
            else
                ids[id] = ids[canonical[i]]; // correct also for later ids: kept types are numbered already
        }

        _types.Clear();
        foreach (BtfType type in kept)
            _types.Add(type.MapTypeIds(id => ids[id]) with { Id = NextId });
        return ImmutableArray.Create(ids);
    }

    private void CheckReferences()
    {
        uint end = NextId;
        foreach (BtfType type in _types)
        {
            type.MapTypeIds(id => id < end ? id : throw new InvalidOperationException(
                $"Deduplicating BTF: Type {type.Id} ({type.Kind} '{type.Name}') refers to type {id}, which was never added."));
        }
    }
}
