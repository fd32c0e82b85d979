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

    /// <summary>Runs machine code that was proven safe: it needs of the state only what is set here, and finds its stack wherever its frames are.</summary>
    private ulong ExecuteProven(CompiledProgram compiled, byte* top, ulong r1)
    {
        RunState* state = _state;
        state->StackHigh = (ulong)top;
        state->StackLow = state->StackBase;
        state->Registers[10] = (ulong)top;
        if (!ReferenceEquals(_running, compiled))
        {
            _running = compiled;
        }

        IsChecked = false;
        try
        {
            return compiled.CachedEntry(this, state, r1, 0, (ulong)top);
        }
        finally
        {
            AbandonHelpers();
        }
    }

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
}
