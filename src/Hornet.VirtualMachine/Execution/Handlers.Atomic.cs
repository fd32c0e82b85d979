// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <content>Atomic operations (RFC 9669, section 5.3) and the load-acquire and store-release that Linux added. The address must be a multiple of the size.</content>
internal static unsafe partial class Handlers
{
    [MethodImpl(Optimized)]
    public static Operation* Atomic64<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, IAtomicOperation
    {
        T.Fetch(ref *(ulong*)AtomicTarget<ulong>(state, operation, run), Register(state, operation->Source));
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* AtomicFetch64<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, IAtomicOperation
    {
        ref ulong source = ref Register(state, operation->Source);
        source = T.Fetch(ref *(ulong*)AtomicTarget<ulong>(state, operation, run), source);
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* Atomic32<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, IAtomicOperation
    {
        T.Fetch(ref *(uint*)AtomicTarget<uint>(state, operation, run), (uint)Register(state, operation->Source));
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* AtomicFetch32<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, IAtomicOperation
    {
        ref ulong source = ref Register(state, operation->Source);
        source = T.Fetch(ref *(uint*)AtomicTarget<uint>(state, operation, run), (uint)source);
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* CompareExchange64(RunState* state, Operation* operation, ProgramRun run)
    {
        ref ulong location = ref *(ulong*)AtomicTarget<ulong>(state, operation, run);
        Register(state, 0) = Interlocked.CompareExchange(ref location, Register(state, operation->Source), Register(state, 0));
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* CompareExchange32(RunState* state, Operation* operation, ProgramRun run)
    {
        ref uint location = ref *(uint*)AtomicTarget<uint>(state, operation, run);
        Register(state, 0) = Interlocked.CompareExchange(ref location, (uint)Register(state, operation->Source), (uint)Register(state, 0));
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* LoadAcquire<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged
    {
        state->Current = operation;
        ulong address = Register(state, operation->Source) + (ulong)operation->Offset;
        run.CheckAtomic(address, (uint)sizeof(T), MemoryAccess.Read, Window(&state->LoadWindows, operation->Immediate));
        Register(state, operation->Destination) = sizeof(T) switch
        {
            1 => Volatile.Read(ref *(byte*)address),
            2 => Volatile.Read(ref *(ushort*)address),
            4 => Volatile.Read(ref *(uint*)address),
            _ => Volatile.Read(ref *(ulong*)address),
        };
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* StoreRelease<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged
    {
        state->Current = operation;
        ulong address = Register(state, operation->Destination) + (ulong)operation->Offset;
        run.CheckAtomic(address, (uint)sizeof(T), MemoryAccess.Write, Window(&state->StoreWindows, operation->Immediate));
        ulong value = Register(state, operation->Source);
        switch (sizeof(T))
        {
            case 1:
                Volatile.Write(ref *(byte*)address, (byte)value);
                break;
            case 2:
                Volatile.Write(ref *(ushort*)address, (ushort)value);
                break;
            case 4:
                Volatile.Write(ref *(uint*)address, (uint)value);
                break;
            default:
                Volatile.Write(ref *(ulong*)address, value);
                break;
        }

        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Inline)]
    private static ulong AtomicTarget<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : unmanaged
    {
        ulong address = Register(state, operation->Destination) + (ulong)operation->Offset;
        MemoryWindow* window = Window(&state->AtomicWindows, operation->Immediate);
        if ((address & (ulong)(sizeof(T) - 1)) != 0 || !InWindow(window, address))
        {
            state->Current = operation;
            run.CheckAtomic(address, (uint)sizeof(T), MemoryAccess.ReadWrite, window);
        }

        return address;
    }
}
