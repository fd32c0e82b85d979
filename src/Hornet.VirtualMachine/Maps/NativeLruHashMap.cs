// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// <c>BPF_MAP_TYPE_LRU_HASH</c> and <c>BPF_MAP_TYPE_LRU_PERCPU_HASH</c>: a full map gives up the entry that was not used for longest. The kernel
/// approximates that order over batches of entries; here it is kept for each one.
/// </summary>
internal sealed unsafe class NativeLruHashMap : NativeHashBase
{
    private readonly LruList[] _lists;
    private readonly uint _entriesOfList;

    /// <summary>Creates the map.</summary>
    public NativeLruHashMap(MapRegistry registry, MapSpec spec, ValueFields fields)
        : this(registry, Rounded(spec, registry.CpuCount), fields, HasOwnLists(spec) ? (uint)registry.CpuCount : 1)
    {
    }

    private NativeLruHashMap(MapRegistry registry, MapSpec spec, ValueFields fields, uint lists)
        : base(registry, spec, fields, spec.Type == MapType.LruPerCpuHash, spec.MaxEntries, spec.MaxEntries)
    {
        _entriesOfList = MaxEntries / lists;
        _lists = new LruList[lists];
        for (uint list = 0; list < lists; list++)
            _lists[list] = new LruList(spec, Buckets, list * _entriesOfList, _entriesOfList);
    }

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu) => UpdateOn(key, value, flags, cpu, IsPerCpu ? cpu : -1);

    // The user side has no CPU of its own here; what it adds goes to the list of the first.
    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags) => ToError(UpdateOn(key, value, flags, 0, -1));

    /// <inheritdoc/>
    protected override void OnUse(uint element) => Buckets.View->At(element)->Use();

    /// <inheritdoc/>
    protected override void Drop(uint element)
    {
        ReleaseElement(element);
        ListOf(element).Free(element);
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        base.Free();
        foreach (LruList list in _lists)
            list.Dispose();
    }

    private static bool HasOwnLists(MapSpec spec) => (spec.Flags & (uint)MapCreateFlags.NoCommonLru) != 0;

    // With a list for each CPU, every list has the same number of entries, and at least one.
    private static MapSpec Rounded(MapSpec spec, int cpus)
    {
        if (!HasOwnLists(spec))
            return spec;
        ulong rounded = ((ulong)spec.MaxEntries + (uint)cpus - 1) / (uint)cpus * (uint)cpus;
        return spec with { MaxEntries = rounded > uint.MaxValue ? spec.MaxEntries / (uint)cpus * (uint)cpus : (uint)rounded };
    }

    private LruList ListOf(uint element) => _lists.Length == 1 ? _lists[0] : _lists[element / _entriesOfList];

    private long UpdateOn(byte* key, byte* value, ulong flags, int listCpu, int valueCpu)
    {
        if (IsUnknown(flags))
            return -Errno.EINVAL;
        uint hash = Buckets.Hash(key);
        Buckets.Lock(hash);
        uint old = Buckets.Find(key, hash);
        long error = CheckPresence(old != HashBuckets.None, flags);
        if (error == 0 && old != HashBuckets.None)
            Replace(old, value, valueCpu);
        Buckets.Unlock(hash);
        if (error != 0 || old != HashBuckets.None)
            return error;

        // Room is made before the bucket is locked: an eviction needs the lock of another one.
        LruList list = _lists[listCpu % _lists.Length];
        uint element = TakeElement(list);
        if (element == HashBuckets.None)
            return -Errno.ENOMEM;
        Copy(Buckets.Key(element), key, KeySize);
        WriteValue(element, value, valueCpu);
        Buckets.Lock(hash);
        old = Buckets.Find(key, hash);
        error = CheckPresence(old != HashBuckets.None, flags);
        if (error == 0 && old == HashBuckets.None)
        {
            Buckets.Insert(element, hash);
            list.List(element);
        }
        else
        {
            // Another update was faster.
            if (error == 0)
                Replace(old, value, valueCpu);
            list.Free(element, held: true);
        }

        Buckets.Unlock(hash);
        return error;
    }

    private void Replace(uint element, byte* value, int valueCpu)
    {
        if (IsPerCpu)
        {
            WriteCpuValues(element, value, valueCpu, isNew: false);
        }
        else
        {
            CopyIn(Buckets.Payload(element), value);
            ReleaseFields(Buckets.Payload(element));
        }

        OnUse(element);
    }

    private void WriteValue(uint element, byte* value, int valueCpu)
    {
        if (IsPerCpu)
        {
            WriteCpuValues(element, value, valueCpu, isNew: true);
            return;
        }

        CopyIn(Buckets.Payload(element), value);
        ClearFields(Buckets.Payload(element));
    }

    private uint TakeElement(LruList list)
    {
        uint element = list.Take(out bool evicted);
        if (evicted && element != HashBuckets.None)
        {
            uint hash = Buckets.HashOf(element);
            Buckets.Lock(hash);
            bool wasThere = Buckets.Unlink(element, hash);
            Buckets.Unlock(hash);
            if (wasThere)
                ReleaseElement(element);
        }

        return element;
    }
}
