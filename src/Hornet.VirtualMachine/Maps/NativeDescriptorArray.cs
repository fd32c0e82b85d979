// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>
/// <c>BPF_MAP_TYPE_PROG_ARRAY</c> and <c>BPF_MAP_TYPE_CGROUP_ARRAY</c>: the user side stores programs or cgroups, by their number; slots are empty
/// until then.
/// </summary>
internal sealed unsafe class NativeDescriptorArray : NativeIndexedMap
{
    private readonly NativeBlock _block;
    private readonly uint* _slots;

    /// <summary>Creates the map.</summary>
    public NativeDescriptorArray(MapRegistry registry, MapSpec spec)
        : base(registry, spec, ValueFields.None)
    {
        _block = MapValidation.Allocate(spec, (UInt128)MaxEntries * sizeof(uint));
        _slots = (uint*)_block.Start;
    }

    /// <inheritdoc/>
    public override BatchCommands Batches => BatchCommands.None;

    /// <summary>The number of the program or cgroup in a slot; 0 when the slot is empty or past the end.</summary>
    public uint this[uint index] => index < MaxEntries ? Volatile.Read(ref _slots[index]) : 0;

    // Programs never see these values; the tail call looks for the program's number here.
    /// <inheritdoc/>
    public override byte* Lookup(byte* key, int cpu) => this[*(uint*)key] == 0 ? null : (byte*)(_slots + *(uint*)key);

    /// <inheritdoc/>
    public override long Delete(byte* key)
    {
        uint index = *(uint*)key;
        if (index >= MaxEntries)
            return -Errno.E2BIG;
        return Interlocked.Exchange(ref _slots[index], 0) == 0 ? -Errno.ENOENT : 0;
    }

    /// <inheritdoc/>
    public override MapError UserLookup(byte* key, byte* value, ulong flags)
    {
        if (Type != MapType.ProgramArray)
            return MapError.NotSupportedInternally;
        uint number = this[*(uint*)key];
        *(uint*)value = number;
        return number == 0 ? MapError.NoEntry : MapError.None;
    }

    /// <inheritdoc/>
    public override MapError UserUpdate(byte* key, byte* value, ulong flags)
    {
        uint index = *(uint*)key;
        uint number = *(uint*)value;
        if (flags != 0)
            return MapError.Invalid;
        if (index >= MaxEntries)
            return MapError.TooBig;
        if (number == 0 || (Type == MapType.ProgramArray && Registry.HasProgram is { } exists && !exists(number)))
            return MapError.BadDescriptor;
        Volatile.Write(ref _slots[index], number);
        return MapError.None;
    }

    /// <inheritdoc/>
    protected override void Free() => _block.Dispose();
}
