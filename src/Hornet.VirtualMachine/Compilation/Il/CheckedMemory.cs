// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// The accesses of compiled code that were not proven: tested against the primary region, then against the piece of memory that the same instruction
/// touched before, and only then looked up, as in the interpreter.
/// </summary>
internal static unsafe class CheckedMemory
{
    /// <summary>Loads, extending the value to a register as its type wants.</summary>
    /// <param name="run">The run.</param>
    /// <param name="state">Its state.</param>
    /// <param name="address">Where.</param>
    /// <param name="operation">The instruction, for errors.</param>
    /// <param name="window">The instruction's window.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load<T>(ProgramRun run, RunState* state, ulong address, Operation* operation, int window)
        where T : unmanaged
    {
        if (address - state->PrimaryStart < Handlers.ReadLimit<T>(state) || Handlers.InWindow(Handlers.Window(&state->LoadWindows, window), address))
        {
            return Handlers.Widen(Unsafe.ReadUnaligned<T>((void*)address));
        }

        return LoadSlow<T>(run, state, address, operation, window);
    }

    /// <summary>Stores the low bits of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(ProgramRun run, RunState* state, ulong address, ulong value, Operation* operation, int window)
        where T : unmanaged
    {
        if (address - state->PrimaryStart < Handlers.WriteLimit<T>(state) || Handlers.InWindow(Handlers.Window(&state->StoreWindows, window), address))
        {
            Unsafe.WriteUnaligned((void*)address, Handlers.Narrow<T>(value));
        }
        else
        {
            StoreSlow<T>(run, state, address, value, operation, window);
        }
    }

    /// <summary>Checks the address of a read-modify-write operation, and returns it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Atomic<T>(ProgramRun run, RunState* state, ulong address, Operation* operation, int window)
        where T : unmanaged
    {
        MemoryWindow* touched = Handlers.Window(&state->AtomicWindows, window);
        if ((address & (ulong)(sizeof(T) - 1)) != 0 || !Handlers.InWindow(touched, address))
        {
            CheckSlow(run, state, address, (uint)sizeof(T), MemoryAccess.ReadWrite, touched, operation);
        }

        return address;
    }

    /// <summary>Checks the address of a load-acquire, and returns it.</summary>
    public static ulong LoadAcquire<T>(ProgramRun run, RunState* state, ulong address, Operation* operation, int window)
        where T : unmanaged
    {
        CheckSlow(run, state, address, (uint)sizeof(T), MemoryAccess.Read, Handlers.Window(&state->LoadWindows, window), operation);
        return address;
    }

    /// <summary>Checks the address of a store-release, and returns it.</summary>
    public static ulong StoreRelease<T>(ProgramRun run, RunState* state, ulong address, Operation* operation, int window)
        where T : unmanaged
    {
        CheckSlow(run, state, address, (uint)sizeof(T), MemoryAccess.Write, Handlers.Window(&state->StoreWindows, window), operation);
        return address;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong LoadSlow<T>(ProgramRun run, RunState* state, ulong address, Operation* operation, int window)
        where T : unmanaged
    {
        state->Current = operation;
        return run.LoadChecked<T>(address, Handlers.Window(&state->LoadWindows, window));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreSlow<T>(ProgramRun run, RunState* state, ulong address, ulong value, Operation* operation, int window)
        where T : unmanaged
    {
        state->Current = operation;
        run.StoreChecked<T>(address, value, Handlers.Window(&state->StoreWindows, window));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CheckSlow(
        ProgramRun run, RunState* state, ulong address, uint size, MemoryAccess access, MemoryWindow* window, Operation* operation)
    {
        state->Current = operation;
        run.CheckAtomic(address, size, access, window);
    }
}
