// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// The accesses of compiled code that were not proven: tested by the code itself against the primary region, then against the piece of memory that the same
/// instruction touched before, and only then looked up, as in the interpreter.
/// </summary>
internal static unsafe class CheckedMemory
{
    /// <summary>Loads what is in neither, extending the value to a register as its type wants.</summary>
    /// <param name="run">The run.</param>
    /// <param name="state">Its state.</param>
    /// <param name="address">Where.</param>
    /// <param name="operation">The instruction, for errors.</param>
    /// <param name="window">The instruction's window.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Load<T>(ProgramRun run, RunState* state, ulong address, Operation* operation, int window)
        where T : unmanaged
    {
        state->Current = operation;
        return run.LoadChecked<T>(address, Handlers.Window(&state->LoadWindows, window));
    }

    /// <summary>Stores the low bits of a value to what is in neither.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Store<T>(ProgramRun run, RunState* state, ulong address, ulong value, Operation* operation, int window)
        where T : unmanaged
    {
        state->Current = operation;
        run.StoreChecked<T>(address, value, Handlers.Window(&state->StoreWindows, window));
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
    private static void CheckSlow(
        ProgramRun run, RunState* state, ulong address, uint size, MemoryAccess access, MemoryWindow* window, Operation* operation)
    {
        state->Current = operation;
        run.CheckAtomic(address, size, access, window);
    }
}
