// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>What all maps with an index for a key share: how they are walked, and that their entries are always there.</summary>
internal abstract unsafe class NativeIndexedMap : NativeMap
{
    /// <summary>Sets up what index-keyed maps share.</summary>
    protected NativeIndexedMap(MapRegistry registry, MapSpec spec, ValueFields fields)
        : base(registry, spec, fields)
    {
    }

    /// <inheritdoc/>
    public override BatchCommands Batches => BatchCommands.OfArrays;

    /// <inheritdoc/>
    public override long Delete(byte* key) => -Errno.EINVAL;

    /// <inheritdoc/>
    public override MapError UserDelete(byte* key) => ToError(Delete(key));

    /// <inheritdoc/>
    public override MapError UserNextKey(byte* key, byte* nextKey)
    {
        uint index = key == null ? uint.MaxValue : *(uint*)key;
        if (index >= MaxEntries)
        {
            *(uint*)nextKey = 0;
            return MapError.None;
        }

        if (index == MaxEntries - 1)
            return MapError.NoEntry;
        *(uint*)nextKey = index + 1;
        return MapError.None;
    }

    /// <summary>Checks an update's flags and index, in the kernel's order.</summary>
    /// <returns>0 or a negative errno.</returns>
    protected long CheckUpdate(uint index, ulong flags)
    {
        if (IsUnknown(WithoutLock(flags)))
            return -Errno.EINVAL;
        if (index >= MaxEntries)
            return -Errno.E2BIG;
        if ((flags & (ulong)MapUpdateFlags.NoExist) != 0)
            return -Errno.EEXIST;
        return WantsLock(flags) && Fields.SpinLockOffset < 0 ? -Errno.EINVAL : 0;
    }
}

/// <summary><c>BPF_MAP_TYPE_ARRAY</c> (Documentation/bpf/map_array.rst): all entries exist from the beginning, as zeros.</summary>
internal sealed unsafe class NativeArrayMap : NativeIndexedMap
{
    private readonly NativeBlock _block;
    private readonly byte* _values;
    private readonly uint _stride;
    private readonly uint _count;

    /// <summary>Creates the map.</summary>
    public NativeArrayMap(MapRegistry registry, MapSpec spec, ValueFields fields)
        : base(registry, spec, fields)
    {
        _stride = (uint)ValueStride;
        _count = MaxEntries;
        _block = MapValidation.Allocate(spec, (UInt128)_count * _stride);
        _values = _block.Start;

        // A single value is one piece, as a data section is: no need to find the element first.
        string name = $"value of map {Name}";
        Regions = _count == 1
            ? [new MemoryRegion(name, _values, (ulong)ValueSize, ProgramAccess)]
            : [new MemoryRegion(name, _values, (ulong)_count * _stride, _stride, 0, (ulong)ValueSize, ProgramAccess)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MemoryRegion> Regions { get; }

    /// <inheritdoc/>
    public override bool IsEnumerable => true;

    /// <summary>The values, <see cref="NativeMap.ValueStride"/> bytes apart.</summary>
    public Span<byte> Values => new(_values, (int)Math.Min((ulong)_count * _stride, int.MaxValue));

    /// <summary>The address of the first value: what a wide load of a map value starts from.</summary>
    public byte* FirstValue => _values;

    /// <inheritdoc/>
    public override byte* Lookup(byte* key, int cpu)
    {
        uint index = *(uint*)key;
        return index < _count ? _values + ((ulong)index * _stride) : null;
    }

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu)
    {
        uint index = *(uint*)key;
        long error = CheckUpdate(index, flags);
        if (error != 0)
            return error;
        byte* slot = _values + ((ulong)index * _stride);
        CopyIn(slot, value, WantsLock(flags));
        ReleaseFields(slot);
        return 0;
    }

    /// <inheritdoc/>
    public override bool MoveNext(ref ElementCursor cursor, int cpu)
    {
        if (cursor.Position >= _count)
            return false;
        cursor.Index = (uint)cursor.Position++;
        cursor.Value = _values + ((ulong)cursor.Index * _stride);
        return true;
    }

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags)
    {
        byte* slot = Lookup(key, 0);
        if (slot == null)
            return MapError.NoEntry;
        CopyOut(value, slot, WantsLock(flags));
        return MapError.None;
    }

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags) => ToError(Update(key, value, flags, 0));

    /// <inheritdoc/>
    protected override void Free() => _block.Dispose();
}
