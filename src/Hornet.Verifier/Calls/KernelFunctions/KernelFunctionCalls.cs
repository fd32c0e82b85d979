// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Checks calls of kernel functions by their BTF types, flags and argument names.</summary>
internal sealed class KernelFunctionCalls
{
    private const int ArgumentRegisters = 5, GreatestError = 4095;

    // Functions of network drivers, for programs that are loaded for one device; objects do not say for which.
    private const string DeviceFunctions = "bpf_xdp_metadata_rx_";

    private readonly Analysis _analysis;
    private readonly KernelFunctionSignatures _signatures;
    private readonly CollectionArguments _collections;
    private readonly IteratorSlots _iterators;
    private readonly CriticalSections _sections;
    private readonly KernelFunctionArguments _arguments;
    private readonly KernelFunctionResults _results;
    private readonly KernelFunctionCall _call = new();
    private readonly CalleeSetup _comparison;
    private readonly CalleeSetup _workQueue;
    private readonly CalleeSetup _taskWork;

    /// <summary>Works on an analysis.</summary>
    public KernelFunctionCalls(Analysis analysis)
    {
        _analysis = analysis;
        _signatures = new KernelFunctionSignatures(analysis.Program);
        _collections = new CollectionArguments(analysis);
        _iterators = new IteratorSlots(analysis);
        _sections = new CriticalSections(analysis);
        _arguments = new KernelFunctionArguments(analysis, _collections, _iterators, _sections);
        _results = new KernelFunctionResults(analysis, _collections);
        _comparison = _collections.FillComparison;
        _workQueue = static (caller, callee) => FillMapElement(callee, caller.Registers[1].MapIndex);
        _taskWork = static (caller, callee) => FillMapElement(callee, caller.Registers[3].MapIndex);
    }

    /// <summary>Processes a call of a kernel function; its name is in <see cref="VerifiedProgram.KernelFunctions"/>.</summary>
    public void Call(Instruction instruction)
    {
        if (_signatures.At(_analysis.Instruction) is not { } function)
        {
            CallUndeclared(instruction);
            return;
        }

        if (_analysis.SpinLocks.IsHeld && !KernelFunctionRoles.MayBeCalledUnderLock(function))
            throw _analysis.Refuse(FailureKind.Resources, $"function calls are not allowed while holding a lock");
        if (IsOfHostOnly(function))
        {
            CallHost(function);
            return;
        }

        CheckAllowed(function);
        _call.Reset(function);
        if (function.Role is KernelFunctionRole.ResilientLock or KernelFunctionRole.ResilientLockInterruptsOff)
            ForkWithoutLock();
        _arguments.Check(_call);
        Apply(function);
        Array.Clear(_analysis.Frame.Registers, 0, ArgumentRegisters + 1);
        _results.Set(_call);
        if (function.Role == KernelFunctionRole.PullData)
            _analysis.References.ForgetPacketPointers();
        if (function.Has(KfuncTraits.IteratorNext))
            _iterators.Next(_call);
        if (function.Role == KernelFunctionRole.Throw)
            Throw();
    }

    private void CheckAllowed(KernelFunctionSignature function)
    {
        VerifiedProgram program = _analysis.Program;
        if (function.Known?.IsAllowed(program.Type, program.AttachType ?? default(AttachType)) != true)
            throw Refuse($"calling kernel function {function.Name} is not allowed");
        if (function.Name.StartsWith(DeviceFunctions, StringComparison.Ordinal))
            throw Refuse($"metadata kfuncs require device-bound program");
        if (function.Role == KernelFunctionRole.Trap)
            throw _analysis.Refuse(FailureKind.Structure, $"unexpected __bpf_trap() due to uninitialized variable?");
        if (function.Has(KfuncTraits.MightSleep) && !_analysis.State.MaySleep)
            throw Refuse($"program must be sleepable to call sleepable kfunc {function.Name}");
    }

    // A lock that detects deadlocks may not be given: that is another path, with an error number.
    private void ForkWithoutLock()
    {
        VerifierState fork = _analysis.Path.Fork(_analysis.Instruction + 1);
        Array.Clear(fork.Frame.Registers, 0, ArgumentRegisters + 1);
        ref RegisterState result = ref fork.Frame.Registers[0];
        result = RegisterState.UnknownScalar;
        (result.Number.SignedMin, result.Number.SignedMax) = (-GreatestError, -1);
        (result.Number.SignedMin32, result.Number.SignedMax32) = (-GreatestError, -1);
        result.Number.Synchronize();
    }

