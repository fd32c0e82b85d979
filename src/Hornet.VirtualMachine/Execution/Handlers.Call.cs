// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.VirtualMachines;

/// <content>Calls, returns and tail calls (RFC 9669, section 4.3.1).</content>
internal static unsafe partial class Handlers
{
    /// <summary>Calls a built-in helper, whose address is in the machine's table.</summary>
    [MethodImpl(Optimized)]
    public static Operation* CallHelper(RunState* state, Operation* operation, ProgramRun run)
    {
        state->Current = operation;
        Register(state, 0) = state->Helpers[operation->Immediate](
            run,
            Register(state, 1),
            Register(state, 2),
            Register(state, 3),
            Register(state, 4),
            Register(state, 5));
        return Dispatch.Next(state, operation, run);
    }

    /// <summary>Calls a function that the caller of the machine registered.</summary>
    [MethodImpl(Optimized)]
    public static Operation* CallFunction(RunState* state, Operation* operation, ProgramRun run)
    {
        state->Current = operation;
        Register(state, 0) = run.Code.Functions[operation->Immediate](
            run,
            Register(state, 1),
            Register(state, 2),
            Register(state, 3),
            Register(state, 4),
            Register(state, 5));
        return Dispatch.Next(state, operation, run);
    }

    /// <summary>Calls a function that ends the program with 0 when it returns 0.</summary>
    [MethodImpl(Optimized)]
    public static Operation* CallUnwind(RunState* state, Operation* operation, ProgramRun run)
    {
        Register(state, 0) = Register(state, 1);
        if (Register(state, 0) == 0)
        {
            return null;
        }

        return Dispatch.Next(state, operation, run);
    }

    /// <summary>Calls a subprogram. Its length counts against the budget, because calls may be repeated without a backward jump.</summary>
    [MethodImpl(Optimized)]
    public static Operation* CallLocal(RunState* state, Operation* operation, ProgramRun run)
    {
        CallFrame* frame = state->Frame + 1;
        if (frame > state->LastFrame)
        {
            state->Current = operation;
            run.ThrowCallDepth();
        }

        Enter(state, frame, operation + 1);
        Operation* target = operation + 1 + operation->Immediate;
        return (state->Slice -= (ushort)operation->Offset) < 0 ? target : Dispatch.Go(state, target, run);
    }

    /// <summary>Calls what a register holds: a function of the program, or a helper by its number.</summary>
    [MethodImpl(Optimized)]
    public static Operation* CallRegister(RunState* state, Operation* operation, ProgramRun run)
    {
        state->Current = operation;
        ulong callee = Register(state, operation->Destination);
        if (!run.Code.IsFunction(callee))
        {
            return run.CallByNumber(callee) ? null : Dispatch.Next(state, operation, run);
        }

        CallFrame* frame = state->Frame + 1;
        if (frame > state->LastFrame)
        {
            run.ThrowCallDepth();
        }

        Enter(state, frame, operation + 1);
        var target = (Operation*)callee;
        return (state->Slice -= run.Code.Length) < 0 ? target : Dispatch.Go(state, target, run);
    }

    /// <summary>Returns to the caller, or ends the program or callback.</summary>
    [MethodImpl(Optimized)]
    public static Operation* Exit(RunState* state, Operation* operation, ProgramRun run)
    {
        CallFrame* frame = state->Frame;
        Operation* target = frame->Return;
        if (target == null)
        {
            return null;
        }

        Leave(state, frame);
        if (frame->CodeId != frame[-1].CodeId)
        {
            run.ReturnToCode(frame[-1].CodeId);
        }

        return Dispatch.Go(state, target, run);
    }

    /// <summary><c>bpf_tail_call</c>: goes on in another program with the same frame, or falls through when there is none.</summary>
    [MethodImpl(Optimized)]
    public static Operation* TailCall(RunState* state, Operation* operation, ProgramRun run)
    {
        state->Current = operation;
        Operation* target = run.TailCall(Register(state, 2), Register(state, 3));
        if (target == null)
        {
            return Dispatch.Next(state, operation, run);
        }

        return (state->Slice -= run.Code.Length) < 0 ? target : Dispatch.Go(state, target, run);
    }

    /// <summary>An instruction that must not be reached.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Operation* Fault(RunState* state, Operation* operation, ProgramRun run)
    {
        state->Current = operation;
        throw run.CreateFault(operation->Immediate);
    }

    /// <summary>Opens a frame; R10 moves to the end of the caller's frame.</summary>
    [MethodImpl(Inline)]
    public static void Enter(RunState* state, CallFrame* frame, Operation* returnTo)
    {
        frame->Return = returnTo;
        frame->R6 = Register(state, 6);
        frame->R7 = Register(state, 7);
        frame->R8 = Register(state, 8);
        frame->R9 = Register(state, 9);
        frame->CodeId = frame[-1].CodeId;
        frame->LoopBudget = RunState.MaximumLoops;
        state->Frame = frame;
        Register(state, 10) -= RunState.FrameSize;
        state->StackLow -= RunState.FrameSize;
    }

    /// <summary>Closes a frame and gives the caller its registers back.</summary>
    [MethodImpl(Inline)]
    public static void Leave(RunState* state, CallFrame* frame)
    {
        Register(state, 6) = frame->R6;
        Register(state, 7) = frame->R7;
        Register(state, 8) = frame->R8;
        Register(state, 9) = frame->R9;
        state->Frame = frame - 1;
        Register(state, 10) += RunState.FrameSize;
        state->StackLow += RunState.FrameSize;
        if (state->HasStackWindows != 0)
        {
            state->ForgetWindows();
        }
    }
}
