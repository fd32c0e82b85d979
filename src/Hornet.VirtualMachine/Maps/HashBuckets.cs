// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.CompilerServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// A hash table in native memory: chained buckets of elements that never move. Look-ups take no lock; changes take the lock of their bucket.
/// </summary>
/// <remarks>
/// An element is a <see cref="HashElement"/>, the key and a payload, the latter two rounded up to 8 bytes. Elements are numbered. How chains end and
/// how readers follow them says <see cref="HashLookup{TKey}"/>. Empty heads are stored as 0, so that a large table costs no memory before it is used.
/// </remarks>
internal sealed unsafe class HashBuckets : IDisposable
{
    /// <summary>No element.</summary>
    public const uint None = uint.MaxValue;

    private const uint Marker = HashView.Marker;
    private const uint MaximumBuckets = Marker;
    private const int MaximumLocks = 256;
    private const int LockStride = 64 / sizeof(int);
    private const int ViewRoom = 2 * 64;

    private readonly NativeBlock _headBlock;
    private readonly NativeBlock _elementBlock;
    private readonly NativeBlock _lockBlock;
    private readonly HashView* _view;
    private readonly uint* _heads;
    private readonly int* _locks;
    private readonly uint _mask;
    private readonly uint _lockMask;
    private readonly uint _capacity;
    private long _free;
    private long _used;

    /// <summary>Allocates a table.</summary>
    /// <param name="spec">The map it is for.</param>
    /// <param name="keySize">Size of a key in bytes.</param>
    /// <param name="payloadSize">Size in bytes of what follows the key.</param>
    /// <param name="bucketsFor">The number of entries the buckets are made for.</param>
    /// <param name="capacity">The number of elements.</param>
    public HashBuckets(MapSpec spec, int keySize, int payloadSize, uint bucketsFor, uint capacity)
    {
        // Two buckets an entry: a head costs 4 bytes, and an element that is not the first of its chain a mispredicted branch.
        uint count = BitOperations.RoundUpToPowerOf2(Math.Clamp(bucketsFor, 1, MaximumBuckets / 2)) * 2;
        uint locks = Math.Min(count, MaximumLocks);
        PayloadOffset = HashElement.Size + ((keySize + 7) & ~7);
        Stride = (uint)(PayloadOffset + ((payloadSize + 7) & ~7));
        _mask = count - 1;
        _lockMask = locks - 1;
        _capacity = capacity;
        _headBlock = MapValidation.Allocate(spec, (UInt128)count * sizeof(uint));
        _lockBlock = MapValidation.Allocate(spec, ViewRoom + (locks * LockStride * sizeof(int)));
        _elementBlock = MapValidation.Allocate(spec, (UInt128)capacity * Stride);
        _heads = (uint*)_headBlock.Start;
        _locks = (int*)(_lockBlock.Start + ViewRoom);
        _view = (HashView*)_lockBlock.Start;
        *_view = new HashView
        {
            Heads = _heads,
            Elements = _elementBlock.Start,
            Seed = (spec.Flags & (uint)MapCreateFlags.ZeroSeed) != 0 ? 0 : (ulong)Random.Shared.NextInt64(),
            Mask = _mask,
            Stride = Stride,
            KeySize = keySize,
            PayloadOffset = PayloadOffset,
        };
    }

    /// <summary>Number of elements a table should have beyond its entries, so that every update under way can hold one.</summary>
    public static uint Spare(uint entries) => Math.Min(BitOperations.RoundUpToPowerOf2(Math.Max(entries, 1)), MaximumLocks);

    /// <summary>Number of buckets.</summary>
    public uint Count => _mask + 1;

    /// <summary>Bytes from the start of an element to its payload.</summary>
    public int PayloadOffset { get; }

    /// <summary>Bytes from an element to the next.</summary>
    public uint Stride { get; }

    /// <summary>The table as compiled code sees it; valid until <see cref="Dispose"/>.</summary>
    public HashView* View => _view;

    /// <summary>The first byte of the first element.</summary>
    public byte* Elements => _view->Elements;

    /// <summary>The length of all elements in bytes.</summary>
    public ulong Length => (ulong)_capacity * Stride;

    /// <summary>The key of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Key(uint element) => (byte*)At(element) + HashElement.Size;

    /// <summary>The payload of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Payload(uint element) => (byte*)At(element) + PayloadOffset;

    /// <summary>A link for elements that are not part of the map, and not free.</summary>
    public ref uint Link(uint element) => ref At(element)->Link;

    /// <summary>Whether an entry was used; see <see cref="HashElement.Used"/>.</summary>
    public ref uint Used(uint element) => ref At(element)->Used;

    /// <summary>The hash of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Hash(byte* key) => _view->KeySize switch
    {
        4 => HashKey4.Hash(key, _view),
        8 => HashKey8.Hash(key, _view),
        <= 16 => HashKeyShort.Hash(key, _view),
        _ => HashKeyLong.Hash(key, _view),
    };

    /// <summary>The bucket of a hash.</summary>
    public uint Bucket(uint hash) => hash & _mask;

    /// <summary>Finds the element of a key, or <see cref="None"/>. Takes no lock.</summary>
    public uint Find(byte* key, uint hash)
    {
        uint number;
        switch (_view->KeySize)
        {
            case 4:
                HashLookup<HashKey4>.Find(_view, key, hash, out number);
                break;
            case 8:
                HashLookup<HashKey8>.Find(_view, key, hash, out number);
                break;
            case <= 16:
                HashLookup<HashKeyShort>.Find(_view, key, hash, out number);
                break;
            default:
                HashLookup<HashKeyLong>.Find(_view, key, hash, out number);
                break;
        }

        return number;
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
    public void Insert(uint element, uint hash)
    {
        uint bucket = hash & _mask;
        HashElement* header = At(element);
        Volatile.Write(ref header->Hash, hash);
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
            HashElement* header = At(at);
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
    private HashElement* At(uint element) => _view->At(element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint First(uint bucket) => Volatile.Read(ref _heads[bucket]) ^ (Marker | bucket);
}
