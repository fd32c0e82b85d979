// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Checks calls of helpers: whether they are allowed, their arguments, what they change, what they return.</summary>
internal sealed class HelperCalls
{
    private readonly Analysis _analysis;
    private readonly HelperPolicy _policy;
    private readonly HelperArguments _arguments;
    private readonly HelperEffects _effects;
    private readonly HelperResults _results;
    private readonly HelperMaps _maps;
    private readonly CallArguments _call = new();

    /// <summary>Works on an analysis.</summary>
    public HelperCalls(Analysis analysis)
    {
        _analysis = analysis;
        _policy = new HelperPolicy(analysis);
        _arguments = new HelperArguments(analysis);
        _effects = new HelperEffects(analysis);
        _results = new HelperResults(analysis);
        _maps = new HelperMaps(analysis);
    }

    /// <summary>Processes a call of a helper.</summary>
    public void Call(Instruction instruction)
    {
        var id = (HelperId)instruction.Immediate;
        if (_analysis.SpinLocks.IsHeld && id != HelperId.SpinUnlock)
            throw _analysis.Refuse(FailureKind.Resources, $"function calls are not allowed while holding a lock");
        if (_analysis.Options.Host is { } host && host.Helpers.Contains(instruction.Immediate))
        {
            HostCalls.Call(_analysis);
            return;
        }

        HelperPrototype prototype = _policy.Check(id);
        _call.Reset(HelperNames.Of(id), (uint)id);
        _call.AcceptsPacketMemory = (prototype.Traits & HelperTraits.AcceptsPacketMemory) != 0;
        for (int i = 0; i < prototype.Arguments.Length; i++)
            _arguments.Check(i, prototype, _call);
        _maps.CheckUse(id, _call);
        FillMemory();
        if (_call.ReleasedRegister != 0)
            Release(id, prototype);
        bool changesPacket = _effects.Apply(id, _call) | prototype.ChangesPacketData;
        Array.Clear(_analysis.Frame.Registers, 0, 6);
        _results.Set(id, prototype, _call);
        _maps.CheckFit(id, _call);
        if (id == HelperId.TailCall)
            LeaveByTailCall();
        else if (changesPacket)
            _analysis.References.ForgetPacketPointers();
    }

    // A tail call that fails goes on behind the call. One that succeeds ends the program or, in a function that the program calls, comes back
    // to the caller with what another program returned and did.
    private void LeaveByTailCall()
    {
        if (_analysis.State.FrameIndex == 0)
            return;
        _analysis.Path.Fork(_analysis.Instruction + 1);
        _analysis.References.ForgetPacketPointers();
        _analysis.Register(0) = RegisterState.UnknownScalar;
        _analysis.Functions.Return();

        // Who processes the call goes one further.
        _analysis.Instruction--;
    }

    // Stack that the helper fills holds numbers afterwards, whatever it held before.
    private void FillMemory()
    {
        for (int i = 0; i < _call.FilledSize; i++)
            _analysis.Memory.Check(_call.FilledRegister, i, 1, AccessKind.Write, -1);
    }

    private void Release(HelperId id, HelperPrototype prototype)
    {
        int register = _call.ReleasedRegister;
        if (prototype.Arguments[register - 1].Kind == ArgumentKind.Dynptr)
            _analysis.Dynptrs.Release(register, _call);
        else if (_call.ReferenceId != 0 && id == HelperId.KptrExchange)
            _analysis.References.ReleaseIntoMap(_call.ReferenceId, _call);
        else if (_call.ReferenceId != 0)
            _analysis.References.Release(_call.ReferenceId, _call);
        else if (!_analysis.Register(register).IsZero)
            throw _analysis.References.NotAcquired(_call);
    }
}
