// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <content>Tail calls.</content>
/// <remarks>
/// A run knows its program by what is running (<see cref="_running"/>), or in the interpreter by <see cref="_code"/>. References are stored as rarely as
/// can be, because storing one costs as much as the rest of a tail call.
/// </remarks>
public sealed unsafe partial class ProgramRun
{
    private static readonly CompiledEntry InterpretTarget =
        static (run, _, context, _, framePointer) => run.Interpret(run._interpreted!, context, framePointer);

    private ProgramCode? _interpreted;

    /// <summary>Makes the tail call of a subprogram of compiled code, or of any function.</summary>
    /// <param name="map">R2.</param>
    /// <param name="index">R3.</param>
    /// <param name="context">R1.</param>
    /// <param name="framePointer">R10: the target gets the caller's frame.</param>
    /// <returns>Whether it was made; then the caller's function returns what <c>Registers[0]</c> of the state holds. Otherwise it goes on.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool TryTailCall(ulong map, ulong index, ulong context, ulong framePointer)
    {
        CompiledProgram caller = _running!;
        if (PrepareTailCall(map, index, framePointer) is not { } target)
        {
            return false;
        }

        // The function returns to one of the caller's program.
        _state->Registers[0] = target(this, _state, context, 0, framePointer);
        _running = caller;
        IsChecked = caller.IsChecked;
        return true;
    }

    /// <summary>
    /// Prepares the tail call of a program's first function, which then calls what this returns as the last thing it does: nothing is undone
    /// afterwards.
    /// </summary>
    /// <param name="map">R2.</param>
    /// <param name="index">R3.</param>
    /// <param name="framePointer">R10.</param>
    /// <returns>What to call with the caller's context and R10; null when there is no program to go to or too many calls were made.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal CompiledEntry? PrepareTailCall(ulong map, ulong index, ulong framePointer) =>
        FindTailCallTarget(map, (uint)index) is { } target ? Prepare(target, framePointer) : null;

    /// <summary>The same for a map that is known to be a prog array, in a program of a known type.</summary>
    /// <remarks>All that is rare is left to another method, so that this one saves no registers for calls.</remarks>
    internal CompiledEntry? PrepareKnownTailCall(ulong map, ulong index, ulong framePointer, ProgramType type)
    {
        RunState* state = _state;
        int calls = _tailCalls;
        if (Unsafe.As<NativeDescriptorArray>(KnownMap(map)).FindTarget((uint)index) is { } target
            && target.Type == type
            && calls < MaximumTailCalls
            && state->Slice >= target.Cost
            && framePointer - target.StackBytes >= state->StackBase)
        {
            _tailCalls = calls + 1;
            state->Slice -= target.Cost;
            if (!ReferenceEquals(_running, target.Compiled))
            {
                _running = target.Compiled;
                IsChecked = false;
            }

            return target.Entry;
        }

        return PrepareTailCall(map, index, framePointer);
    }

    private CompiledEntry? Prepare(ProgramCode target, ulong framePointer)
    {
        if (_tailCalls >= MaximumTailCalls)
        {
            return null;
        }

        RunState* state = _state;
        _tailCalls++;
        if ((state->Slice -= target.Length) < 0)
        {
            RefillSlice(state->Current);
        }

        if (target.Compiled is not { } compiled)
        {
            _interpreted = target;
            return InterpretTarget;
        }

        // A subprogram may have made the tail call, with frames above its own.
        if (!compiled.IsChecked && framePointer - (ulong)(compiled.FrameCount * RunState.FrameSize) < state->StackBase)
        {
            ThrowCallDepth();
        }

        if (!ReferenceEquals(_running, compiled))
        {
            _running = compiled;
            IsChecked = compiled.IsChecked;
        }

        return compiled.CachedEntry;
    }

    /// <summary>Interprets the target of a tail call that compiled code made.</summary>
    private ulong Interpret(ProgramCode target, ulong context, ulong framePointer)
    {
        RunState* state = _state;
        CallFrame* outer = state->Frame;
        ulong stackLow = state->StackLow;
        CallFrame* frame = _frames + ((StackTop - framePointer) / RunState.FrameSize);
        frame->Return = null;
        frame->CodeId = target.Id;
        frame->LoopBudget = RunState.MaximumLoops;
        state->Frame = frame;
        state->Helpers = target.HelperSet.Table;
        state->Registers[1] = context;
        state->Registers[10] = framePointer;
        state->StackLow = framePointer - RunState.FrameSize;
        _running = null;
        IsChecked = true;
        _code = target;
        target.Tier?.Count(target.Length);
        Interpreter.Run(state, target.Operations, this);
        state->Frame = outer;
        state->StackLow = stackLow;
        return state->Registers[0];
    }

    private ulong StackTop => _state->StackBase + StackSize;
}
