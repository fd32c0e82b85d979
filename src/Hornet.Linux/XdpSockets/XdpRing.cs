// SPDX-License-Identifier: Apache-2.0

namespace Hornet.Linux;

/// <summary>
/// A ring shared with the kernel: one side puts entries in and moves the producer's count on, the other takes them out and moves the consumer's. Both
/// counts only grow (and wrap at 2^32); the entry of a count is at its remainder by the size (linux/if_xdp.h, net/xdp/xsk_queue.h).
/// </summary>
/// <remarks>
/// What the other side wrote is seen once its count is, so counts of the other side are read with acquire and the own one is written with release
/// semantics.
/// </remarks>
internal sealed unsafe class XdpRing<TEntry> : IDisposable
    where TEntry : unmanaged
{
    private readonly MappedMemory _memory;
    private readonly uint* _producer;
    private readonly uint* _consumer;
    private readonly uint* _flags;
    private readonly TEntry* _entries;
    private readonly uint _mask;

    private XdpRing(MappedMemory memory, in XdpRingOffsets offsets, uint size)
    {
        _memory = memory;
        _producer = (uint*)(memory.Start + offsets.Producer);
        _consumer = (uint*)(memory.Start + offsets.Consumer);
        _flags = (uint*)(memory.Start + offsets.Flags);
        _entries = (TEntry*)(memory.Start + offsets.Entries);
        _mask = size - 1;
    }

    /// <summary>How many entries it holds.</summary>
    public uint Size => _mask + 1;

    /// <summary>How many entries were put in, read by the producer itself.</summary>
    public uint Produced => *_producer;

    /// <summary>How many entries were taken out, read by the consumer itself.</summary>
    public uint Consumed => *_consumer;

    /// <summary>For the consumer: how many entries there are to take.</summary>
    public uint Available => Volatile.Read(ref *_producer) - *_consumer;

    /// <summary>For the producer: how many entries there is room for.</summary>
    public uint Free => Size - (*_producer - Volatile.Read(ref *_consumer));

    /// <summary>For the producer: how many entries the other side has not taken.</summary>
    public uint Pending => *_producer - Volatile.Read(ref *_consumer);

    /// <summary>For the producer: whether the kernel sleeps until it is called. Anything put in is visible before this is asked.</summary>
    public bool NeedsWakeup
    {
        get
        {
            // The kernel sets the flag and then looks for entries; here entries are put in and then the flag is looked at. Neither may be reordered.
            Interlocked.MemoryBarrier();
            return (Volatile.Read(ref *_flags) & XdpSocketConstants.NeedWakeup) != 0;
        }
    }

    /// <summary>Maps a ring of a socket.</summary>
    /// <param name="doing">What is being done, for the error.</param>
    /// <param name="fd">The socket.</param>
    /// <param name="place">Which of its rings, as an offset to map.</param>
    /// <param name="offsets">Where the ring's parts are.</param>
    /// <param name="size">How many entries it holds.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static XdpRing<TEntry> Map(string doing, int fd, long place, in XdpRingOffsets offsets, int size)
    {
        nuint length = (nuint)offsets.Entries + ((nuint)size * (nuint)sizeof(TEntry));
        var memory = MappedMemory.TryMap(null, fd, place, length, isWritable: true, NativeMethods.MapShared | NativeMethods.MapPopulate, out int errno)
            ?? throw new SystemCallException(doing, "mmap", errno);
        return new XdpRing<TEntry>(memory, offsets, (uint)size);
    }

    /// <summary>The entry of a count.</summary>
    public ref TEntry this[uint count] => ref _entries[count & _mask];

    /// <summary>For the producer: makes entries visible that were put behind the last ones.</summary>
    public void Produce(uint count) => Volatile.Write(ref *_producer, *_producer + count);

    /// <summary>For the consumer: gives the places of entries back that were taken.</summary>
    public void Consume(uint count) => Volatile.Write(ref *_consumer, *_consumer + count);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
