// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// Maps of places that packets can be sent to: <c>DEVMAP</c>, <c>CPUMAP</c>, <c>XSKMAP</c>, <c>SOCKMAP</c>, <c>REUSEPORT_SOCKARRAY</c>
/// (Documentation/bpf/map_devmap.rst and its relatives). There is no network behind the virtual machine: the user side stores interface indices,
/// queue sizes and numbers of sockets, and the redirect helpers record where a packet would have gone.
/// </summary>
internal sealed unsafe class NativeRedirectArray : NativeIndexedMap
{
    private const uint MaximumQueue = 16384;

    private readonly NativeBlock _block;
    private readonly byte* _slots;

    // A slot is a value of up to 8 bytes and a word that says whether it is there.
    private const int SlotSize = 16;
    private const int PresenceOffset = 8;

    /// <summary>Creates the map.</summary>
    public NativeRedirectArray(MapRegistry registry, MapSpec spec)
        : base(registry, spec, ValueFields.None)
    {
        _block = MapValidation.Allocate(spec, (UInt128)MaxEntries * SlotSize);
        _slots = _block.Start;
        Regions = [new MemoryRegion($"value of map {Name}", _slots, (ulong)MaxEntries * SlotSize, SlotSize, 0, (ulong)ValueSize, MemoryAccess.Read)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MemoryRegion> Regions { get; }

    /// <inheritdoc/>
    public override BatchCommands Batches => BatchCommands.None;

    /// <inheritdoc/>
    public override byte* Lookup(byte* key, int cpu)
    {
        uint index = *(uint*)key;
        if (index >= MaxEntries)
            return null;
        byte* slot = Slot(index);
        return IsThere(slot) ? slot : null;
    }

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu) =>
        Type is MapType.SockMap ? -(long)UserUpdate(key, value, flags) : -Errno.EOPNOTSUPP;

    /// <inheritdoc/>
    public override long Delete(byte* key)
    {
        uint index = *(uint*)key;
        if (index >= MaxEntries)
            return Type == MapType.ReuseportSockArray ? -Errno.E2BIG : -Errno.EINVAL;
        bool wasThere = Interlocked.Exchange(ref *(int*)(Slot(index) + PresenceOffset), 0) != 0;
        return wasThere ? 0 : Type switch
        {
            MapType.SockMap => -Errno.EINVAL,
            MapType.ReuseportSockArray => -Errno.ENOENT,
            _ => 0,
        };
    }

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags)
    {
        // What the kernel gives for a socket is its cookie, which needs 8 bytes.
        if (Type == MapType.XskMap)
            return MapError.NotSupported;
        if (Type is MapType.SockMap or MapType.ReuseportSockArray && ValueSize != sizeof(ulong))
            return MapError.NoSpace;
        byte* slot = Lookup(key, 0);
        if (slot == null)
            return MapError.NoEntry;
        Copy(value, slot, ValueSize);
        return MapError.None;
    }

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags)
    {
        uint index = *(uint*)key;
        uint first = *(uint*)value;
        if (IsUnknown(flags))
            return MapError.Invalid;
        if (index >= MaxEntries)
            return MapError.TooBig;
        if (Type is MapType.DeviceMap or MapType.CpuMap)
        {
            if (flags == (ulong)MapUpdateFlags.NoExist)
                return MapError.Exists;
            if (Type == MapType.CpuMap && first > MaximumQueue)
                return MapError.Overflow;
            if (Type == MapType.CpuMap && index >= (uint)CpuCount)
                return MapError.NoDevice;
            if (Type == MapType.DeviceMap && first == 0 && ValueSize == sizeof(ulong) && ((int*)value)[1] > 0)
                return MapError.Invalid;
        }
        else
        {
            MapError error = ToError(CheckPresence(IsThere(Slot(index)), flags));
            if (error != MapError.None)
                return error;
        }

        // An interface or queue of 0 empties the slot.
        byte* slot = Slot(index);
        bool empties = first == 0 && Type is MapType.DeviceMap or MapType.CpuMap;
        Copy(slot, value, ValueSize);
        Volatile.Write(ref *(int*)(slot + PresenceOffset), empties ? 0 : 1);
        return MapError.None;
    }

    /// <inheritdoc/>
    protected override void Free() => _block.Dispose();

    private static bool IsThere(byte* slot) => Volatile.Read(ref *(int*)(slot + PresenceOffset)) != 0;

    private byte* Slot(uint index) => _slots + ((ulong)index * SlotSize);
}

/// <summary>The same for <c>DEVMAP_HASH</c> and <c>SOCKHASH</c>, which have keys of their own.</summary>
internal sealed unsafe class NativeRedirectHash : NativeHashBase
{
    private int _count;

    /// <summary>Creates the map.</summary>
    public NativeRedirectHash(MapRegistry registry, MapSpec spec)
        : base(registry, spec, ValueFields.None, perCpu: false, spec.MaxEntries, spec.MaxEntries)
    {
    }

    /// <inheritdoc/>
    public override bool IsEnumerable => false;

    /// <inheritdoc/>
    public override BatchCommands Batches => BatchCommands.None;

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu) =>
        Type == MapType.SockHash ? -(long)UserUpdate(key, value, flags) : -Errno.EOPNOTSUPP;

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags) =>
        Type == MapType.SockHash && ValueSize != sizeof(ulong) ? MapError.NoSpace : base.UserLookup(key, value, flags);

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags)
    {
        if (IsUnknown(flags) || (Type == MapType.DeviceMapHash && *(uint*)value == 0))
            return MapError.Invalid;
        uint hash = Buckets.Hash(key);
        Buckets.Lock(hash);
        uint element = Buckets.Find(key, hash);
        bool isThere = element != HashBuckets.None;
        long error = CheckPresence(isThere, flags);
        if (error == 0 && !isThere)
        {
            element = (uint)Interlocked.Increment(ref _count) <= MaxEntries ? Buckets.Take() : HashBuckets.None;
            if (element == HashBuckets.None)
            {
                Interlocked.Decrement(ref _count);
                error = -Errno.E2BIG;
            }
        }

        if (error == 0)
        {
            Copy(Buckets.Key(element), key, KeySize);
            Copy(Buckets.Payload(element), value, ValueSize);
            if (!isThere)
                Buckets.Insert(element, hash);
        }

        Buckets.Unlock(hash);
        return ToError(error);
    }

    /// <inheritdoc/>
    public override MapError UserLookupAndDelete(byte* key, byte* value, ulong flags) => MapError.NotSupportedInternally;

    /// <inheritdoc/>
    protected override void Drop(uint element)
    {
        Interlocked.Decrement(ref _count);
        Buckets.Give(element);
    }
}
