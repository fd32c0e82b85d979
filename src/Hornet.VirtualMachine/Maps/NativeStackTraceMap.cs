// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary><c>BPF_MAP_TYPE_STACK_TRACE</c>: programs store call stacks and get a number for each; equal stacks get the same one.</summary>
internal sealed unsafe class NativeStackTraceMap : NativeMap, IStackTraceMap
{
    private const ulong ReuseStackId = 1 << 10;
    private const ulong FastStackCompare = 1 << 9;

    private readonly NativeBlock _block;
    private readonly byte* _buckets;
    private readonly uint _count;
    private readonly uint _stride;
    private readonly Lock _lock = new();
    private uint _used;

    private struct Header
    {
        public uint Hash;
        public uint Length;
    }

    /// <summary>Creates the map.</summary>
    public NativeStackTraceMap(MapRegistry registry, MapSpec spec)
        : base(registry, spec, ValueFields.None)
    {
        _count = System.Numerics.BitOperations.RoundUpToPowerOf2(MaxEntries);
        _stride = (uint)(sizeof(Header) + ValueStride);
        _block = MapValidation.Allocate(spec, (UInt128)_count * _stride);
        _buckets = _block.Start;
    }

    /// <summary>The most addresses of a stack.</summary>
    public int MaximumDepth => ValueSize / sizeof(ulong);

    /// <inheritdoc/>
    public long GetStackId(ReadOnlySpan<ulong> stack, ulong flags)
    {
        ReadOnlySpan<ulong> addresses = stack[..Math.Min(stack.Length, MaximumDepth)];
        if (addresses.IsEmpty)
            return -Errno.EFAULT;
        int size = addresses.Length * sizeof(ulong);
        uint hash;
        fixed (ulong* bytes = addresses)
            hash = KeyHash.Of((byte*)bytes, size, 0);
        uint id = hash & (_count - 1);
        lock (_lock)
        {
            Header* header = At(id);
            bool isTaken = header->Length != 0;
            bool isSame = isTaken && header->Hash == hash;
            if (isSame && (flags & FastStackCompare) != 0)
                return id;
            if (isSame && header->Length == size && addresses.SequenceEqual(new ReadOnlySpan<ulong>(header + 1, addresses.Length)))
                return id;
            if (isTaken && (flags & ReuseStackId) == 0)
                return -Errno.EEXIST;
            if (!isTaken && _used == MaxEntries)
                return -Errno.ENOMEM;
            _used += isTaken ? 0u : 1;
            addresses.CopyTo(new Span<ulong>(header + 1, addresses.Length));
            header->Hash = hash;
            header->Length = (uint)size;
            return id;
        }
    }

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu) => -Errno.EINVAL;

    /// <inheritdoc/>
    public override long Delete(byte* key)
    {
        uint id = *(uint*)key;
        if (id >= _count)
            return -Errno.E2BIG;
        lock (_lock)
        {
            if (At(id)->Length == 0)
                return -Errno.ENOENT;
            At(id)->Length = 0;
            _used--;
            return 0;
        }
    }

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags)
    {
        uint id = *(uint*)key;
        if (id >= _count)
            return MapError.NoEntry;
        lock (_lock)
        {
            Header* header = At(id);
            if (header->Length == 0)
                return MapError.NoEntry;
            new ReadOnlySpan<byte>(header + 1, (int)header->Length).CopyTo(new Span<byte>(value, ValueSize));
            new Span<byte>(value, ValueSize)[(int)header->Length..].Clear();
            return MapError.None;
        }
    }

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags) => MapError.Invalid;

    /// <inheritdoc/>
    public override MapError UserDelete(byte* key) => ToError(Delete(key));

    /// <inheritdoc/>
    public override MapError UserLookupAndDelete(byte* key, byte* value, ulong flags)
    {
        lock (_lock)
        {
            MapError error = UserLookup(key, value, flags);
            return error != MapError.None ? error : ToError(Delete(key));
        }
    }

    /// <inheritdoc/>
    public override MapError UserNextKey(byte* key, byte* nextKey)
    {
        lock (_lock)
        {
            uint id = 0;
            if (key != null && *(uint*)key < _count && At(*(uint*)key)->Length != 0)
                id = *(uint*)key + 1;
            while (id < _count && At(id)->Length == 0)
                id++;
            *(uint*)nextKey = id;
            return id < _count ? MapError.None : MapError.NoEntry;
        }
    }

    /// <inheritdoc/>
    protected override void Free() => _block.Dispose();

    private Header* At(uint id) => (Header*)(_buckets + ((ulong)id * _stride));
}
