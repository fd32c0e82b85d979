// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Calls of the program's own functions, their returns, and callbacks.</summary>
internal sealed class FunctionCalls
{
    private const int FirstArgument = 1, LastArgument = 5;

    private readonly Analysis _analysis;

    /// <summary>Works on an analysis.</summary>
    public FunctionCalls(Analysis analysis)
    {
        _analysis = analysis;
        Globals = new GlobalFunctions(analysis);
    }

    /// <summary>Checks calls of global functions.</summary>
    public GlobalFunctions Globals { get; }

    /// <summary>Processes a call of one of the program's functions and goes to its first instruction, or for a global function to the one after the call.</summary>
    public void Call(Instruction instruction)
    {
        int target = _analysis.Instruction + instruction.Immediate + 1;
        Subprogram callee = _analysis.Program.SubprogramStartingAt(target)
            ?? throw _analysis.Refuse(FailureKind.Structure, $"verifier bug: no function at insn {target}");
        if (callee.IsGlobal)
        {
            CallGlobal(callee);
            _analysis.Instruction++;
            return;
        }

        VerifierState state = _analysis.State;
        StackFrame caller = state.Frame;
        StackFrame frame = Enter(state, callee.Index);
        for (int i = FirstArgument; i <= LastArgument; i++)
            frame.Registers[i] = caller.Registers[i];
        Clobber(caller);
        if (_analysis.Log.IsEnabled)
            _analysis.Log.Enter(state);
        _analysis.Instruction = callee.Start;
    }

    /// <summary>Processes the exit of a function that is not the outermost.</summary>
    public void Return()
    {
        VerifierState state = _analysis.State;
        StackFrame callee = state.Frame, caller = state[state.FrameIndex - 1];
        ref RegisterState result = ref callee.Registers[0];
        if (result.Kind == ValueKind.Stack)
            throw _analysis.Unsafe($"cannot return stack pointer to the caller");
        if (_analysis.Log.IsEnabled)
            _analysis.Log.Leave(state);
        if (!callee.IsCallback)
        {
            caller.Registers[0] = result;
            _analysis.Instruction = callee.CallSite + 1;
            LeaveFrame(state);
            return;
        }

        if (!result.IsScalar)
            throw _analysis.Unsafe($"R0 not a scalar value");
        _analysis.Precision.MarkRegister(0);
        _analysis.Returns.CheckCallback(callee.CallbackReturn);
        // The helper may call it again: its call decides, and widening brings the rounds to rest.
        _analysis.Instruction = callee.CallSite;
        LeaveFrame(state);
        Widening.AgainstPreviousRound(_analysis.States, state, state, callee.CallSite);
    }

    /// <summary>
    /// From a call that calls back at once: walks the callback on a path of its own, which comes back to the call; the current path goes on as if
    /// it were not called again. Called after the arguments are checked and before R0 to R5 are overwritten.
    /// </summary>
    /// <param name="subprogram">The callback.</param>
    /// <param name="setup">Fills its argument registers.</param>
    /// <param name="returnRange">What the callback may return.</param>
    public void PushCallback(int subprogram, CalleeSetup setup, ReturnRange returnRange)
    {
        _analysis.Program.Subprograms[subprogram].IsCallback = true;
        VerifierState fork = _analysis.Path.Fork(_analysis.Program.Subprograms[subprogram].Start);
        StackFrame caller = fork.Frame;
        StackFrame callee = Enter(fork, subprogram);
        callee.IsCallback = true;
        callee.CallbackReturn = returnRange;
        // The caller keeps its arguments: when the callback returns, the call is processed again.
        setup(caller, callee);
        fork.CallbackUnrollDepth++;
        caller.CallbackDepth++;
        _analysis.Frame.CallbackDepth = 0;
    }

    /// <summary>From a call that makes a function be called later: walks that function on a path of its own, from an empty state.</summary>
    /// <param name="subprogram">The callback.</param>
    /// <param name="setup">Fills its argument registers.</param>
    /// <param name="returnRange">What the callback may return.</param>
    /// <param name="maySleep">Whether it is called where it may sleep.</param>
    public void PushAsyncCallback(int subprogram, CalleeSetup setup, ReturnRange returnRange, bool maySleep)
    {
        _analysis.Program.Subprograms[subprogram].IsCallback = true;
        _analysis.Program.Subprograms[subprogram].IsAsyncCallback = true;
        StackFrame caller = _analysis.Frame;
        VerifierState fork = _analysis.Path.ForkAsync(subprogram);
        fork.MaySleep = maySleep;
        StackFrame callee = fork.Frame;
        callee.IsAsyncCallback = true;
        callee.CallbackReturn = returnRange;
        callee.AsyncEntries = caller.AsyncEntries + 1;
        setup(caller, callee);
    }

    private void CallGlobal(Subprogram callee)
    {
        VerifierState state = _analysis.State;
        if (state.ActiveLocks != 0)
            throw _analysis.Refuse(FailureKind.Resources, $"global function calls are not allowed while holding a lock,\nuse static function instead");
        if (callee.MightSleep && !IsSleepAllowed(state))
        {
            throw _analysis.Refuse(
                FailureKind.Policy,
                $"global functions that may sleep are not allowed in non-sleepable context,\ni.e., in a RCU/IRQ/preempt-disabled section, or in\na non-sleepable BPF program context");
        }

        Globals.CheckArguments(callee);
        if (callee.ChangesPacketData)
            _analysis.References.ForgetPacketPointers();
        callee.IsCalled = true;
        StackFrame frame = state.Frame;
        Clobber(frame);
        frame.Registers[0] = RegisterState.UnknownScalar;
    }

    private void LeaveFrame(VerifierState state)
    {
        state.Leave();
        if (_analysis.Log.IsEnabled)
            _analysis.Log.Resume(state, _analysis.Instruction);
    }

    private static bool IsSleepAllowed(VerifierState state) =>
        state is { MaySleep: true, RcuDepth: 0, PreemptionDepth: 0, ActiveInterruptsId: 0, ActiveLocks: 0 };

    private StackFrame Enter(VerifierState state, int subprogram)
    {
        if (state.FrameIndex + 1 >= VerifierState.MaxFrames)
            throw _analysis.Refuse(FailureKind.Termination, $"the call stack of {state.FrameIndex + 2} frames is too deep");
        return state.Enter(_analysis.Instruction, subprogram);
    }

    private static void Clobber(StackFrame frame)
    {
        for (int i = 0; i <= LastArgument; i++)
            frame.Registers[i] = RegisterState.Uninitialized;
    }
}
