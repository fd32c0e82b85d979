// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Numerics;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// <c>BPF_MAP_TYPE_LPM_TRIE</c> (Documentation/bpf/map_lpm_trie.rst): keys are a prefix length in bits and that many bits; a look-up finds the
/// longest prefix of its key.
/// </summary>
/// <remarks>
/// A path-compressed binary trie. A node's number is how many 8-byte units it is from the first. Where two prefixes part and none ends, there is an intermediate node. Writers take a lock and count a version up
/// before and after they change links; readers take no lock and start anew when the version changed under them.
/// </remarks>
internal sealed unsafe class NativeTrieMap : NativeMap
{
    private const int PrefixSize = sizeof(uint);
    private const int Unit = sizeof(ulong);
    private const int MaximumPath = 256 * 8 + 1;

    private readonly NativeBlock _block;
    private readonly byte* _nodes;
    private readonly int* _lock;
    private readonly int _dataSize;
    private readonly int _valueOffset;
    private readonly uint _maximum;
    private readonly uint _stride;
    private readonly uint _limit;
    private uint _root;
    private uint _free;
    private uint _used;
    private uint _count;
    private int _version;

    private struct Node
    {
        public uint Left;
        public uint Right;
        public uint Prefix;
        public uint IsIntermediate;
    }

