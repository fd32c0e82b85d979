// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <content>
/// Loads and stores (RFC 9669, section 5). A load whose address is R10 plus a constant inside the frame was checked when the program was decoded.
/// Every other access is checked against the primary region, then against the piece of memory that the same instruction touched before, and only
/// then looked up.
/// </content>
internal static unsafe partial class Handlers
{
    [MethodImpl(Optimized)]
    public static Operation* Load<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged
    {
        ulong address = Register(state, operation->Source) + (ulong)operation->Offset;
        if (address - state->PrimaryStart < ReadLimit<T>(state) || InWindow(Window(&state->LoadWindows, operation->Immediate), address))
        {
            Register(state, operation->Destination) = Widen(Unsafe.ReadUnaligned<T>((void*)address));
            return Dispatch.Next(state, operation, run);
        }

        return LoadSlow<T>(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* LoadStack<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged
    {
        Register(state, operation->Destination) = Widen(Unsafe.ReadUnaligned<T>((void*)(state->Registers[10] + (ulong)operation->Offset)));
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* Store<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged
    {
        ulong address = Register(state, operation->Destination) + (ulong)operation->Offset;
        if (address - state->PrimaryStart < WriteLimit<T>(state) || InWindow(Window(&state->StoreWindows, operation->Immediate), address))
        {
            Unsafe.WriteUnaligned((void*)address, Narrow<T>(Register(state, operation->Source)));
            return Dispatch.Next(state, operation, run);
        }

        return StoreSlow<T>(state, operation, run, Register(state, operation->Source), operation->Immediate);
    }

    [MethodImpl(Optimized)]
    public static Operation* StoreImmediate<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged
    {
        ulong address = Register(state, operation->Destination) + (ulong)operation->Offset;
        if (address - state->PrimaryStart < WriteLimit<T>(state) || InWindow(Window(&state->StoreWindows, operation->Source), address))
        {
            Unsafe.WriteUnaligned((void*)address, Narrow<T>((ulong)operation->Immediate));
            return Dispatch.Next(state, operation, run);
        }

        return StoreSlow<T>(state, operation, run, (ulong)operation->Immediate, operation->Source);
    }

    [MethodImpl(Optimized)]
    public static Operation* StoreStack<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned((void*)(state->Registers[10] + (ulong)operation->Offset), Narrow<T>(Register(state, operation->Source)));
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* StoreStackImmediate<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned((void*)(state->Registers[10] + (ulong)operation->Offset), Narrow<T>((ulong)operation->Immediate));
        return Dispatch.Next(state, operation, run);
    }

    /// <summary>The deprecated packet loads (<c>LD_ABS</c>, <c>LD_IND</c>): big-endian bytes of the packet into R0; outside the packet the program ends with 0.</summary>
    [MethodImpl(Optimized)]
    public static Operation* LoadPacket<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged, IBinaryInteger<T>
    {
        int offset = operation->Immediate;
        if (operation->Source != NoRegister)
        {
            offset += (int)Register(state, operation->Source);
        }

        byte* source = run.FindPacketBytes(offset, sizeof(T));
        if (source == null)
        {
            Register(state, 0) = 0;
            return Exit(state, operation, run);
        }

        T value = Unsafe.ReadUnaligned<T>(source);
        Register(state, 0) = Widen(BitConverter.IsLittleEndian ? ReverseBytes(value) : value);
        return Dispatch.Next(state, operation, run);
    }

    /// <summary>The value of <see cref="Operation.Source"/> of a packet load that adds no register.</summary>
    public const byte NoRegister = 0xff;

    [MethodImpl(Optimized)]
    private static Operation* LoadSlow<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged
    {
        state->Current = operation;
        Register(state, operation->Destination) = run.LoadChecked<T>(
            Register(state, operation->Source) + (ulong)operation->Offset, Window(&state->LoadWindows, operation->Immediate));
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    private static Operation* StoreSlow<T>(RunState* state, Operation* operation, ProgramRun run, ulong value, int window)
        where T : unmanaged
    {
        state->Current = operation;
        run.StoreChecked<T>(
            Register(state, operation->Destination) + (ulong)operation->Offset, value, Window(&state->StoreWindows, window));
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Inline)]
    internal static MemoryWindow* Window(RunState.WindowSet* windows, int index) => (MemoryWindow*)windows + index;

    [MethodImpl(Inline)]
    internal static bool InWindow(MemoryWindow* window, ulong address) => address - window->Start < window->Limit;

    [MethodImpl(Inline)]
    private static ulong ReadLimit<T>(RunState* state)
        where T : unmanaged => sizeof(T) switch
        {
            1 => state->PrimaryRead.Bytes1,
            2 => state->PrimaryRead.Bytes2,
            4 => state->PrimaryRead.Bytes4,
            _ => state->PrimaryRead.Bytes8,
        };

    [MethodImpl(Inline)]
    private static ulong WriteLimit<T>(RunState* state)
        where T : unmanaged => sizeof(T) switch
        {
            1 => state->PrimaryWrite.Bytes1,
            2 => state->PrimaryWrite.Bytes2,
            4 => state->PrimaryWrite.Bytes4,
            _ => state->PrimaryWrite.Bytes8,
        };

    /// <summary>Extends a loaded value to a register: with zeros for unsigned types, with the sign for signed ones.</summary>
    [MethodImpl(Inline)]
    public static ulong Widen<T>(T value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(byte)) return (byte)(object)value;
        if (typeof(T) == typeof(ushort)) return (ushort)(object)value;
        if (typeof(T) == typeof(uint)) return (uint)(object)value;
        if (typeof(T) == typeof(sbyte)) return (ulong)(sbyte)(object)value;
        if (typeof(T) == typeof(short)) return (ulong)(short)(object)value;
        if (typeof(T) == typeof(int)) return (ulong)(int)(object)value;
        return (ulong)(object)value;
    }

    /// <summary>The low bits of a register.</summary>
    [MethodImpl(Inline)]
    public static T Narrow<T>(ulong value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(byte)) return (T)(object)(byte)value;
        if (typeof(T) == typeof(ushort)) return (T)(object)(ushort)value;
        if (typeof(T) == typeof(uint)) return (T)(object)(uint)value;
        if (typeof(T) == typeof(sbyte)) return (T)(object)(sbyte)value;
        if (typeof(T) == typeof(short)) return (T)(object)(short)value;
        if (typeof(T) == typeof(int)) return (T)(object)(int)value;
        return (T)(object)value;
    }

    [MethodImpl(Inline)]
    private static T ReverseBytes<T>(T value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(ushort)) return (T)(object)BinaryPrimitives.ReverseEndianness((ushort)(object)value);
        if (typeof(T) == typeof(uint)) return (T)(object)BinaryPrimitives.ReverseEndianness((uint)(object)value);
        return value;
    }
}