    /// <summary>What a call does before its result is known, in the kernel's order.</summary>
    private void Apply(KernelFunctionSignature function)
    {
        PushCallback(function);
        _sections.Apply(function);
        if (_call.Arguments.ReleasedRegister != 0)
            Release(function);
        if (function.Role is KernelFunctionRole.ListPush or KernelFunctionRole.TreeAdd)
            _collections.GiveToCollection(_call);
        if (function.Role == KernelFunctionRole.Throw && !_analysis.Program.Subprograms.Exists(candidate => candidate.IsExceptionCallback))
            _analysis.Returns.CheckExit(1);
    }

    private void PushCallback(KernelFunctionSignature function)
    {
        int callback = _call.Arguments.CallbackSubprogram;
        switch (function.Role)
        {
            case KernelFunctionRole.TreeAdd:
                _analysis.Functions.PushCallback(callback, _comparison, new ReturnRange(0, 1));
                break;
            case KernelFunctionRole.WorkQueueCallback:
                _analysis.Functions.PushAsyncCallback(callback, _workQueue, new ReturnRange(0, 0), maySleep: true);
                break;
            case KernelFunctionRole.TaskWork:
                _analysis.Functions.PushAsyncCallback(callback, _taskWork, new ReturnRange(int.MinValue, int.MaxValue), maySleep: true);
                break;
        }
    }

    private void Release(KernelFunctionSignature function)
    {
        uint reference = _analysis.Register(_call.Arguments.ReleasedRegister).ReferenceId;
        if (!_analysis.References.TryRelease(reference))
            throw _analysis.Refuse(FailureKind.Resources, $"kfunc {function.Name}#{function.FunctionId} reference has not been acquired before");
    }

    private void Throw()
    {
        _analysis.References.CheckNoneHeld(isException: true, "bpf_throw");
        _analysis.EndsPath = true;
    }

    private static void FillMapElement(StackFrame callee, int map)
    {
        callee.Registers[1] = OfMap(ValueKind.Map, map);
        callee.Registers[2] = OfMap(ValueKind.MapKey, map);
        callee.Registers[3] = OfMap(ValueKind.MapValue, map);
    }

    private static RegisterState OfMap(ValueKind kind, int map)
    {
        RegisterState state = RegisterState.Pointer(kind);
        state.MapIndex = map;
        return state;
    }

    private bool IsOfHostOnly(KernelFunctionSignature function) =>
        function.Known is null && _analysis.Options.Host is { } host && host.KernelFunctions.Contains(function.Name);

    private void CallUndeclared(Instruction instruction)
    {
        string name = _analysis.Program.KernelFunctions[_analysis.Instruction]
            ?? throw _analysis.Refuse(FailureKind.Structure, $"invalid kernel function call not eliminated in verifier pass (#{instruction.Immediate})");
        if (_analysis.Options.Host is { } host && host.KernelFunctions.Contains(name))
            CallHost(null);
        else
            throw Refuse($"calling kernel function {name} is not allowed");
    }

    // Nothing is known of what a host's own function does: it may write wherever a pointer to the stack leads, and return any number.
    private void CallHost(KernelFunctionSignature? function)
    {
        int parameters = function?.Parameters.Length ?? 0;
        for (int register = 1; register <= Math.Min(parameters, ArgumentRegisters); register++)
        {
            ref RegisterState value = ref _analysis.Readable((Register)register);
            if (value.Kind == ValueKind.Stack)
                ForgetStack(_analysis.State[value.Frame]);
        }

        Array.Clear(_analysis.Frame.Registers, 0, ArgumentRegisters + 1);
        _analysis.Register(0) = RegisterState.UnknownScalar;
    }

    private static void ForgetStack(StackFrame frame)
    {
        for (int slot = 0; slot < frame.SlotCount; slot++)
        {
            Span<SlotKind> kinds = frame.KindsOf(slot);
            if (kinds.ContainsAny(SlotKind.Dynptr, SlotKind.Iterator, SlotKind.InterruptFlags))
                continue;
            kinds.Replace(SlotKind.Spill, SlotKind.Misc);
            kinds.Replace(SlotKind.Zero, SlotKind.Misc);
            frame.Slots[slot] = RegisterState.Uninitialized;
        }
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Policy, message);
}
