// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>
/// Walks through the entries of a map, many with each call where the map has batches, otherwise key by key. Entries that others remove meanwhile
/// neither end the walk nor keep it going for ever. Made once for a view and used again.
/// </summary>
internal sealed class EntryWalk
{
    private const int BatchBytes = 64 * 1024, FewestEntries = 8;

    private readonly BpfMap _map;

    // A trie goes on from a key: the next entries are fetched while the last one is still there, because the user may remove that one.
    private readonly bool _isAhead;
    private readonly byte[] _heldKey;
    private readonly byte[] _heldValue;
    private byte[] _keys = [];
    private byte[] _values = [];
    private ulong _cursor;
    private long _left;
    private int _capacity;
    private int _count;
    private int _index;
    private bool _isHeld;
    private bool _isEnd;
    private bool _isByKey;
    private bool _isBegun;

    public EntryWalk(BpfMap map)
    {
        _map = map;
        _isAhead = map.Type == MapType.LpmTrie;
        _heldKey = new byte[map.KeySize];
        _heldValue = new byte[map.ExchangeSize];
        int size = Math.Max(1, map.KeySize + map.ExchangeSize);
        _capacity = (int)Math.Min(Math.Max(FewestEntries, BatchBytes / size), Math.Max(1, map.MaxEntries));
    }

    /// <summary>The current entry's key.</summary>
    public ReadOnlySpan<byte> Key => _isHeld ? _heldKey : _keys.AsSpan(_index * _map.KeySize, _map.KeySize);

    /// <summary>The array in which the current entry's value is.</summary>
    public byte[] ValueArray => _isHeld ? _heldValue : _values;

    /// <summary>Where in <see cref="ValueArray"/> it begins.</summary>
    public int ValueOffset => _isHeld ? 0 : _index * _map.ExchangeSize;

    /// <summary>The current entry's value.</summary>
    public ReadOnlySpan<byte> Value => ValueArray.AsSpan(ValueOffset, _map.ExchangeSize);

    /// <summary>Goes back to the beginning.</summary>
    public void Restart()
    {
        (_cursor, _count, _index) = (0, 0, -1);
        (_isHeld, _isEnd, _isByKey, _isBegun) = (false, false, false, false);

        // Others may remove the key we go on from, again and again, and some maps then begin anew: the walk ends all the same.
        _left = Math.Max(2L * _map.MaxEntries, 1);
    }

    /// <summary>Goes to the next entry.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public bool MoveNext()
    {
        if (!_isBegun)
        {
            _isBegun = true;
            Fetch();
        }

        if (_isByKey)
            return MoveByKey();
        _isHeld = false;
        while (true)
        {
            if (++_index < _count)
            {
                if (_left-- <= 0)
                    return false;
                if (_isAhead && _index == _count - 1 && !_isEnd)
                    HoldAndFetch();
                return true;
            }

            if (_isEnd)
                return false;
            Fetch();
        }
    }

    private void HoldAndFetch()
    {
        Key.CopyTo(_heldKey);
        Value.CopyTo(_heldValue);
        Fetch();
        _isHeld = true;
    }

    private void Fetch()
    {
        _index = -1;
        _count = 0;
        while (true)
        {
            if (_keys.Length < _capacity * _map.KeySize)
                (_keys, _values) = (new byte[_capacity * _map.KeySize], new byte[_capacity * _map.ExchangeSize]);
            bool isFirst = _cursor == 0;
            ulong before = _cursor;
            MapError error = _map.TryLookupBatch(ref _cursor, _keys, _values, out _count);
            switch (error)
            {
                case MapError.None:
                    return;
                case MapError.NoEntry:
                    _isEnd = true;
                    return;
                case MapError.NoSpace when _count == 0:
                    // One bucket holds more than there is room for.
                    _capacity = checked(_capacity * 2);
                    _cursor = before;
                    continue;
                case MapError.NoSpace:
                    return;
                case MapError.NotSupported or MapError.NotSupportedInternally or MapError.Invalid when isFirst:
                    // A kernel before 5.6, or a kind of map that never got the command.
                    BeginByKey();
                    return;
                default:
                    throw new MapException("Walking through", _map.Name, error);
            }
        }
    }

    private void BeginByKey()
    {
        _isByKey = true;
        _isHeld = true;
        _isEnd = !_map.GetNextKey(default, _keys.AsSpan(0, _map.KeySize));
    }

    // One key ahead of the user, who may remove the entry that he was given.
    private bool MoveByKey()
    {
        Span<byte> next = _keys.AsSpan(0, _map.KeySize);
        while (!_isEnd && _left-- > 0)
        {
            next.CopyTo(_heldKey);
            _isEnd = !_map.GetNextKey(_heldKey, next);

            // An entry that went away meanwhile is passed over.
            if (_map.Lookup(_heldKey, _heldValue))
                return true;
        }

        return false;
    }
}
