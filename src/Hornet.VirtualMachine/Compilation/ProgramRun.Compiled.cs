// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <content>What compiled code needs of its run: entry, callbacks, tail calls, registered functions.</content>
/// <remarks>
/// Compiled code keeps registers to itself. Before it calls anything here or a helper that may call back, it stores the frame's R10 into
/// <see cref="RunState.Registers"/>, and the slot it is at into <see cref="RunState.Current"/> where an error could name it.
/// </remarks>
public sealed unsafe partial class ProgramRun
{
    private CompiledProgram? _running;

    /// <summary>Calls a function of the compiled program that runs: a callback that a helper got.</summary>
    private ulong CallCompiled(ulong callback, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        RunState* state = _state;
        ProgramCode code = Code;
        CompiledProgram running = _running!;
        Operation* current = state->Current;
        ulong framePointer = state->Registers[10];
        bool isChecked = IsChecked;
        IsChecked = running.IsChecked;
        EnterFrame(running, framePointer - RunState.FrameSize);
        if (--state->Slice < 0)
        {
            RefillSlice((Operation*)callback);
        }

        ulong result = running.FindFunction(code.IndexOf((Operation*)callback))(this, state, r1, r2, r3, r4, r5, framePointer - RunState.FrameSize);
        LeaveFrame(running);
        state->Registers[10] = framePointer;
        state->Current = current;
        IsChecked = isChecked;
        return result;
    }

    /// <summary>Opens a frame below the current one for a function of compiled code that <paramref name="framePointer"/> is the R10 of.</summary>
    /// <exception cref="ExecutionException">There are too many.</exception>
    internal void EnterFrame(CompiledProgram program, ulong framePointer)
    {
        if (framePointer - RunState.FrameSize < _state->StackBase)
        {
            ThrowCallDepth();
        }

        _state->Registers[10] = framePointer;
        if (program.IsChecked)
        {
            _state->StackLow -= RunState.FrameSize;
        }
    }

    /// <summary>Closes what <see cref="EnterFrame"/> opened.</summary>
    internal void LeaveFrame(CompiledProgram program)
    {
        if (!program.IsChecked)
        {
            return;
        }

        _state->StackLow += RunState.FrameSize;
        if (_state->HasStackWindows != 0)
        {
            _state->ForgetWindows();
        }
    }

    /// <summary><see cref="EnterFrame"/> for a call that compiled code in checked mode makes itself.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void OpenFrame(ulong framePointer) => EnterFrame(_running!, framePointer);

    /// <summary>Closes what <see cref="OpenFrame"/> opened.</summary>
    /// <param name="framePointer">The caller's R10.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void CloseFrame(ulong framePointer)
    {
        LeaveFrame(_running!);
        _state->Registers[10] = framePointer;
    }

    /// <summary>Makes the tail call of compiled code.</summary>
    /// <param name="map">R2.</param>
    /// <param name="index">R3.</param>
    /// <param name="context">R1.</param>
    /// <param name="framePointer">R10: the target gets the caller's frame.</param>
    /// <returns>Whether it was made; then the caller's function returns what <c>Registers[0]</c> of the state holds. Otherwise it goes on.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool TryTailCall(ulong map, ulong index, ulong context, ulong framePointer)
    {
        if (_tailCalls >= MaximumTailCalls || FindTailCallTarget(map, (uint)index) is not { } target)
        {
            return false;
        }

        RunState* state = _state;
        ProgramCode caller = Code;
        CompiledProgram? running = _running;
        _tailCalls++;
        if ((state->Slice -= target.Length) < 0)
        {
            RefillSlice(state->Current);
        }

        _code = target;
        state->Registers[0] = target.Compiled is { } compiled
            ? Continue(compiled, context, framePointer)
            : Interpret(target, context, framePointer);
        _code = caller;
        _running = running;
        IsChecked = running is null || running.IsChecked;
        return true;
    }

    /// <summary>Calls a function that the machine's owner registered, with its arguments checked.</summary>
    /// <param name="index">Its place in <see cref="ProgramCode.Functions"/>.</param>
    /// <param name="r1">First argument.</param>
    /// <param name="r2">Second argument.</param>
    /// <param name="r3">Third argument.</param>
    /// <param name="r4">Fourth argument.</param>
    /// <param name="r5">Fifth argument.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal ulong CallRegistered(int index, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        bool isChecked = IsChecked;
        IsChecked = true;
        ulong result = Code.Functions[index](this, r1, r2, r3, r4, r5);
        IsChecked = isChecked;
        return result;
    }

    /// <summary>Takes a function's part of the instruction budget; for loops and calls of compiled code whose slice is used up.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Refill(Operation* next) => RefillSlice(next);

    private ulong RunCompiled(CompiledProgram compiled, ulong r1, ulong r2)
    {
        PrepareStack(compiled);
        return compiled.Entry(this, _state, r1, r2, _state->Registers[10]);
    }

    private ulong RunCompiledFunction(CompiledProgram compiled, int slot, ulong r1, ulong r2, ulong r3)
    {
        PrepareStack(compiled);
        return compiled.FindFunction(slot)(this, _state, r1, r2, r3, 0, 0, _state->Registers[10]);
    }

    private void PrepareStack(CompiledProgram compiled)
    {
        _running = compiled;
        IsChecked = compiled.IsChecked;
        if (!compiled.IsChecked)
        {
            // Proven code touches only what it may; helpers that look a stack address up find all frames.
            _state->StackLow = _state->StackBase;
        }
    }

    private ulong Continue(CompiledProgram compiled, ulong context, ulong framePointer)
    {
        // A subprogram may have made the tail call, with frames above its own.
        if (!compiled.IsChecked && framePointer - (ulong)(compiled.FrameCount * RunState.FrameSize) < _state->StackBase)
        {
            ThrowCallDepth();
        }

        _running = compiled;
        IsChecked = compiled.IsChecked;
        return compiled.Entry(this, _state, context, 0, framePointer);
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
        target.Tier?.Count(target.Length);
        Interpreter.Run(state, target.Operations, this);
        state->Frame = outer;
        state->StackLow = stackLow;
        return state->Registers[0];
    }

    private ulong StackTop => _state->StackBase + StackSize;
}
