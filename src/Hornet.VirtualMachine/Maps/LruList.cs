// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// The order in which an LRU map gives up entries: oldest first, but an entry that was used since it was last considered gets another round. Looking
/// an entry up only sets a mark in its element, so it takes no lock.
/// </summary>
internal sealed unsafe class LruList : IDisposable
{
    private const uint None = uint.MaxValue;

    private readonly NativeBlock _block;
    private readonly HashBuckets _buckets;
    private readonly Node* _nodes;
    private readonly int* _lock;
    private readonly uint _first;
    private readonly uint _count;
    private uint _fresh;
    private uint _free = None;
    private uint _newest = None;
    private uint _oldest = None;

    private enum State : uint
    {
        Free,
        Listed,

        // Taken by an update that has not put it into the map yet, or from a map by one that evicts it.
        Held,
    }

    private struct Node
    {
        public uint Newer;
        public uint Older;
        public State State;
    }

    /// <summary>Creates the list of some elements of a map, all free.</summary>
    /// <param name="spec">The map.</param>
    /// <param name="buckets">The elements, with the marks that look-ups set.</param>
    /// <param name="first">The first element.</param>
    /// <param name="count">How many.</param>
    public LruList(MapSpec spec, HashBuckets buckets, uint first, uint count)
    {
        _buckets = buckets;
        _first = first;
        _count = count;
        _block = MapValidation.Allocate(spec, ((UInt128)count * (uint)sizeof(Node)) + 64);
        _lock = (int*)_block.Start;
        _nodes = (Node*)(_block.Start + 64);
    }

    /// <summary>Takes an element for a new entry: a free one, or the one least worth keeping.</summary>
    /// <param name="evicted">Whether it is part of the map and must be taken out of its bucket first, unless that happened meanwhile.</param>
    /// <returns>The element, or <see cref="uint.MaxValue"/> when all are held by updates.</returns>
    public uint Take(out bool evicted)
    {
        NativeLock.Acquire(_lock);
        uint node = TakeFree();
        evicted = node == None;
        if (evicted)
            node = TakeOldest();
        if (node != None)
            _nodes[node].State = State.Held;
        NativeLock.Release(_lock);
        return node == None ? None : node + _first;
    }

    /// <summary>Lists a held element that became part of the map, as the newest.</summary>
    public void List(uint element)
    {
        uint node = element - _first;
        NativeLock.Acquire(_lock);
        _buckets.Used(element) = 0;
        AddNewest(node);
        NativeLock.Release(_lock);
    }

    /// <summary>Frees an element that was taken out of the map. One that an eviction holds stays with it.</summary>
    /// <param name="element">The element.</param>
    /// <param name="held">Whether the caller itself holds it.</param>
    public void Free(uint element, bool held = false)
    {
        uint node = element - _first;
        NativeLock.Acquire(_lock);
        if (_nodes[node].State == State.Listed)
            Remove(node);
        if (_nodes[node].State == State.Listed || held)
        {
            _nodes[node].State = State.Free;
            _nodes[node].Older = _free;
            _free = node;
        }

        NativeLock.Release(_lock);
    }

    /// <inheritdoc/>
    public void Dispose() => _block.Dispose();

    private uint TakeFree()
    {
        uint node = _free;
        if (node != None)
        {
            _free = _nodes[node].Older;
            return node;
        }

        return _fresh < _count ? _fresh++ : None;
    }

    private uint TakeOldest()
    {
        // After one round every mark is gone.
        for (uint round = 0; round <= _count; round++)
        {
            uint node = _oldest;
            if (node == None)
                return None;
            Remove(node);
            ref uint used = ref _buckets.Used(node + _first);
            if (used == 0)
                return node;
            used = 0;
            AddNewest(node);
        }

        uint last = _oldest;
        if (last != None)
            Remove(last);
        return last;
    }

    private void AddNewest(uint node)
    {
        _nodes[node].State = State.Listed;
        _nodes[node].Newer = None;
        _nodes[node].Older = _newest;
        if (_newest != None)
            _nodes[_newest].Newer = node;
        else
            _oldest = node;
        _newest = node;
    }

    private void Remove(uint node)
    {
        uint newer = _nodes[node].Newer;
        uint older = _nodes[node].Older;
        if (newer != None)
            _nodes[newer].Older = older;
        else
            _newest = older;
        if (older != None)
            _nodes[older].Newer = newer;
        else
            _oldest = newer;
    }
}
