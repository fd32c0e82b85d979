// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// What all hash maps share: look-up, deletion, walking, batches (Documentation/bpf/map_hash.rst). Kinds differ in where values are and where
/// elements come from.
/// </summary>
internal abstract unsafe class NativeHashBase : NativeMap
{
    private readonly NativeBlock? _cpuBlock;

    /// <summary>Allocates a hash map.</summary>
    /// <param name="registry">Where the map will be known.</param>
    /// <param name="spec">The definition.</param>
    /// <param name="fields">The kernel's fields in values.</param>
    /// <param name="perCpu">Whether there is a value for each CPU.</param>
    /// <param name="entries">The number of entries the buckets are made for.</param>
    /// <param name="elements">The number of elements.</param>
    /// <param name="storedSize">Size in bytes of what is stored for a value where that is not the value itself, or 0.</param>
    protected NativeHashBase(MapRegistry registry, MapSpec spec, ValueFields fields, bool perCpu, uint entries, uint elements, int storedSize = 0)
        : base(registry, spec, fields)
    {
        IsPerCpu = perCpu;
        Buckets = new HashBuckets(spec, KeySize, perCpu ? 0 : storedSize > 0 ? storedSize : ValueSize, entries, elements);
        string name = $"value of map {Name}";
        if (perCpu)
        {
            ulong length = (ulong)elements * (uint)CpuCount * (uint)ValueStride;
            _cpuBlock = MapValidation.Allocate(spec, (UInt128)elements * (uint)CpuCount * (uint)ValueStride);
            Buckets.View->CpuValues = _cpuBlock.Start;
            Buckets.View->CpuStride = (ulong)elements * (uint)ValueStride;
            Buckets.View->CpuElementStride = (uint)ValueStride;
            Regions = [new MemoryRegion(name, _cpuBlock.Start, length, (ulong)ValueStride, 0, (ulong)ValueSize, ProgramAccess)];
        }
        else if (storedSize == 0)
        {
            Regions =
            [
                new MemoryRegion(name, Buckets.Elements, Buckets.Length, Buckets.Stride, (ulong)Buckets.PayloadOffset, (ulong)ValueSize, ProgramAccess),
            ];
        }
        else
        {
            Regions = [];
        }
    }

    /// <inheritdoc/>
    public override bool IsPerCpu { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MemoryRegion> Regions { get; }

    /// <inheritdoc/>
    public override bool IsEnumerable => true;

    /// <inheritdoc/>
    public override BatchCommands Batches => BatchCommands.All;

    /// <summary>The entries as compiled code sees them; valid as long as the map.</summary>
    public HashView* View => Buckets.View;

    /// <summary>The entries.</summary>
    protected HashBuckets Buckets { get; }

    /// <inheritdoc/>
    public override byte* Lookup(byte* key, int cpu)
    {
        uint element = Buckets.Find(key, Buckets.Hash(key));
        if (element == HashBuckets.None)
            return null;
        OnUse(element);
        return Value(element, cpu);
    }

    /// <inheritdoc/>
    public override byte* LookupPerCpu(byte* key, uint cpu) => IsPerCpu && cpu < (uint)CpuCount ? Lookup(key, (int)cpu) : null;

    /// <inheritdoc/>
    public override long Delete(byte* key)
    {
        uint hash = Buckets.Hash(key);
        Buckets.Lock(hash);
        uint element = Buckets.Find(key, hash);
        if (element != HashBuckets.None)
            Buckets.Unlink(element, hash);
        Buckets.Unlock(hash);
        if (element == HashBuckets.None)
            return -Errno.ENOENT;
        Drop(element);
        return 0;
    }

    /// <inheritdoc/>
    public override bool MoveNext(ref ElementCursor cursor, int cpu)
    {
        // The position is the next bucket. What follows in the chain is fixed now: the callback may delete the element it is shown.
        uint element = cursor.Key == null ? HashBuckets.None : cursor.Next;
        while (element == HashBuckets.None && cursor.Position < Buckets.Count)
            element = Buckets.FirstIn((uint)cursor.Position++);
        if (element == HashBuckets.None)
            return false;
        cursor.Next = Buckets.NextOf(element);
        cursor.Key = Buckets.Key(element);
        cursor.Value = Value(element, cpu);
        return true;
    }

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags)
    {
        uint element = Buckets.Find(key, Buckets.Hash(key));
        if (element == HashBuckets.None)
            return MapError.NoEntry;
        CopyToUser(element, value, flags);
        return MapError.None;
    }

    /// <inheritdoc/>
    public override MapError UserDelete(byte* key) => ToError(Delete(key));

    /// <inheritdoc/>
    public override MapError UserNextKey(byte* key, byte* nextKey)
    {
        uint bucket = 0;
        uint next = HashBuckets.None;
        if (key != null)
        {
            uint hash = Buckets.Hash(key);
            uint element = Buckets.Find(key, hash);
            if (element != HashBuckets.None)
            {
                next = Buckets.NextOf(element);
                bucket = Buckets.Bucket(hash) + 1;
            }
        }

        for (; next == HashBuckets.None && bucket < Buckets.Count; bucket++)
            next = Buckets.FirstIn(bucket);
        if (next == HashBuckets.None)
            return MapError.NoEntry;
        Copy(nextKey, Buckets.Key(next), KeySize);
        return MapError.None;
    }

