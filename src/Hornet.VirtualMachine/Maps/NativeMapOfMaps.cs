// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>What both kinds of maps of maps share (Documentation/bpf/map_of_maps.rst): which maps may be put into them.</summary>
internal static class InnerMaps
{
    /// <summary>Finds the map with a number, checks that it is like the template, and holds it for the outer map.</summary>
    /// <returns><see cref="MapError.BadDescriptor"/> when there is none, <see cref="MapError.Invalid"/> when it is different.</returns>
    public static MapError Find(NativeMap outer, uint id, out NativeMap? inner)
    {
        inner = outer.Registry.Open(id);
        if (inner is null)
            return MapError.BadDescriptor;
        if (IsLike(inner, outer.Spec.InnerMap!))
            return MapError.None;
        inner.ReleaseReference();
        inner = null;
        return MapError.Invalid;
    }

    /// <summary>
    /// Whether a map can stand for the template: programs were checked against the template's kind and sizes. Arrays must also have its length,
    /// unless the template was made with <c>BPF_F_INNER_MAP</c>.
    /// </summary>
    private static bool IsLike(NativeMap inner, MapSpec template)
    {
        bool isSame = inner.Type == template.Type && inner.KeySize == template.KeySize && inner.ValueSize == template.ValueSize
            && (uint)inner.Flags == template.Flags;
        bool isFixed = template.Type is MapType.Array or MapType.PerCpuArray or MapType.XskMap or MapType.RingBuffer or MapType.UserRingBuffer;
        return isSame && (inner.MaxEntries == template.MaxEntries || !isFixed || (inner.Flags & MapCreateFlags.InnerMap) != 0
            || inner.Type is MapType.RingBuffer or MapType.UserRingBuffer);
    }
}

/// <summary><c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c>.</summary>
internal sealed unsafe class NativeArrayOfMaps : NativeIndexedMap
{
    private const uint MaximumSlots = 1 << 26;

    private readonly NativeMap?[] _maps;

    /// <summary>Creates the map.</summary>
    public NativeArrayOfMaps(MapRegistry registry, MapSpec spec)
        : base(registry, spec, ValueFields.None)
    {
        if (MaxEntries > MaximumSlots)
            throw MapValidation.Refused(spec, MapError.NoMemory, "too many entries");
        _maps = new NativeMap?[MaxEntries];
    }

    /// <inheritdoc/>
    public override byte* Lookup(byte* key, int cpu)
    {
        uint index = *(uint*)key;
        return index < (uint)_maps.Length && Volatile.Read(ref _maps[index]) is { } inner ? (byte*)inner.Handle : null;
    }

    /// <inheritdoc/>
    public override long Delete(byte* key)
    {
        uint index = *(uint*)key;
        if (index >= (uint)_maps.Length)
            return -Errno.E2BIG;
        NativeMap? old = Interlocked.Exchange(ref _maps[index], null);
        old?.ReleaseReference();
        return old is null ? -Errno.ENOENT : 0;
    }

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags)
    {
        uint index = *(uint*)key;
        if (index >= (uint)_maps.Length || Volatile.Read(ref _maps[index]) is not { } inner)
            return MapError.NoEntry;
        *(uint*)value = inner.Id;
        return MapError.None;
    }

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags)
    {
        uint index = *(uint*)key;
        if (flags != 0)
            return MapError.Invalid;
        if (index >= (uint)_maps.Length)
            return MapError.TooBig;
        MapError error = InnerMaps.Find(this, *(uint*)value, out NativeMap? inner);
        if (error != MapError.None)
            return error;
        Interlocked.Exchange(ref _maps[index], inner)?.ReleaseReference();
        return MapError.None;
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        for (int index = 0; index < _maps.Length; index++)
            Interlocked.Exchange(ref _maps[index], null)?.ReleaseReference();
    }
}

/// <summary><c>BPF_MAP_TYPE_HASH_OF_MAPS</c>: the payload of an entry is the inner map's handle and number.</summary>
internal sealed unsafe class NativeHashOfMaps : NativeHashBase
{
    private int _count;

    /// <summary>Creates the map.</summary>
    public NativeHashOfMaps(MapRegistry registry, MapSpec spec)
        : base(registry, spec, ValueFields.None, perCpu: false, spec.MaxEntries, spec.MaxEntries + HashBuckets.Spare(spec.MaxEntries), 2 * sizeof(ulong))
    {
    }

    /// <inheritdoc/>
    public override bool IsEnumerable => false;

    /// <inheritdoc/>
    public override byte* Lookup(byte* key, int cpu)
    {
        byte* entry = base.Lookup(key, cpu);
        return entry == null ? null : (byte*)Volatile.Read(ref *(ulong*)entry);
    }

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags)
    {
        MapError error = InnerMaps.Find(this, *(uint*)value, out NativeMap? inner);
        if (error != MapError.None)
            return error;
        error = Store(key, inner!, flags);
        if (error != MapError.None)
            inner!.ReleaseReference();
        return error;
    }

    /// <inheritdoc/>
    protected override void CopyToUser(uint element, byte* value, ulong flags) => *(uint*)value = (uint)((ulong*)Buckets.Payload(element))[1];

    /// <inheritdoc/>
    protected override void Drop(uint element)
    {
        Interlocked.Decrement(ref _count);
        GiveBack(element);
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        for (uint bucket = 0; bucket < Buckets.Count; bucket++)
        {
            for (uint at = Buckets.FirstIn(bucket); at != HashBuckets.None; at = Buckets.NextOf(at))
                Registry.Find((uint)((ulong*)Buckets.Payload(at))[1])?.ReleaseReference();
        }

        base.Free();
    }

    private MapError Store(byte* key, NativeMap inner, ulong flags)
    {
        if (IsUnknown(flags))
            return MapError.Invalid;
        uint hash = Buckets.Hash(key);
        Buckets.Lock(hash);
        uint old = Buckets.Find(key, hash);
        bool isThere = old != HashBuckets.None;
        long result = CheckPresence(isThere, flags);
        if (result == 0 && !isThere && (uint)Interlocked.Increment(ref _count) > MaxEntries)
        {
            Interlocked.Decrement(ref _count);
            result = -Errno.E2BIG;
        }

        uint element = result == 0 ? Buckets.Take() : HashBuckets.None;
        if (element != HashBuckets.None)
        {
            Copy(Buckets.Key(element), key, KeySize);
            ((ulong*)Buckets.Payload(element))[0] = inner.Handle;
            ((ulong*)Buckets.Payload(element))[1] = inner.Id;
            Buckets.Insert(element, hash);
            if (isThere)
                Buckets.Unlink(old, hash);
        }

        Buckets.Unlock(hash);
        if (result == 0 && isThere)
            GiveBack(old);
        return ToError(result);
    }

    private void GiveBack(uint element)
    {
        NativeMap? inner = Registry.Find((uint)((ulong*)Buckets.Payload(element))[1]);
        Buckets.Give(element);
        inner?.ReleaseReference();
    }
}
