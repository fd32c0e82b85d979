// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Whether a program may attach to what it names, and sleep there.</summary>
internal static class AttachRules
{
    /// <summary>Checks a program whose flow was checked.</summary>
    /// <exception cref="Refusal">It may not.</exception>
    public static void Check(VerifiedProgram program)
    {
        if (Fault(program) is { } message)
            throw new Refusal(message, FailureKind.Policy, null);
    }

    private static string? Fault(VerifiedProgram program)
    {
        ProgramSpec spec = program.Spec;
        if (spec.Type == ProgramType.Syscall)
            return spec.IsSleepable ? null : "Syscall programs can only be sleepable";
        if (spec.IsSleepable && !CanSleep(spec))
            return "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable";
        return program.AttachPoint is not { } point ? null
            : spec.Type == ProgramType.StructOperations ? StructureFault(program, point)
            : point.Target is { } target ? TargetFault(program, target, point)
            : spec.Type == ProgramType.Lsm ? LsmFault(program, point)
            : FunctionFault(program, point);
    }

    /// <summary>Where a program may sleep at all. That probes of kernel functions may not is found out when one is attached.</summary>
    private static bool CanSleep(ProgramSpec spec) => spec.Type is ProgramType.Kprobe or ProgramType.Lsm or ProgramType.StructOperations
        || (spec.Type == ProgramType.Tracing && ProgramTypes.MaySleep(spec.Type, spec.AttachType ?? 0));

    private static string? StructureFault(VerifiedProgram program, AttachPoint point)
    {
        if (!program.IsGplCompatible)
            return "struct ops programs must have a GPL compatible license";
        return AttachFacts.IsSupportedMember(point.StructureName!, point.Name, program.Spec.IsSleepable)
            ? null
            : $"attach to unsupported member {point.Name} of struct {point.StructureName}";
    }

    private static string? TargetFault(VerifiedProgram program, TargetProgram target, AttachPoint point)
    {
        bool isExtension = program.Spec.Type == ProgramType.Extension;
        if (program.AttachType == AttachType.TraceRawTracepoint)
            return "Only FENTRY/FEXIT progs are attachable to another BPF prog";
        if (isExtension && !target.Function.IsGlobal && target.Function.Instruction != 0)
            return "Cannot replace static functions";
        if (target.Program.Type == program.Spec.Type)
            return isExtension ? "Cannot recursively attach" : "Cannot nest tracing program attach more than once";
        if (isExtension && target.Program is { Type: ProgramType.Tracing, AttachType: AttachType.TraceFunctionEntry or AttachType.TraceFunctionExit })
            return "Cannot extend fentry/fexit";
        if (isExtension && SignatureComparer.Compare(program, point) is { } difference)
            return difference;
        if (program.Spec.IsSleepable)
            return $"{point.Name} is not sleepable";
        return program.AttachType == AttachType.ModifyReturn ? "can't modify return codes of BPF programs" : null;
    }

    private static string? LsmFault(VerifiedProgram program, AttachPoint point)
    {
        if (program.Spec.IsSleepable && !AttachFacts.IsSleepableHook(point.Name))
            return $"{point.Name} is not sleepable";
        if (!program.IsGplCompatible)
            return "LSM programs must have a GPL compatible license";
        return AttachFacts.IsDisabledHook(point.Name) ? $"attach_btf_id {point.TypeId} points to disabled hook {point.Name}" : null;
    }

    private static string? FunctionFault(VerifiedProgram program, AttachPoint point)
    {
        if (program.AttachType is AttachType.TraceRawTracepoint or AttachType.TraceIterator)
            return null;
        if (program.Spec.IsSleepable && !AttachFacts.IsSleepableFunction(point.Name))
            return $"{point.Name} is not sleepable";
        if (!program.Spec.IsSleepable && program.AttachType == AttachType.ModifyReturn && !AttachFacts.IsModifiable(point.Name))
            return $"{point.Name}() is not modifiable";
        if (AttachFacts.IsDeniedToTracing(point.Name))
            return $"Attaching tracing programs to function '{point.Name}' is rejected.";
        bool comesBack = program.AttachType is AttachType.TraceFunctionExit or AttachType.ModifyReturn;
        return comesBack && AttachFacts.NeverReturns(point.Name) ? $"Attaching fexit/fmod_ret to __noreturn function '{point.Name}' is rejected." : null;
    }
}