    /// <summary>Creates the map.</summary>
    public NativeTrieMap(MapRegistry registry, MapSpec spec, ValueFields fields)
        : base(registry, spec, fields)
    {
        _dataSize = KeySize - PrefixSize;
        _maximum = (uint)_dataSize * 8;
        _valueOffset = sizeof(Node) + ((_dataSize + 7) & ~7);
        _stride = (uint)(_valueOffset + ValueStride);

        // Every entry needs a node and at most one intermediate node; one more is filled before the one it replaces is free. Number 0 is none, and
        // its memory holds the lock.
        UInt128 length = ((2 * (UInt128)MaxEntries) + 2) * _stride;
        if (length / Unit > uint.MaxValue)
            throw MapValidation.Refused(spec, MapError.NoMemory, "too many entries");
        _limit = (uint)(length / Unit);
        _used = _stride / Unit;
        _block = MapValidation.Allocate(spec, length);
        _nodes = _block.Start;
        _lock = (int*)_nodes;
        Regions =
        [
            new MemoryRegion($"value of map {Name}", _nodes, (ulong)length, _stride, (ulong)_valueOffset, (ulong)ValueSize, ProgramAccess),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MemoryRegion> Regions { get; }

    /// <inheritdoc/>
    public override BatchCommands Batches => BatchCommands.OfTries;

    /// <inheritdoc/>
    public override byte* Lookup(byte* key, int cpu)
    {
        if (*(uint*)key > _maximum)
            return null;
        var spinner = default(SpinWait);
        while (true)
        {
            int version = Volatile.Read(ref _version);
            uint found = (version & 1) != 0 ? 0 : FindLongest(key);
            Volatile.ReadBarrier();
            if ((version & 1) == 0 && Volatile.Read(ref _version) == version)
                return found == 0 ? null : ValueOf(found);
            spinner.SpinOnce();
        }
    }

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu)
    {
        if (IsUnknown(flags) || *(uint*)key > _maximum)
            return -Errno.EINVAL;
        NativeLock.Acquire(_lock);
        long error = Insert(key, value, flags);
        NativeLock.Release(_lock);
        return error;
    }

    /// <inheritdoc/>
    public override long Delete(byte* key)
    {
        if (*(uint*)key > _maximum)
            return -Errno.EINVAL;
        NativeLock.Acquire(_lock);
        long error = Remove(key);
        NativeLock.Release(_lock);
        return error;
    }

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags)
    {
        byte* found = Lookup(key, 0);
        if (found == null)
            return MapError.NoEntry;
        CopyOut(value, found);
        return MapError.None;
    }

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags) => ToError(Update(key, value, flags, 0));

    /// <inheritdoc/>
    public override MapError UserDelete(byte* key) => ToError(Delete(key));

    /// <inheritdoc/>
    public override MapError UserNextKey(byte* key, byte* nextKey)
    {
        NativeLock.Acquire(_lock);
        uint next = NextNode(key);
        if (next != 0)
        {
            *(uint*)nextKey = At(next)->Prefix;
            Copy(nextKey + PrefixSize, DataOf(next), _dataSize);
        }

        NativeLock.Release(_lock);
        return next == 0 ? MapError.NoEntry : MapError.None;
    }

    /// <inheritdoc/>
    protected override bool TryKeyOfCursor(ulong cursor, byte* key)
    {
        if (cursor == 0 || cursor >= _used || cursor % (_stride / Unit) != 0)
            return false;
        *(uint*)key = At((uint)cursor)->Prefix;
        Copy(key + PrefixSize, DataOf((uint)cursor), _dataSize);
        return true;
    }

    /// <inheritdoc/>
    protected override ulong CursorOfKey(byte* key)
    {
        NativeLock.Acquire(_lock);
        uint node = FindExact(key);
        NativeLock.Release(_lock);
        return node;
    }

    /// <inheritdoc/>
    protected override void Free() => _block.Dispose();

    private Node* At(uint node) => (Node*)(_nodes + ((ulong)node * Unit));

    private byte* DataOf(uint node) => (byte*)(At(node) + 1);

    private byte* ValueOf(uint node) => (byte*)At(node) + _valueOffset;

    private static uint BitOf(byte* data, uint index) => (uint)(data[index >> 3] >> (int)(7 - (index & 7))) & 1;

    private static ref uint Child(Node* node, uint bit) => ref bit == 0 ? ref node->Left : ref node->Right;

    /// <summary>How many bits two keys have in common, at most both prefix lengths.</summary>
    private uint Match(uint node, byte* key)
    {
        uint limit = Math.Min(At(node)->Prefix, *(uint*)key);
        byte* left = DataOf(node);
        byte* right = key + PrefixSize;
        int at = 0;
        for (; at + sizeof(ulong) <= _dataSize; at += sizeof(ulong))
        {
            ulong difference = *(ulong*)(left + at) ^ *(ulong*)(right + at);
            if (difference != 0)
                return Math.Min(limit, (uint)((at * 8) + BitOperations.LeadingZeroCount(BinaryPrimitives.ReverseEndianness(difference))));
        }

        for (; at < _dataSize; at++)
        {
            uint difference = (uint)(left[at] ^ right[at]);
            if (difference != 0)
                return Math.Min(limit, (uint)((at * 8) + BitOperations.LeadingZeroCount(difference) - 24));
        }

        return limit;
    }

    private uint FindLongest(byte* key) => _dataSize == sizeof(uint) ? FindLongestOf32(key) : FindLongestOfAny(key);

    private uint FindLongestOf32(byte* key)
    {
        uint keyPrefix = *(uint*)key;
        uint bits = BinaryPrimitives.ReverseEndianness(*(uint*)(key + PrefixSize));
        uint found = 0;
        uint at = Volatile.Read(ref _root);
        for (int steps = 0; at < _limit && steps < MaximumPath; steps++)
        {
            Node* node = At(at);
            uint prefix = node->Prefix;
            uint difference = BinaryPrimitives.ReverseEndianness(*(uint*)(node + 1)) ^ bits;
            if (at == 0 || prefix > keyPrefix || (uint)BitOperations.LeadingZeroCount(difference) < prefix)
                break;
            if (node->IsIntermediate == 0)
                found = at;
            if (prefix >= _maximum)
                break;
            at = Volatile.Read(ref Child(node, (bits << (int)prefix) >> 31));
        }

        return found;
    }

    private uint FindLongestOfAny(byte* key)
    {
        uint keyPrefix = *(uint*)key;
        uint found = 0;
        uint at = Volatile.Read(ref _root);
        for (int steps = 0; at != 0 && at < _limit && steps < MaximumPath; steps++)
        {
            Node* node = At(at);
            uint prefix = node->Prefix;
            if (prefix > keyPrefix || Match(at, key) < prefix)
                break;
            if (node->IsIntermediate == 0)
                found = at;
            if (prefix >= _maximum)
                break;
            at = Volatile.Read(ref Child(node, BitOf(key + PrefixSize, prefix)));
        }

        return found;
    }

    private uint FindExact(byte* key)
    {
        uint at = _root;
        while (at != 0)
        {
            Node* node = At(at);
            if (Match(at, key) != node->Prefix)
                return 0;
            if (node->Prefix == *(uint*)key)
                return node->IsIntermediate == 0 ? at : 0;
            at = Child(node, BitOf(key + PrefixSize, node->Prefix));
        }

        return 0;
    }

    private long Insert(byte* key, byte* value, ulong flags)
    {
        uint prefix = *(uint*)key;
        ref uint slot = ref _root;
        uint matching = 0;
        while (slot != 0)
        {
            Node* node = At(slot);
            matching = Match(slot, key);
            if (node->Prefix != matching || node->Prefix == prefix || node->Prefix == _maximum)
                break;
            slot = ref Child(node, BitOf(key + PrefixSize, node->Prefix));
        }

        uint old = slot;
        bool replaces = old != 0 && At(old)->Prefix == matching;
        bool isThere = replaces && At(old)->IsIntermediate == 0;
        long error = CheckPresence(isThere, flags);
        if (error != 0)
            return error;
        if (!isThere && _count == MaxEntries)
            return -Errno.ENOSPC;

        uint fresh = NewNode(prefix, key + PrefixSize);
        CopyIn(ValueOf(fresh), value);
        if (replaces)
        {
            At(fresh)->Left = At(old)->Left;
            At(fresh)->Right = At(old)->Right;
            SetLink(ref slot, fresh);
            Recycle(old);
        }
        else if (old == 0)
        {
            SetLink(ref slot, fresh);
        }
        else if (matching == prefix)
        {
            Child(At(fresh), BitOf(DataOf(old), matching)) = old;
            SetLink(ref slot, fresh);
        }
        else
        {
            uint parting = NewNode(matching, DataOf(old));
            uint bit = BitOf(key + PrefixSize, matching);
            At(parting)->IsIntermediate = 1;
            Child(At(parting), bit) = fresh;
            Child(At(parting), 1 - bit) = old;
            SetLink(ref slot, parting);
        }

        if (!isThere)
            _count++;
        return 0;
    }

    private long Remove(byte* key)
    {
        ref uint slot = ref _root;
        ref uint parentSlot = ref _root;
        uint parent = 0;
        uint matching = 0;
        while (slot != 0)
        {
            Node* node = At(slot);
            matching = Match(slot, key);
            if (node->Prefix != matching || node->Prefix == *(uint*)key)
                break;
            parent = slot;
            parentSlot = ref slot;
            slot = ref Child(node, BitOf(key + PrefixSize, node->Prefix));
        }

        uint found = slot;
        if (found == 0 || At(found)->Prefix != *(uint*)key || At(found)->Prefix != matching || At(found)->IsIntermediate != 0)
            return -Errno.ENOENT;
        _count--;
        Node* gone = At(found);
        if (gone->Left != 0 && gone->Right != 0)
        {
            // Still needed where its two children part.
            _version++;
            Interlocked.MemoryBarrier();
            gone->IsIntermediate = 1;
            Volatile.Write(ref _version, _version + 1);
        }
        else if (parent != 0 && At(parent)->IsIntermediate != 0 && gone->Left == 0 && gone->Right == 0)
        {
            // The parent only held the two apart: its other child takes its place.
            SetLink(ref parentSlot, At(parent)->Left == found ? At(parent)->Right : At(parent)->Left);
            Recycle(parent);
            Recycle(found);
        }
        else
        {
            SetLink(ref slot, gone->Left != 0 ? gone->Left : gone->Right);
            Recycle(found);
        }

        return 0;
    }

    /// <summary>The entry after a key: longer prefixes come before the shorter ones that hold them.</summary>
    private uint NextNode(byte* key)
    {
        if (_root == 0)
            return 0;
        if (key == null || *(uint*)key > _maximum)
            return FirstBelow(_root);
        uint* path = stackalloc uint[MaximumPath];
        int depth = -1;
        uint at = _root;
        uint matching = 0;
        while (at != 0)
        {
            path[++depth] = at;
            matching = Match(at, key);
            if (At(at)->Prefix != matching || At(at)->Prefix == *(uint*)key)
                break;
            at = Child(At(at), BitOf(key + PrefixSize, At(at)->Prefix));
        }

        if (at == 0 || At(at)->Prefix != matching || At(at)->IsIntermediate != 0)
            return FirstBelow(_root);
        for (; depth > 0; depth--)
        {
            Node* parent = At(path[depth - 1]);
            if (parent->Left == path[depth] && parent->Right != 0)
                return FirstBelow(parent->Right);
            if (parent->IsIntermediate == 0)
                return path[depth - 1];
        }

        return 0;
    }

    private uint FirstBelow(uint node)
    {
        while (true)
        {
            uint below = At(node)->Left != 0 ? At(node)->Left : At(node)->Right;
            if (below == 0)
                return node;
            node = below;
        }
    }

    private uint NewNode(uint prefix, byte* data)
    {
        uint node = _free;
        if (node != 0)
        {
            _free = At(node)->Left;
        }
        else
        {
            node = _used;
            _used += _stride / Unit;
        }

        *At(node) = new Node { Prefix = prefix };
        Copy(DataOf(node), data, _dataSize);
        return node;
    }

    private void Recycle(uint node)
    {
        At(node)->Left = _free;
        _free = node;
    }

    private void SetLink(ref uint slot, uint node)
    {
        _version++;
        Interlocked.MemoryBarrier();
        slot = node;
        Volatile.Write(ref _version, _version + 1);
    }
}
