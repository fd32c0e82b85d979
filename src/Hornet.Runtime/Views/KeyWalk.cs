// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Runtime;

/// <summary>
/// Walks from key to key. It is one key ahead of its user, who may therefore delete the key he was given: a map that does not know the key it is to
/// go on from begins anew.
/// </summary>
internal struct KeyWalk<TKey>
    where TKey : unmanaged
{
    private readonly BpfMap _map;
    private TKey _next;
    private bool _hasNext;
    private ulong _left;

    public KeyWalk(BpfMap map)
    {
        _map = map;

        // Others may delete the key we are about to go on from, again and again: the walk ends all the same.
        _left = Math.Max(2ul * map.MaxEntries, 1);
        _hasNext = map.GetNextKey(default, MemoryMarshal.AsBytes(new Span<TKey>(ref _next)));
    }

    public bool TryNext(out TKey key)
    {
        key = _next;
        if (!_hasNext || _left-- == 0)
            return false;
        _hasNext = _map.GetNextKey(MemoryMarshal.AsBytes(new ReadOnlySpan<TKey>(in key)), MemoryMarshal.AsBytes(new Span<TKey>(ref _next)));
        return true;
    }
}
