// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary><c>BPF_MAP_TYPE_HASH</c> and <c>BPF_MAP_TYPE_PERCPU_HASH</c>.</summary>
/// <remarks>
/// Replacing a value writes a new element and takes the old one out, so that a reader sees one value or the other; per-CPU values are replaced
/// where they are.
/// </remarks>
internal sealed unsafe class NativeHashMap : NativeHashBase
{
    private int _count;

    /// <summary>Creates the map.</summary>
    public NativeHashMap(MapRegistry registry, MapSpec spec, ValueFields fields)
        : base(registry, spec, fields, spec.Type == MapType.PerCpuHash, spec.MaxEntries, spec.MaxEntries + HashBuckets.Spare(spec.MaxEntries))
    {
    }

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu) =>
        IsPerCpu ? UpdateCpuValues(key, value, flags, cpu) : UpdateValue(key, value, flags);

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags) =>
        ToError(IsPerCpu ? UpdateCpuValues(key, value, flags, -1) : UpdateValue(key, value, flags));

    /// <inheritdoc/>
    protected override void Drop(uint element)
    {
        ReleaseElement(element);
        Interlocked.Decrement(ref _count);
        Buckets.Give(element);
    }

    private long UpdateValue(byte* key, byte* value, ulong flags)
    {
        bool locked = WantsLock(flags);
        if (IsUnknown(WithoutLock(flags)) || (locked && Fields.SpinLockOffset < 0))
            return -Errno.EINVAL;
        uint hash = Buckets.Hash(key);
        Buckets.Lock(hash);
        uint old = Buckets.Find(key, hash);
        bool isThere = old != HashBuckets.None;
        long error = CheckPresence(isThere, flags);
        if (error == 0 && isThere && locked)
            CopyIn(Buckets.Payload(old), value, locked: true);
        else if (error == 0)
            error = Insert(key, value, hash, old);
        Buckets.Unlock(hash);
        if (error == 0 && isThere && !locked)
        {
            ReleaseElement(old);
            Buckets.Give(old);
        }

        return error;
    }

    private long Insert(byte* key, byte* value, uint hash, uint old)
    {
        if (old == HashBuckets.None && !TryCount())
            return -Errno.E2BIG;
        uint element = Buckets.Take();
        if (element == HashBuckets.None)
            return -Errno.E2BIG;
        Copy(Buckets.Key(element), key, KeySize);
        byte* slot = Buckets.Payload(element);
        CopyIn(slot, value);
        ClearFields(slot);
        Buckets.Insert(element, hash);
        if (old != HashBuckets.None)
            Buckets.Unlink(old, hash);
        return 0;
    }

    private long UpdateCpuValues(byte* key, byte* value, ulong flags, int cpu)
    {
        if (IsUnknown(flags))
            return -Errno.EINVAL;
        uint hash = Buckets.Hash(key);
        Buckets.Lock(hash);
        uint element = Buckets.Find(key, hash);
        bool isThere = element != HashBuckets.None;
        long error = CheckPresence(isThere, flags);
        if (error == 0 && isThere)
        {
            WriteCpuValues(element, value, cpu, isNew: false);
        }
        else if (error == 0)
        {
            element = TryCount() ? Buckets.Take() : HashBuckets.None;
            if (element == HashBuckets.None)
            {
                error = -Errno.E2BIG;
            }
            else
            {
                Copy(Buckets.Key(element), key, KeySize);
                WriteCpuValues(element, value, cpu, isNew: true);
                Buckets.Insert(element, hash);
            }
        }

        Buckets.Unlock(hash);
        return error;
    }

    private bool TryCount()
    {
        if ((uint)Interlocked.Increment(ref _count) <= MaxEntries)
            return true;
        Interlocked.Decrement(ref _count);
        return false;
    }
}
