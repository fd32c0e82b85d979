// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What some helpers ask for, or do, beyond what their prototypes say.</summary>
internal sealed class HelperEffects
{
    private readonly Analysis _analysis;
    private readonly HelperCallbacks _callbacks;
    private readonly ConstantStrings _strings;

    /// <summary>Works on an analysis.</summary>
    public HelperEffects(Analysis analysis)
    {
        _analysis = analysis;
        _callbacks = new HelperCallbacks(analysis);
        _strings = new ConstantStrings(analysis);
    }

    /// <summary>Applies them, before R0 to R5 are overwritten.</summary>
    /// <returns>Whether the packet may have moved although the prototype does not say so.</returns>
    public bool Apply(HelperId id, CallArguments call)
    {
        switch (id)
        {
            case HelperId.TailCall:
                _analysis.References.CheckNoneHeld(isException: false, "tail_call");
                break;
            case HelperId.GetLocalStorage:
                if (!_analysis.Register(2).IsZero)
                    throw Refuse($"get_local_storage() doesn't support non-zero flags");
                break;
            case HelperId.ForEachMapElement or HelperId.TimerSetCallback or HelperId.FindVma or HelperId.Loop or HelperId.UserRingBufferDrain:
                _callbacks.Push(id, call);
                break;
            case HelperId.Snprintf:
                CheckFormat();
                break;
            case HelperId.DynptrFromMemory:
                if (_analysis.Register(1) is { Kind: not ValueKind.MapValue } memory)
                    throw _analysis.Unsafe($"Unsupported reg type {ValueNames.NameOf(in memory)} for bpf_dynptr_from_mem data");
                break;
            case HelperId.DynptrData:
                NoteDynptr(1, call);
                break;
            case HelperId.GetFunctionIp:
                CheckFunctionIp(call);
                break;
            case HelperId.SetReturnValue when IsForHookWithoutValue():
                throw Refuse($"BPF_LSM_CGROUP that attach to void LSM hooks can't modify return value!");
            case HelperId.DynptrWrite:
                return _analysis.Dynptrs.Find(1).Dynptr is DynptrKind.Skb or DynptrKind.SkbMeta;
        }

        return false;
    }

    private void NoteDynptr(int register, CallArguments call)
    {
        ref RegisterState dynptr = ref _analysis.Dynptrs.Find(register);
        (call.DynptrId, call.ReferenceId) = (dynptr.Id, dynptr.ReferenceId);
    }

    // Only behind a trampoline or a probe is there a traced function.
    private void CheckFunctionIp(CallArguments call)
    {
        ProgramType type = _analysis.Program.Type;
        if (type is ProgramType.Kprobe)
            return;
        if (type is not ProgramType.Tracing)
            throw _analysis.Refuse(FailureKind.Policy, $"func {call.Name}#{call.Number} not supported for program type {(int)type}");
        if (_analysis.Program.AttachType is not (AttachType.TraceFunctionEntry or AttachType.TraceFunctionExit or AttachType.ModifyReturn))
            throw _analysis.Refuse(FailureKind.Policy, $"func {call.Name}#{call.Number} supported only for fentry/fexit/fmod_ret programs");
    }

    private bool IsForHookWithoutValue()
    {
        VerifiedProgram program = _analysis.Program;
        return program is { Type: ProgramType.Lsm, AttachType: AttachType.LsmCgroup, AttachPoint: { } hook }
            && hook.Prototype(program.Btfs).ReturnTypeId == 0;
    }

    private void CheckFormat()
    {
        ulong size = _analysis.Register(5).Number.Bits.Value;
        if (size % sizeof(ulong) != 0 || !FormatStrings.IsValid(_strings.Read(3), (int)(size / sizeof(ulong))))
            throw Refuse($"Invalid format string");
    }

    private Refusal Refuse(FormattableString message) => _analysis.Refuse(FailureKind.Call, message);
}
