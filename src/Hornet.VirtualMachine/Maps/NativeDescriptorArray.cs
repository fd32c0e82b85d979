// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.CompilerServices;
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
    private readonly Lock _writers = new();

    // The programs of the slots, as far as there are any; replaced by a longer one when need be.
    private ProgramCode?[] _programs = [];

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

    /// <summary>The program that a tail call to a slot goes to; null when the slot is empty or past the end, or its program is gone.</summary>
    public ProgramCode? FindProgram(uint index)
    {
        ProgramCode?[] programs = Volatile.Read(ref _programs);
        return index < (uint)programs.Length && programs[index] is { IsRetired: false } program ? program : null;
    }

    /// <summary>The compiled program that a tail call to a slot jumps to; null when there is none, or it takes more than a jump.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TailCallTarget? FindTarget(uint index)
    {
        ProgramCode?[] programs = _programs;
        return index < (uint)programs.Length ? programs[index]?.TailCallTarget : null;
    }

    // Programs never see these values.
    /// <inheritdoc/>
    public override byte* Lookup(byte* key, int cpu) => this[*(uint*)key] == 0 ? null : (byte*)(_slots + *(uint*)key);

    /// <inheritdoc/>
    public override long Delete(byte* key)
    {
        uint index = *(uint*)key;
        if (index >= MaxEntries)
            return -Errno.E2BIG;
        lock (_writers)
        {
            if (_slots[index] == 0)
                return -Errno.ENOENT;
            Store(index, 0, null);
            return 0;
        }
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
        bool holdsPrograms = Type == MapType.ProgramArray;
        if (number == 0 || (holdsPrograms && Registry.HasProgram is { } exists && !exists(number)))
            return MapError.BadDescriptor;
        if (holdsPrograms && index >= Array.MaxLength)
            return MapError.NoMemory;
        ProgramCode? program = holdsPrograms ? Registry.FindProgram?.Invoke(number) : null;
        lock (_writers)
            Store(index, number, program);
        return MapError.None;
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        _programs = [];
        _block.Dispose();
    }

    private void Store(uint index, uint number, ProgramCode? program)
    {
        if (program is not null && index >= (uint)_programs.Length)
        {
            var programs = new ProgramCode?[Math.Min(BitOperations.RoundUpToPowerOf2(index + 1), Math.Min(MaxEntries, (uint)Array.MaxLength))];
            _programs.CopyTo(programs, 0);
            Volatile.Write(ref _programs, programs);
        }

        Volatile.Write(ref _slots[index], number);
        if (index < (uint)_programs.Length)
            Volatile.Write(ref _programs[index], program);
    }
}
