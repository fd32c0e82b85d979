// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>Where the parts of a <see cref="RunState"/> are, in bytes from its start, for machine code that addresses them.</summary>
internal static unsafe class StateLayout
{
    // An address of a field is only sure to be taken of memory that is there.
    private static readonly RunState* Origin = (RunState*)NativeMemory.AllocZeroed((nuint)sizeof(RunState));

    private static int OffsetOf(void* field) => (int)((byte*)field - (byte*)Origin);

    /// <summary><see cref="RunState.Slice"/>.</summary>
    public static int Slice { get; } = OffsetOf(&Origin->Slice);

    /// <summary><see cref="RunState.PrimaryStart"/>.</summary>
    public static int PrimaryStart { get; } = OffsetOf(&Origin->PrimaryStart);

    /// <summary><see cref="RunState.StackLow"/>.</summary>
    public static int StackLow { get; } = OffsetOf(&Origin->StackLow);

    /// <summary><see cref="RunState.StackBase"/>.</summary>
    public static int StackBase { get; } = OffsetOf(&Origin->StackBase);

    /// <summary><see cref="RunState.PacketData"/>.</summary>
    public static int PacketData { get; } = OffsetOf(&Origin->PacketData);

    /// <summary><see cref="RunState.PacketEnd"/>.</summary>
    public static int PacketEnd { get; } = OffsetOf(&Origin->PacketEnd);

    /// <summary><see cref="RunState.PacketMeta"/>.</summary>
    public static int PacketMeta { get; } = OffsetOf(&Origin->PacketMeta);

    /// <summary><see cref="RunState.HasStackWindows"/>.</summary>
    public static int HasStackWindows { get; } = OffsetOf(&Origin->HasStackWindows);

    /// <summary><see cref="RunState.Cpu"/>.</summary>
    public static int Cpu { get; } = OffsetOf(&Origin->Cpu);

    /// <summary><see cref="RunState.NativeStack"/>.</summary>
    public static int NativeStack { get; } = OffsetOf(&Origin->NativeStack);

    /// <summary><see cref="RunState.CallTarget"/>.</summary>
    public static int CallTarget { get; } = OffsetOf(&Origin->CallTarget);

    /// <summary><see cref="RunState.SuspendedTop"/>.</summary>
    public static int SuspendedTop { get; } = OffsetOf(&Origin->SuspendedTop);

    /// <summary>A register of <see cref="RunState.Registers"/>.</summary>
    public static int Register(int register) => register * sizeof(ulong);

    /// <summary>The limit of accesses of a size to the primary region.</summary>
    public static int PrimaryLimit(int size, bool writes) =>
        (writes ? OffsetOf(&Origin->PrimaryWrite) : OffsetOf(&Origin->PrimaryRead)) + (BitOperations.Log2((uint)size) * sizeof(ulong));

    /// <summary>A window of loads, stores or atomic operations.</summary>
    public static int Window(X64Access access, int index) => index * sizeof(MemoryWindow) + access switch
    {
        X64Access.Load => OffsetOf(&Origin->LoadWindows),
        X64Access.Store => OffsetOf(&Origin->StoreWindows),
        _ => OffsetOf(&Origin->AtomicWindows),
    };
}

/// <summary>What an instruction does with memory, and so which windows it has.</summary>
internal enum X64Access : byte
{
    /// <summary>It loads.</summary>
    Load,

    /// <summary>It stores.</summary>
    Store,

    /// <summary>It does both at once.</summary>
    Atomic,
}