    /// <inheritdoc/>
    public override MapError UserLookupAndDelete(byte* key, byte* value, ulong flags)
    {
        uint hash = Buckets.Hash(key);
        Buckets.Lock(hash);
        uint element = Buckets.Find(key, hash);
        if (element != HashBuckets.None)
        {
            CopyToUser(element, value, flags);
            Buckets.Unlink(element, hash);
        }

        Buckets.Unlock(hash);
        if (element == HashBuckets.None)
            return MapError.NoEntry;
        Drop(element);
        return MapError.None;
    }

    /// <inheritdoc/>
    public override MapError UserLookupBatch(ref ulong cursor, byte* keys, byte* values, ref uint count, ulong flags, bool delete)
    {
        uint room = count;
        count = 0;
        if (room == 0)
            return MapError.None;
        if (cursor >= Buckets.Count)
            return MapError.NoEntry;
        for (uint bucket = (uint)cursor; bucket < Buckets.Count; bucket++)
        {
            cursor = bucket;
            if (Buckets.FirstIn(bucket) == HashBuckets.None)
                continue;
            if (!CopyBucket(bucket, room - count, keys + ((ulong)count * (uint)KeySize), values + ((ulong)count * (uint)UserValueSize), flags, delete, out uint copied))
                return count == 0 ? MapError.NoSpace : MapError.None;
            count += copied;
        }

        cursor = Buckets.Count;
        return MapError.NoEntry;
    }

    /// <summary>The value of an element that a CPU sees.</summary>
    protected byte* Value(uint element, int cpu) => IsPerCpu ? Buckets.View->CpuValue(element, cpu) : Buckets.Payload(element);

    /// <summary>Told when a program looks an element up.</summary>
    protected virtual void OnUse(uint element)
    {
    }

    /// <summary>Gives back an element that is no longer part of the map.</summary>
    protected abstract void Drop(uint element);

    /// <summary>Copies the value of an element in the form the user side exchanges.</summary>
    protected virtual void CopyToUser(uint element, byte* value, ulong flags)
    {
        if (!IsPerCpu)
        {
            CopyOut(value, Buckets.Payload(element), WantsLock(flags));
            return;
        }

        for (int cpu = 0; cpu < CpuCount; cpu++)
            CopyOutPadded(value + (cpu * ValueStride), Value(element, cpu));
    }

    /// <summary>Writes the values of a per-CPU element.</summary>
    /// <param name="element">The element.</param>
    /// <param name="value">One value, or one for each CPU.</param>
    /// <param name="cpu">The CPU the one value is for, or -1 for all CPUs.</param>
    /// <param name="isNew">Whether the other CPUs' values must become zero.</param>
    protected void WriteCpuValues(uint element, byte* value, int cpu, bool isNew)
    {
        for (int each = 0; each < CpuCount; each++)
        {
            byte* slot = Value(element, each);
            if (cpu < 0)
            {
                CopyInPadded(slot, value + (each * ValueStride));
                ReleaseFields(slot);
            }
            else if (each == cpu)
            {
                CopyIn(slot, value);
                ReleaseFields(slot);
            }
            else if (isNew)
            {
                new Span<byte>(slot, ValueStride).Clear();
            }
        }
    }

    /// <summary>Releases what the values of an element own.</summary>
    protected void ReleaseElement(uint element)
    {
        if (!Fields.HasOwned)
            return;
        for (int cpu = 0; cpu < (IsPerCpu ? CpuCount : 1); cpu++)
            ReleaseFields(Value(element, cpu));
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        Buckets.Dispose();
        _cpuBlock?.Dispose();
    }

    private bool CopyBucket(uint bucket, uint room, byte* keys, byte* values, ulong flags, bool delete, out uint copied)
    {
        copied = 0;
        uint dropped = HashBuckets.None;
        Buckets.Lock(bucket);
        uint length = 0;
        for (uint at = Buckets.FirstIn(bucket); at != HashBuckets.None; at = Buckets.NextOf(at))
            length++;
        if (length > room)
        {
            Buckets.Unlock(bucket);
            return false;
        }

        for (uint at = Buckets.FirstIn(bucket); at != HashBuckets.None;)
        {
            uint next = Buckets.NextOf(at);
            Copy(keys + ((ulong)copied * (uint)KeySize), Buckets.Key(at), KeySize);
            CopyToUser(at, values + ((ulong)copied * (uint)UserValueSize), flags);
            copied++;
            if (delete)
            {
                Buckets.Unlink(at, bucket);
                Buckets.Link(at) = dropped;
                dropped = at;
            }

            at = next;
        }

        Buckets.Unlock(bucket);
        while (dropped != HashBuckets.None)
        {
            uint next = Buckets.Link(dropped);
            Drop(dropped);
            dropped = next;
        }

        return true;
    }
}
