// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary><c>BPF_MAP_TYPE_PERCPU_ARRAY</c>: an array for each CPU. CPUs do not share cache lines, so each CPU's values lie together.</summary>
internal sealed unsafe class NativePerCpuArrayMap : NativeIndexedMap
{
    private readonly NativeBlock _block;
    private readonly byte* _values;
    private readonly ulong _cpuStride;

    /// <summary>Creates the map.</summary>
    public NativePerCpuArrayMap(MapRegistry registry, MapSpec spec, ValueFields fields)
        : base(registry, spec, fields)
    {
        _cpuStride = (ulong)MaxEntries * (uint)ValueStride;
        _block = MapValidation.Allocate(spec, (UInt128)_cpuStride * (uint)CpuCount);
        _values = _block.Start;
        Regions =
        [
            new MemoryRegion($"value of map {Name}", _values, _cpuStride * (uint)CpuCount, (ulong)ValueStride, 0, (ulong)ValueSize, ProgramAccess),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MemoryRegion> Regions { get; }

    /// <inheritdoc/>
    public override bool IsPerCpu => true;

    /// <inheritdoc/>
    public override bool IsEnumerable => true;

    /// <summary>The first value of the first CPU.</summary>
    public byte* FirstValue => _values;

    /// <summary>Bytes from one CPU's values to the next one's.</summary>
    public ulong CpuStride => _cpuStride;

    /// <inheritdoc/>
    public override byte* Lookup(byte* key, int cpu) => *(uint*)key < MaxEntries ? Slot(*(uint*)key, cpu) : null;

    /// <inheritdoc/>
    public override byte* LookupPerCpu(byte* key, uint cpu) => cpu < (uint)CpuCount ? Lookup(key, (int)cpu) : null;

    /// <inheritdoc/>
    public override long Update(byte* key, byte* value, ulong flags, int cpu)
    {
        long error = CheckUpdate(*(uint*)key, flags);
        if (error != 0)
            return error;
        byte* slot = Slot(*(uint*)key, cpu);
        CopyIn(slot, value);
        ReleaseFields(slot);
        return 0;
    }

    /// <inheritdoc/>
    public override bool MoveNext(ref ElementCursor cursor, int cpu)
    {
        if (cursor.Position >= MaxEntries)
            return false;
        cursor.Index = (uint)cursor.Position++;
        cursor.Value = Slot(cursor.Index, cpu);
        return true;
    }

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags)
    {
        uint index = *(uint*)key;
        if (index >= MaxEntries)
            return MapError.NoEntry;
        for (int cpu = 0; cpu < CpuCount; cpu++)
            CopyOutPadded(value + (cpu * ValueStride), Slot(index, cpu));
        return MapError.None;
    }

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags)
    {
        uint index = *(uint*)key;
        if (IsUnknown(flags))
            return MapError.Invalid;
        if (index >= MaxEntries)
            return MapError.TooBig;
        if (flags == (ulong)MapUpdateFlags.NoExist)
            return MapError.Exists;
        for (int cpu = 0; cpu < CpuCount; cpu++)
        {
            byte* slot = Slot(index, cpu);
            CopyInPadded(slot, value + (cpu * ValueStride));
            ReleaseFields(slot);
        }

        return MapError.None;
    }

    /// <inheritdoc/>
    protected override void Free() => _block.Dispose();

    private byte* Slot(uint index, int cpu) => _values + ((ulong)(uint)cpu * _cpuStride) + ((ulong)index * (uint)ValueStride);
}
