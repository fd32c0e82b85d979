// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Says why a probe was refused.</summary>
internal static class FeatureReasons
{
    private static readonly Lazy<KernelEnvironment> Here = new(KernelEnvironment.Read);

    /// <summary>The cause of a refusal, or at least the error.</summary>
    public static string Of(RefusedCommand refused)
    {
        string cause = LikelyCauses.Find(refused, Here.Value);
        return cause.Length > 0 ? cause : $"bpf({refused.Command.ToText()}) failed with {SyscallErrors.Name(refused.Errno)}";
    }

    /// <summary>A refusal for want of privilege tells nothing of the kernel; every other one does.</summary>
    public static FeatureState StateOf(RefusedCommand refused) =>
        refused.Errno == SyscallErrors.NotPermitted && LikelyCauses.FindPrivilege(refused, Here.Value) is not null ? FeatureState.Unknown : FeatureState.Missing;

    /// <summary>Why programs cannot be attached to functions, or whatever else a hook takes.</summary>
    public static string Of(AttachType hook, ProbeAnswer answer)
    {
        if (answer.Errno == SyscallErrors.NoEntry)
            return "the kernel's types have nothing to attach such a program to for a probe (CONFIG_DEBUG_INFO_BTF, CONFIG_BPF_LSM)";
        string[] missing = [.. RequiredOptions.Of(hook).Where(option => Here.Value.Option(option) == "n")];
        string options = missing.Length == 0 ? "" : $" (it was built without {string.Join(" and ", missing)})";
        bool isFunction = hook is AttachType.TraceFunctionEntry or AttachType.TraceFunctionExit or AttachType.ModifyReturn or AttachType.LsmMac or AttachType.LsmCgroup;
        if (isFunction && answer.Errno == SyscallErrors.NotPermitted)
            return $"the kernel does not load such a program: {Of(new RefusedCommand(BpfCommand.ProgramLoad, answer.Errno) { ProgramType = AttachProbe.ProgramTypeOf(hook), AttachType = hook })}{options}";
        if (isFunction && answer.Errno is SyscallErrors.BadType or SyscallErrors.NotSupported or SyscallErrors.Busy or SyscallErrors.Invalid or SyscallErrors.NoDevice)
        {
            return $"the program loads, but this kernel cannot attach it to a function: {SyscallErrors.Name(answer.Errno)}, it has no ftrace direct calls or trampolines{options}";
        }

        if (options.Length > 0)
            return $"this kernel was built without {string.Join(" and ", missing)}";
        return Of(new RefusedCommand(answer.HasLog ? BpfCommand.ProgramLoad : BpfCommand.LinkCreate, answer.Errno) { ProgramType = AttachProbe.ProgramTypeOf(hook), AttachType = hook, HasLog = answer.HasLog });
    }
}
