// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// How one handler passes control to the next. Handlers end with a call of the next handler, which RyuJIT's optimised code makes a jump, so that
/// the machine's branch predictor sees one indirect jump for every kind of instruction instead of one for all.
/// </summary>
internal static unsafe class Dispatch
{
    /// <summary>
    /// Whether such calls are jumps in this process. They are not in code made for a debugger; then handlers return to the loop of
    /// <see cref="Interpreter"/> after every instruction, so that the native stack cannot overflow.
    /// </summary>
    public static readonly bool TailCalls = ProbeTailCalls();

    /// <summary>Goes on with an operation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Operation* Go(RunState* state, Operation* operation, ProgramRun run) =>
        TailCalls ? operation->Handler(state, operation, run) : operation;

    /// <summary>Goes on with the operation that follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Operation* Next(RunState* state, Operation* operation, ProgramRun run) => Go(state, operation + 1, run);

    private static bool ProbeTailCalls()
    {
        // A hop that is a jump leaves the stack where it was, so that one hop and three hops end at the same stack address.
        Operation* operations = stackalloc Operation[4];
        operations[0].Handler = &Hop;
        operations[1].Handler = &Hop;
        operations[2].Handler = &Hop;
        operations[3].Handler = &StackAddress;
        return StartProbe(operations) == StartProbe(operations + 2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Operation* StartProbe(Operation* operation)
    {
        Operation* result = operation->Handler(null, operation, null!);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Operation* Hop(RunState* state, Operation* operation, ProgramRun run) =>
        (operation + 1)->Handler(state, operation + 1, run);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Operation* StackAddress(RunState* state, Operation* operation, ProgramRun run)
    {
        ulong local = 0;
        ulong* address = &local;
        return (Operation*)((ulong)address + *address);
    }
}
