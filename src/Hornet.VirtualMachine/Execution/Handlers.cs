// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// The handlers of the interpreter: each executes one kind of instruction and goes on with the next. Split by concept: arithmetic and jumps here,
/// memory, atomic operations and calls in the other parts.
/// </summary>
/// <remarks>
/// The last call of a handler becomes a jump only when the handler has no local whose address is taken, inlined callees included. So what they call
/// besides the next handler is marked not to be inlined, unless it is trivial. A test runs thousands of each handler in a row on a small stack.
/// </remarks>
internal static unsafe partial class Handlers
{
    private const MethodImplOptions Optimized = MethodImplOptions.AggressiveOptimization;
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Optimized)]
    public static Operation* Alu64Register<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, IAluOperation
    {
        ref ulong destination = ref Register(state, operation->Destination);
        destination = T.Apply(destination, Register(state, operation->Source));
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* Alu64Immediate<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, IAluOperation
    {
        ref ulong destination = ref Register(state, operation->Destination);
        destination = T.Apply(destination, (ulong)operation->Immediate);
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* Alu32Register<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, IAluOperation
    {
        ref ulong destination = ref Register(state, operation->Destination);
        destination = T.Apply((uint)destination, (uint)Register(state, operation->Source));
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* Alu32Immediate<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, IAluOperation
    {
        ref ulong destination = ref Register(state, operation->Destination);
        destination = T.Apply((uint)destination, (uint)operation->Immediate);
        return Dispatch.Next(state, operation, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* LoadWide(RunState* state, Operation* operation, ProgramRun run)
    {
        Register(state, operation->Destination) = (operation + 1)->Wide;
        return Dispatch.Go(state, operation + 2, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* JumpForward(RunState* state, Operation* operation, ProgramRun run) =>
        Dispatch.Go(state, operation + 1 + operation->Immediate, run);

    [MethodImpl(Optimized)]
    public static Operation* JumpBackward(RunState* state, Operation* operation, ProgramRun run)
    {
        Operation* target = operation + 1 + operation->Immediate;
        return (state->Slice += operation->Immediate) < 0 ? target : Dispatch.Go(state, target, run);
    }

    [MethodImpl(Optimized)]
    public static Operation* Jump64Register<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, ICondition =>
        T.Holds(Register(state, operation->Destination), Register(state, operation->Source))
            ? Dispatch.Go(state, operation + 1 + operation->Offset, run)
            : Dispatch.Next(state, operation, run);

    [MethodImpl(Optimized)]
    public static Operation* Jump64Immediate<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, ICondition =>
        T.Holds(Register(state, operation->Destination), (ulong)operation->Immediate)
            ? Dispatch.Go(state, operation + 1 + operation->Offset, run)
            : Dispatch.Next(state, operation, run);

    [MethodImpl(Optimized)]
    public static Operation* Jump32Register<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, ICondition =>
        T.Holds((uint)Register(state, operation->Destination), (uint)Register(state, operation->Source))
            ? Dispatch.Go(state, operation + 1 + operation->Offset, run)
            : Dispatch.Next(state, operation, run);

    [MethodImpl(Optimized)]
    public static Operation* Jump32Immediate<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, ICondition =>
        T.Holds((uint)Register(state, operation->Destination), (uint)operation->Immediate)
            ? Dispatch.Go(state, operation + 1 + operation->Offset, run)
            : Dispatch.Next(state, operation, run);

    [MethodImpl(Optimized)]
    public static Operation* Loop64Register<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, ICondition =>
        T.Holds(Register(state, operation->Destination), Register(state, operation->Source))
            ? Repeat(state, operation, run)
            : Dispatch.Next(state, operation, run);

    [MethodImpl(Optimized)]
    public static Operation* Loop64Immediate<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, ICondition =>
        T.Holds(Register(state, operation->Destination), (ulong)operation->Immediate)
            ? Repeat(state, operation, run)
            : Dispatch.Next(state, operation, run);

    [MethodImpl(Optimized)]
    public static Operation* Loop32Register<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, ICondition =>
        T.Holds((uint)Register(state, operation->Destination), (uint)Register(state, operation->Source))
            ? Repeat(state, operation, run)
            : Dispatch.Next(state, operation, run);

    [MethodImpl(Optimized)]
    public static Operation* Loop32Immediate<T>(RunState* state, Operation* operation, ProgramRun run)
        where T : struct, ICondition =>
        T.Holds((uint)Register(state, operation->Destination), (uint)operation->Immediate)
            ? Repeat(state, operation, run)
            : Dispatch.Next(state, operation, run);

    /// <summary><c>may_goto</c>: falls through until the frame's loop budget is used up, then jumps.</summary>
    [MethodImpl(Optimized)]
    public static Operation* MayGoto(RunState* state, Operation* operation, ProgramRun run)
    {
        if (state->Frame->LoopBudget == 0)
        {
            Operation* target = operation + 1 + operation->Offset;
            return operation->Offset < 0 && (state->Slice += operation->Offset) < 0 ? target : Dispatch.Go(state, target, run);
        }

        state->Frame->LoopBudget--;
        return Dispatch.Next(state, operation, run);
    }

    /// <summary>An indirect jump (<c>gotox</c>) to the address of an instruction of the same program.</summary>
    [MethodImpl(Optimized)]
    public static Operation* JumpIndirect(RunState* state, Operation* operation, ProgramRun run)
    {
        state->Current = operation;
        var target = (Operation*)run.CheckJumpTarget(Register(state, operation->Destination));
        long distance = target - operation;
        return distance <= 0 && (state->Slice += distance - 1) < 0 ? target : Dispatch.Go(state, target, run);
    }

    [MethodImpl(Inline)]
    private static ref ulong Register(RunState* state, byte register) => ref *((ulong*)state + register);

    /// <summary>Takes a backward jump. What is repeated counts against the budget; when the slice is used up the dispatch loop takes over.</summary>
    [MethodImpl(Inline)]
    private static Operation* Repeat(RunState* state, Operation* operation, ProgramRun run)
    {
        Operation* target = operation + 1 + operation->Offset;
        return (state->Slice += operation->Offset) < 0 ? target : Dispatch.Go(state, target, run);
    }
}
