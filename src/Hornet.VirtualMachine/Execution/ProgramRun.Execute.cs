// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <content>Execution: from the state that is set up to R0, whatever executes the program, and its budget.</content>
public sealed unsafe partial class ProgramRun
{
    /// <summary>Runs a program whose context and memory are set up.</summary>
    /// <returns>R0.</returns>
    internal ulong Execute(ProgramCode code, ulong r1, ulong r2 = 0, ulong r3 = 0, Operation* start = null)
    {
        Reset(code);
        byte* top = _stack + StackSize;
        CompiledProgram? compiled = code.Compiled;
        if (compiled is { IsChecked: false } && start == null)
        {
            return ExecuteProven(compiled, top, r1);
        }

        RunState* state = _state;
        CallFrame* frame = _frames;
        frame->Return = null;
        frame->CodeId = code.Id;
        frame->LoopBudget = RunState.MaximumLoops;
        state->Frame = frame;
        state->Helpers = code.HelperSet.Table;
        state->StackHigh = (ulong)top + (ulong)code.Linked.StackSlack;
        state->StackLow = (ulong)(top - RunState.FrameSize);
        state->Registers = default;
        state->Registers[1] = r1;
        state->Registers[2] = r2;
        state->Registers[3] = r3;
        state->Registers[10] = (ulong)top;
        try
        {
            if (compiled is not null)
            {
                return start == null ? RunCompiled(compiled, r1, r2) : RunCompiledFunction(compiled, code.IndexOf(start), r1, r2, r3);
            }

            _running = null;
            IsChecked = true;
            Interpreter.Run(state, start == null ? code.Operations : start, this);
            code.Tier?.Count(code.Length + Math.Min(_options.InstructionBudget, Interpreter.SliceSize) - state->Slice);
            return state->Registers[0];
        }
        finally
        {
            AbandonHelpers();
        }
    }

    /// <summary>Forgets the last run, and gives the next its budget and a clean stack.</summary>
    private void Reset(ProgramCode code)
    {
        // Storing a reference costs more than looking whether it is there already.
        if (!ReferenceEquals(_code, code))
        {
            _code = code;
        }

        _tailCalls = 0;
        if (Redirect.Kind != RedirectKind.None)
        {
            Redirect = default;
        }

        ResetHelpers();
        if (_trace.Count != 0)
        {
            _trace.Clear();
        }

        RunState* state = _state;
        if (_addressSpaceVersion != _addressSpace.Version || state->HasStackWindows != 0)
        {
            _addressSpaceVersion = _addressSpace.Version;
            state->ForgetWindows();
        }

        state->StackBase = (ulong)_stack;
        state->SuspendedTop = (ulong*)&state->Suspended;
        long budget = _options.InstructionBudget;
        _budget = budget - Interpreter.SliceSize;
        state->Slice = Math.Min(budget, Interpreter.SliceSize);

        // The same program on the same input gives the same result, even when it reads stack it has not written.
        int reach = code.StackReach;
        byte* top = _stack + StackSize;
        if (reach > MostBytesInPlace)
        {
            NativeMemory.Clear(top - reach, (nuint)reach);
            return;
        }

        for (ulong* word = (ulong*)(top - reach); word < top; word++)
        {
            *word = 0;
        }
    }

    /// <summary>Grants the next slice of the instruction budget.</summary>
    /// <param name="next">The operation to go on with, for messages.</param>
    internal void RefillSlice(Operation* next)
    {
        while (_state->Slice < 0)
        {
            if (_budget <= 0)
            {
                _state->Current = next;
                throw new ExecutionException(
                    ExecutionError.InstructionBudget,
                    $"it used up its budget of {Options.InstructionBudget} instructions",
                    Position);
            }

            long grant = Math.Min(_budget, Interpreter.SliceSize);
            _budget -= grant;
            _state->Slice += grant;
        }

        if (_running is null)
        {
            Code.Tier?.Count(Interpreter.SliceSize);
        }

        if (Cancellation.IsCancellationRequested || _isStopping)
        {
            _state->Current = next;
            throw new ExecutionException(ExecutionError.Cancelled, "the run was cancelled", Position);
        }
    }
}
