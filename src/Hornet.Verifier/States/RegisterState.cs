// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.Verification;

/// <summary>All that is known of a register, or of a register's value spilled to the stack.</summary>
/// <remarks>An unmanaged value: states are copied by the million. What a field means depends on <see cref="Kind"/>.</remarks>
internal struct RegisterState
{
    /// <summary>In <see cref="Id"/>: the scalar is <see cref="Offset"/> more than the other scalars of its link, in 64 bits.</summary>
    public const uint LinkedWithDelta64 = 1u << 31;

    /// <summary>In <see cref="Id"/>: the scalar is the low 32 bits of what is <see cref="Offset"/> more than the other scalars of its link.</summary>
    public const uint LinkedWithDelta32 = 1u << 30;

    /// <summary>In <see cref="Id"/>: either.</summary>
    public const uint LinkedWithDelta = LinkedWithDelta32 | LinkedWithDelta64;

    /// <summary>A packet range that says "exactly at the end", of a pointer compared equal with it.</summary>
    public const int AtPacketEnd = -1;

    /// <summary>A packet range that says "at least a byte past the end".</summary>
    public const int BeyondPacketEnd = -2;

    /// <summary>What it is.</summary>
    public ValueKind Kind;

    /// <summary>For a stack pointer, the frame it points into.</summary>
    public byte Frame;

    /// <summary>What more is known of a pointer.</summary>
    public ValueFlags Flags;

    /// <summary>For a scalar: whether safety depends on its exact range, so that pruning must compare it.</summary>
    public bool IsPrecise;

    /// <summary>In a slot of a dynptr, or for a pointer to one: what it stands for.</summary>
    public DynptrKind Dynptr;

    /// <summary>In a slot of a dynptr: whether it is the first of two. Of an iterator or saved flags: the first of all.</summary>
    public bool IsFirstSlot;

    /// <summary>In the first slot of an iterator: where it stands.</summary>
    public IteratorPhase Iterator;

    /// <summary>The constant part of a pointer's offset; for a scalar linked with a delta, the delta.</summary>
    public int Offset;

    /// <summary>A scalar's value, or the variable part of a pointer's offset.</summary>
    public Scalar Number;

    /// <summary>Ties values that are the same: scalars that are equal (up to a delta), copies of a pointer to be tested for NULL, pointers with the same unknown added. 0 for none.</summary>
    public uint Id;

    /// <summary>The reference (<see cref="VerifierState.References"/>) that it holds, or comes from; for a dynptr slice or clone, that of its dynptr. 0 for none.</summary>
    public uint ReferenceId;

    /// <summary>The map, as an index into <see cref="VerifiedProgram.Maps"/>; also where an object's fields matter.</summary>
    public int MapIndex;

    /// <summary>Which inner map, of several found by look-ups in the same outer map; 0 for an outer or plain map.</summary>
    public uint MapInstance;

    /// <summary>For memory behind a dynptr: the <see cref="Id"/> of the dynptr, with which the memory becomes unreadable.</summary>
    public uint DynptrId
    {
        readonly get => MapInstance;
        set => MapInstance = value;
    }

    /// <summary>The BTF that <see cref="TypeId"/> is in: an index into <see cref="VerifiedProgram.Btfs"/>.</summary>
    public short BtfIndex;

    /// <summary>For the value that an atomic or 32-bit load defines, and the like: nothing. For saved interrupt flags: the kernel function family that saved them.</summary>
    public byte FlagsFamily;

    /// <summary>The type in BTF.</summary>
    public uint TypeId;

    private int _extra;

    /// <summary>For packet pointers: bytes from the base (before <see cref="Offset"/> and <see cref="Number"/>) that are proven to exist, or one of the negative constants.</summary>
    public int Range
    {
        readonly get => _extra;
        set => _extra = value;
    }

    /// <summary>For <see cref="ValueKind.Memory"/>: its size in bytes.</summary>
    public int MemorySize
    {
        readonly get => _extra;
        set => _extra = value;
    }

    /// <summary>For <see cref="ValueKind.Function"/>: the subprogram.</summary>
    public int Subprogram
    {
        readonly get => _extra;
        set => _extra = value;
    }

    /// <summary>For the first slot of an iterator: how often it was asked for the next element on this path.</summary>
    public int IteratorDepth
    {
        readonly get => _extra;
        set => _extra = value;
    }

    /// <summary>The <see cref="_extra"/> of any kind, for comparison.</summary>
    public readonly int Extra => _extra;

    /// <summary>Whether it is a number.</summary>
    public readonly bool IsScalar => Kind == ValueKind.Scalar;

    /// <summary>Whether it is an address of any kind.</summary>
    public readonly bool IsPointer => Kind > ValueKind.Scalar;

    /// <summary>Whether it may be NULL.</summary>
    public readonly bool MaybeNull => (Flags & ValueFlags.MaybeNull) != 0;

    /// <summary>Whether it is a packet or metadata pointer.</summary>
    public readonly bool IsPacket => Kind is ValueKind.Packet or ValueKind.PacketMeta;

    /// <summary>Whether it is a number that is zero.</summary>
    public readonly bool IsZero => Kind == ValueKind.Scalar && Number.IsConstant && Number.ConstantValue == 0;

    /// <summary>The value of <see cref="Id"/> without its flag.</summary>
    public readonly uint LinkId => Id & ~LinkedWithDelta;

    /// <summary>A register that may not be read.</summary>
    public static RegisterState Uninitialized => default;

    /// <summary>Any number.</summary>
    public static RegisterState UnknownScalar
    {
        get
        {
            RegisterState state = default;
            state.Kind = ValueKind.Scalar;
            state.Number = Scalar.Unknown;
            return state;
        }
    }

    /// <summary>A known number.</summary>
    public static RegisterState ConstantScalar(ulong value)
    {
        RegisterState state = default;
        state.Kind = ValueKind.Scalar;
        state.Number = Scalar.Constant(value);
        return state;
    }

    /// <summary>A pointer without offset.</summary>
    public static RegisterState Pointer(ValueKind kind, ValueFlags flags = ValueFlags.None)
    {
        RegisterState state = default;
        state.Kind = kind;
        state.Flags = flags;
        state.Number = Scalar.Constant(0);
        return state;
    }

    /// <summary>Whether it is known to be exactly this kind and flags.</summary>
    public readonly bool Is(ValueKind kind, ValueFlags flags = ValueFlags.None) => Kind == kind && Flags == flags;

    /// <summary>Whether all of these flags are set.</summary>
    public readonly bool Has(ValueFlags flags) => (Flags & flags) == flags;

    /// <summary>Whether a fixed offset reaches all of the offset.</summary>
    public readonly bool HasFixedOffset => Number.IsConstant;

    /// <summary>Forgets what links the scalar to others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Unlink()
    {
        Id = 0;
        Offset = 0;
    }
}
