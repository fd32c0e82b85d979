// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// A hash table in native memory: chained buckets of elements that never move. Look-ups take no lock; changes take the lock of their bucket.
/// </summary>
/// <remarks>
/// An element is a header, the key and a payload, the latter two rounded up to 8 bytes. Elements are numbered. The last link of a chain is a
/// marker with the bucket's number: a reader that was carried into another chain, because the element it stood on was deleted and used again,
/// sees the wrong marker and starts anew (Documentation/RCU/rculist_nulls.rst describes the idea). Empty heads are stored as 0, so that a large
/// table costs no memory before it is used.
/// </remarks>
internal sealed unsafe class HashBuckets : IDisposable
{
    /// <summary>No element.</summary>
    public const uint None = uint.MaxValue;

    private const uint Marker = 0x8000_0000;
    private const int HeaderSize = 16;
    private const int MaximumLocks = 256;
    private const int LockStride = 64 / sizeof(int);

    private readonly NativeBlock _headBlock;
    private readonly NativeBlock _elementBlock;
    private readonly NativeBlock _lockBlock;
    private readonly uint* _heads;
    private readonly byte* _elements;
    private readonly int* _locks;
    private readonly uint _mask;
    private readonly uint _lockMask;
    private readonly uint _stride;
    private readonly uint _capacity;
    private readonly int _keySize;
    private readonly ulong _seed;
    private long _free;
    private long _used;

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public uint Next;
        public uint Hash;
        public uint Link;
        public uint Mark;
    }

    /// <summary>Allocates a table.</summary>
    /// <param name="spec">The map it is for.</param>
    /// <param name="keySize">Size of a key in bytes.</param>
    /// <param name="payloadSize">Size in bytes of what follows the key.</param>
    /// <param name="bucketsFor">The number of entries the buckets are made for.</param>
    /// <param name="capacity">The number of elements.</param>
    public HashBuckets(MapSpec spec, int keySize, int payloadSize, uint bucketsFor, uint capacity)
    {
        uint count = BitOperations.RoundUpToPowerOf2(Math.Max(bucketsFor, 1));
        uint locks = Math.Min(count, MaximumLocks);
        _keySize = keySize;
        PayloadOffset = HeaderSize + ((keySize + 7) & ~7);
        _stride = (uint)(PayloadOffset + ((payloadSize + 7) & ~7));
        _mask = count - 1;
        _lockMask = locks - 1;
        _capacity = capacity;
        _seed = (spec.Flags & (uint)MapCreateFlags.ZeroSeed) != 0 ? 0 : (ulong)Random.Shared.NextInt64();
        _headBlock = MapValidation.Allocate(spec, (UInt128)count * sizeof(uint));
        _lockBlock = MapValidation.Allocate(spec, locks * LockStride * sizeof(int));
        _elementBlock = MapValidation.Allocate(spec, (UInt128)capacity * _stride);
        _heads = (uint*)_headBlock.Start;
        _locks = (int*)_lockBlock.Start;
        _elements = _elementBlock.Start;
    }

    /// <summary>Number of elements a table should have beyond its entries, so that every update under way can hold one.</summary>
    public static uint Spare(uint entries) => Math.Min(BitOperations.RoundUpToPowerOf2(Math.Max(entries, 1)), MaximumLocks);

    /// <summary>Number of buckets.</summary>
    public uint Count => _mask + 1;

    /// <summary>Bytes from the start of an element to its payload.</summary>
    public int PayloadOffset { get; }

    /// <summary>Bytes from an element to the next.</summary>
    public uint Stride => _stride;

    /// <summary>The first byte of the first element.</summary>
    public byte* Elements => _elements;

    /// <summary>The length of all elements in bytes.</summary>
    public ulong Length => (ulong)_capacity * _stride;

    /// <summary>The key of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Key(uint element) => _elements + ((ulong)element * _stride) + HeaderSize;

    /// <summary>The payload of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Payload(uint element) => _elements + ((ulong)element * _stride) + PayloadOffset;

    /// <summary>A word of the element's header for the map's own use.</summary>
    public ref uint Mark(uint element) => ref At(element)->Mark;

    /// <summary>The hash of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Hash(byte* key) => _keySize switch
    {
        4 => KeyHash.Of(*(uint*)key, _seed),
        8 => KeyHash.Of(*(ulong*)key, _seed),
        _ => KeyHash.Of(key, _keySize, _seed),
    };

    /// <summary>The bucket of a hash.</summary>
    public uint Bucket(uint hash) => hash & _mask;

    /// <summary>Finds the element of a key, or <see cref="None"/>. Takes no lock.</summary>
    public uint Find(byte* key, uint hash)
    {
        uint bucket = hash & _mask;
        while (true)
        {
            uint at = First(bucket);
            while ((at & Marker) == 0)
            {
                Header* header = At(at);
                if (header->Hash == hash && KeyEquals((byte*)header + HeaderSize, key))
                    return at;
                at = Volatile.Read(ref header->Next);
            }

            if (at == (Marker | bucket))
                return None;
        }
    }

    /// <summary>Locks the bucket of a hash.</summary>
    public void Lock(uint hash) => NativeLock.Acquire(_locks + ((hash & _lockMask) * LockStride));

    /// <summary>Unlocks the bucket of a hash.</summary>
    public void Unlock(uint hash) => NativeLock.Release(_locks + ((hash & _lockMask) * LockStride));

    /// <summary>The first element of a bucket, or <see cref="None"/>.</summary>
    public uint FirstIn(uint bucket)
    {
        uint first = First(bucket);
        return (first & Marker) != 0 ? None : first;
    }

    /// <summary>The element after one in its chain, or <see cref="None"/>.</summary>
    public uint NextOf(uint element)
    {
        uint next = Volatile.Read(ref At(element)->Next);
        return (next & Marker) != 0 ? None : next;
    }

    /// <summary>The hash of an element's key.</summary>
    public uint HashOf(uint element) => Volatile.Read(ref At(element)->Hash);

    /// <summary>Puts an element, whose key and payload are written, at the head of its chain. The bucket is locked.</summary>
    public void Link(uint element, uint hash)
    {
        uint bucket = hash & _mask;
        Header* header = At(element);
        header->Hash = hash;
        Volatile.Write(ref header->Next, First(bucket));
        Volatile.Write(ref _heads[bucket], element ^ (Marker | bucket));
    }

    /// <summary>Takes an element out of its chain. The bucket is locked.</summary>
    /// <returns>False when it was not there.</returns>
    public bool Unlink(uint element, uint hash)
    {
        uint bucket = hash & _mask;
        uint at = First(bucket);
        if (at == element)
        {
            Volatile.Write(ref _heads[bucket], At(element)->Next ^ (Marker | bucket));
            return true;
        }

        while ((at & Marker) == 0)
        {
            Header* header = At(at);
            if (header->Next == element)
            {
                Volatile.Write(ref header->Next, At(element)->Next);
                return true;
            }

            at = header->Next;
        }

        return false;
    }

    /// <summary>Takes a free element, or <see cref="None"/> when all are in use.</summary>
    public uint Take()
    {
        while (true)
        {
            long head = Volatile.Read(ref _free);
            uint top = (uint)head;
            if (top == 0)
                break;

            // The upper half counts, so that a head that went and came back is not taken for the same.
            long next = (long)((((ulong)head >> 32) + 1) << 32 | Volatile.Read(ref At(top - 1)->Link));
            if (Interlocked.CompareExchange(ref _free, next, head) == head)
                return top - 1;
        }

        if (Volatile.Read(ref _used) >= _capacity)
            return None;
        long fresh = Interlocked.Increment(ref _used) - 1;
        return fresh < _capacity ? (uint)fresh : None;
    }

    /// <summary>Gives an element back.</summary>
    public void Give(uint element)
    {
        while (true)
        {
            long head = Volatile.Read(ref _free);
            At(element)->Link = (uint)head;
            long next = (long)((((ulong)head >> 32) + 1) << 32 | (element + 1));
            if (Interlocked.CompareExchange(ref _free, next, head) == head)
                return;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _headBlock.Dispose();
        _lockBlock.Dispose();
        _elementBlock.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Header* At(uint element) => (Header*)(_elements + ((ulong)element * _stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint First(uint bucket) => Volatile.Read(ref _heads[bucket]) ^ (Marker | bucket);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool KeyEquals(byte* left, byte* right) => _keySize switch
    {
        4 => *(uint*)left == *(uint*)right,
        8 => *(ulong*)left == *(ulong*)right,
        _ => new ReadOnlySpan<byte>(left, _keySize).SequenceEqual(new ReadOnlySpan<byte>(right, _keySize)),
    };
}
