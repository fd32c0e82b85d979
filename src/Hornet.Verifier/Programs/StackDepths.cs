// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Adds up the stack of functions that call each other.</summary>
internal sealed class StackDepths
{
    private const int MaximumStack = 512, MaximumBeforeTailCall = 256, SmallestPrivateStack = 64, Granularity = 16;

    private readonly VerifiedProgram _program;
    private readonly List<Subprogram> _chain = [];
    private readonly Dictionary<(int Function, int Callers, bool IsInCallback, bool MayBePrivate), int> _visited = [];
    private readonly bool[] _isOnKernelStack;
    private readonly bool[] _hasPrivateStack;

    private StackDepths(VerifiedProgram program)
    {
        _program = program;
        _isOnKernelStack = new bool[program.Subprograms.Count];
        _hasPrivateStack = new bool[program.Subprograms.Count];
    }

    /// <summary>Checks, after the paths were walked, that no chain of calls needs more than 512 bytes, 8 frames, or 256 bytes before a tail call.</summary>
    /// <exception cref="Refusal">One does.</exception>
    public static void Check(VerifiedProgram program)
    {
        var depths = new StackDepths(program);
        bool mayBePrivate = program.Subprograms.TrueForAll(function => !function.HasTailCall) && MayHavePrivateStacks(program);

        // What a function needs that runs by itself later is on the stack of whatever it interrupts, so that these come first.
        for (int i = program.Subprograms.Count - 1; i >= 0; i--)
        {
            if (i == 0 || program.Subprograms[i].IsAsyncCallback || program.Subprograms[i].IsExceptionCallback)
                depths.Visit(program.Subprograms[i], 0, i == 0 && mayBePrivate);
        }
    }

    /// <summary>Programs that cannot run twice at a time on a processor get stacks of their own for functions that need much.</summary>
    private static bool MayHavePrivateStacks(VerifiedProgram program) => program.Spec.Type switch
    {
        ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent or ProgramType.RawTracepoint => true,
        ProgramType.Tracing => program.AttachType != AttachType.TraceIterator,
        _ => false,
    };

    private void Visit(Subprogram function, int depth, bool mayBePrivate)
    {
        // What was looked at with as much stack and as many callers need not be looked at again.
        var situation = (function.Index, _chain.Count, _chain.Exists(caller => caller.IsCallback), mayBePrivate);
        if (_visited.TryGetValue(situation, out int visited) && depth <= visited)
            return;
        _visited[situation] = depth;
        if (function.Index != 0 && function.HasTailCall && depth >= MaximumBeforeTailCall)
            throw Refuse($"tail_calls are not allowed when call stack of previous frames is {depth} bytes. Too large");
        int own = (function.StackDepth + Granularity - 1) / Granularity * Granularity;
        _isOnKernelStack[function.Index] |= !mayBePrivate;
        _hasPrivateStack[function.Index] = !_isOnKernelStack[function.Index] && (_hasPrivateStack[function.Index] || own >= SmallestPrivateStack);
        if (_hasPrivateStack[function.Index])
        {
            if (own > MaximumStack)
                throw Refuse($"stack size of subprog {function.Index} is {own}. Too large");
        }
        else
        {
            depth += own;
            if (depth > MaximumStack)
                throw Refuse($"combined stack size of {_chain.Count + 1} calls is {depth}. Too large");
        }

        _chain.Add(function);
        for (int i = function.Start; i < function.End; i += _program.Instructions[i].SlotCount)
            VisitCallee(function, i, depth, mayBePrivate);
        _chain.RemoveAt(_chain.Count - 1);
    }

    private void VisitCallee(Subprogram function, int index, int depth, bool mayBePrivate)
    {
        Instruction instruction = _program.Instructions[index];
        if (instruction.IsKernelFunctionCall && KernelFunctionEffects.Throws(_program.KernelFunctions[index] ?? "") && _chain.Exists(caller => caller.IsCallback))
        {
            throw new Refusal($"bpf_throw kfunc (insn {index}) cannot be called from callback subprog {function.Index}", FailureKind.Call, index);
        }

        if (!instruction.IsLocalCall && !instruction.IsFunctionLoad)
            return;
        Subprogram callee = _program.SubprogramAt(index + instruction.Immediate + 1);
        if (callee.IsAsyncCallback || callee.IsExceptionCallback)
        {
            // It does not run on this stack unless it is called outright.
            if (!instruction.IsLocalCall)
                return;
            if (callee.IsExceptionCallback)
                throw new Refusal($"insn {index} cannot call exception cb directly", FailureKind.Call, index);
        }

        if (_chain.Count >= VerifierState.MaxFrames)
            throw new Refusal($"the call stack of {_chain.Count} frames is too deep !", FailureKind.Termination, index);
        Visit(callee, depth, mayBePrivate);
        if (!callee.TailCallReachable)
            return;
        foreach (Subprogram caller in _chain)
        {
            if (caller.IsExceptionCallback)
                throw Refuse("cannot tail call within exception cb");
            caller.TailCallReachable = true;
        }
    }

    private static Refusal Refuse(string message) => new(message, FailureKind.Termination, null);
}
