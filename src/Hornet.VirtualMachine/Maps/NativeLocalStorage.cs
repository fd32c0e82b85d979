// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// Local storage of sockets, tasks, inodes and cgroups (Documentation/bpf/map_sk_storage.rst, map_cgrp_storage.rst), and the deprecated kinds for
/// cgroups: a value for each object. Objects are the simulated ones; a number stands for each, the address that programs know it by.
/// </summary>
internal sealed unsafe class NativeLocalStorage : NativeHashBase, ILocalStorageMap
{
    /// <summary>The most objects with a value.</summary>
    public const uint MaximumObjects = 1 << 16;

    private readonly bool _isDeprecatedKind;

    /// <summary>Creates the map.</summary>
    public NativeLocalStorage(MapRegistry registry, MapSpec spec, ValueFields fields)
        : base(registry, WithObjectKey(spec), fields, spec.Type == MapType.PerCpuCgroupStorageDeprecated, MaximumObjects, MaximumObjects)
    {
        _isDeprecatedKind = spec.Type is MapType.CgroupStorageDeprecated or MapType.PerCpuCgroupStorageDeprecated;
        UserKeySize = (int)spec.KeySize;
        UserSpec = spec;
    }

    /// <summary>The definition as the object has it: the key on the user side is a file descriptor or a cgroup's id.</summary>
    public MapSpec UserSpec { get; }

    /// <summary>Size of a key on the user side in bytes.</summary>
    public int UserKeySize { get; }

    /// <inheritdoc/>
    public override bool IsEnumerable => false;

    /// <inheritdoc/>
    public override BatchCommands Batches => BatchCommands.None;

    /// <summary>Turns what the user side has for a key (a process id, a socket's number) into the number of the object. Without it both are the same.</summary>
    public Func<ulong, ulong>? ObjectOfKey { get; set; }

    /// <inheritdoc/>
    public byte* GetStorage(ulong owner, byte* initial, bool create, int cpu = 0)
    {
        byte* found = Lookup((byte*)&owner, cpu);
        if (found != null || !create)
            return found;
        Store(owner, initial, (ulong)MapUpdateFlags.NoExist, create: true);
        return Lookup((byte*)&owner, cpu);
    }

    /// <inheritdoc/>
    public long DeleteStorage(ulong owner) => base.Delete((byte*)&owner);

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu) => -Errno.EOPNOTSUPP;

    /// <inheritdoc/>
    public override long Delete(byte* key) => -Errno.EINVAL;

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags)
    {
        ulong owner = Owner(key);
        return base.UserLookup((byte*)&owner, value, flags);
    }

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags)
    {
        bool locked = WantsLock(flags);
        if (IsUnknown(WithoutLock(flags)) || (locked && Fields.SpinLockOffset < 0))
            return MapError.Invalid;
        if (_isDeprecatedKind && WithoutLock(flags) == (ulong)MapUpdateFlags.NoExist)
            return MapError.Invalid;
        return ToError(Store(Owner(key), value, flags, create: !_isDeprecatedKind));
    }

    /// <inheritdoc/>
    public override MapError UserDelete(byte* key) => _isDeprecatedKind ? MapError.Invalid : ToError(DeleteStorage(Owner(key)));

    /// <inheritdoc/>
    public override MapError UserNextKey(byte* key, byte* nextKey)
    {
        if (!_isDeprecatedKind)
            return MapError.NotSupportedInternally;
        ulong owner = key == null ? 0 : Owner(key);
        ulong next;
        MapError error = base.UserNextKey(key == null ? null : (byte*)&owner, (byte*)&next);
        if (error == MapError.None)
        {
            new Span<byte>(nextKey, UserKeySize).Clear();
            *(ulong*)nextKey = next;
        }

        return error;
    }

    /// <inheritdoc/>
    public override MapError UserLookupAndDelete(byte* key, byte* value, ulong flags) => MapError.NotSupportedInternally;

    /// <inheritdoc/>
    protected override void Drop(uint element)
    {
        ReleaseElement(element);
        Buckets.Give(element);
    }

    private static MapSpec WithObjectKey(MapSpec spec) => spec with { KeySize = sizeof(ulong) };

    private ulong Owner(byte* key)
    {
        ulong number = UserKeySize >= sizeof(ulong) ? *(ulong*)key : *(uint*)key;
        return ObjectOfKey is { } translate ? translate(number) : number;
    }

    private long Store(ulong owner, byte* value, ulong flags, bool create)
    {
        byte* key = (byte*)&owner;
        uint hash = Buckets.Hash(key);
        Buckets.Lock(hash);
        uint element = Buckets.Find(key, hash);
        bool isThere = element != HashBuckets.None;
        long error = CheckPresence(isThere, flags);
        if (error == 0 && !isThere)
        {
            element = create ? Buckets.Take() : HashBuckets.None;
            if (element == HashBuckets.None)
                error = create ? -Errno.ENOMEM : -Errno.ENOENT;
        }

        if (error == 0)
            Write(element, owner, value, flags, isThere);
        if (error == 0 && !isThere)
            Buckets.Insert(element, hash);
        Buckets.Unlock(hash);
        return error;
    }

    private void Write(uint element, ulong owner, byte* value, ulong flags, bool isThere)
    {
        *(ulong*)Buckets.Key(element) = owner;
        if (value == null)
        {
            for (int cpu = 0; cpu < (IsPerCpu ? CpuCount : 1); cpu++)
                new Span<byte>(Value(element, cpu), ValueStride).Clear();
        }
        else if (IsPerCpu)
        {
            WriteCpuValues(element, value, -1, isNew: !isThere);
        }
        else
        {
            CopyIn(Buckets.Payload(element), value, isThere && WantsLock(flags));
            if (isThere)
                ReleaseFields(Buckets.Payload(element));
            else
                ClearFields(Buckets.Payload(element));
        }
    }
}
