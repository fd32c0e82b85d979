// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// How machine code is entered. Implemented by empty structures, so that what uses them is compiled for each: two kinds of calls in one method would cost
/// both what the slower one needs.
/// </summary>
internal unsafe interface IEntrance
{
    /// <summary>Enters machine code.</summary>
    /// <param name="stub">The way in.</param>
    /// <param name="state">The state of the run.</param>
    /// <param name="start">Where to go from there.</param>
    /// <returns>The exit it left by; negative when it has ended.</returns>
    static abstract int Enter(byte* stub, RunState* state, byte* start);
}

/// <summary>For code that returns soon: the garbage collector, if it wants to run, waits for it.</summary>
internal readonly unsafe struct BriefEntrance : IEntrance
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Enter(byte* stub, RunState* state, byte* start) =>
        ((delegate* unmanaged[SuppressGCTransition]<RunState*, byte*, int>)stub)(state, start);
}

/// <summary>For code that may run long: the garbage collector is told that it need not wait.</summary>
internal readonly unsafe struct LongEntrance : IEntrance
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Enter(byte* stub, RunState* state, byte* start) =>
        ((delegate* unmanaged<RunState*, byte*, int>)stub)(state, start);
}
