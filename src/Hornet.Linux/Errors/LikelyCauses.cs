// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Finds why the kernel refused a command, from what this thread may do and what the kernel has.</summary>
internal static class LikelyCauses
{
    /// <summary>Since then, maps and programs are charged to their control group instead of the memory the process may lock.</summary>
    public static readonly KernelVersion MemoryOfControlGroups = new(5, 11);

    /// <summary>The cause and what to try; empty where nothing can be said.</summary>
    /// <param name="refused">What was refused.</param>
    /// <param name="environment">Where.</param>
    public static string Find(RefusedCommand refused, KernelEnvironment environment)
    {
        if (refused.Errno is SyscallErrors.NotPermitted && FindPrivilege(refused, environment) is { } privilege)
            return privilege;
        bool isUnknown = refused.Errno is SyscallErrors.Invalid or SyscallErrors.NotSupported or SyscallErrors.BadType or SyscallErrors.TooBig or SyscallErrors.NotImplemented;
        if (isUnknown && !refused.HasLog && (FindRelease(refused, environment) ?? FindOption(refused, environment)) is { } missing)
            return missing;
        return SyscallErrors.LikelyCause(refused.Command, refused.Errno);
    }

    /// <summary>Which privilege is missing for a command that was not permitted; null where it is something else.</summary>
    public static string? FindPrivilege(RefusedCommand refused, KernelEnvironment environment)
    {
        (Capability[] required, bool isOpenToAll) = RequiredCapabilities.Of(refused);
        bool needsNone = isOpenToAll && environment.UnprivilegedDisabled == 0 && required is [Capability.Bpf];
        Capability[] missing = needsNone ? [] : [.. required.Where(capability => !environment.Has(capability))];
        if (missing.Length > 0)
            return DescribeMissing(refused, environment, missing);
        if (refused.Command is BpfCommand.MapCreate or BpfCommand.ProgramLoad && environment.Release < MemoryOfControlGroups && environment.LockedMemoryLimit is { } limit)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"kernels before 5.11 charge maps and programs to the memory a process may lock, which is limited to {limit} bytes here; raise it (ulimit -l unlimited, LimitMEMLOCK=infinity)");
        }

        if (environment.HasSeccompFilter)
            return $"the thread has the privilege that {refused.Subject} takes, but a seccomp filter decides about its system calls, and most containers' filters forbid bpf(2); allow it there (--security-opt seccomp=…)";
        return environment.Lockdown switch
        {
            Lockdown.Confidentiality => "the kernel is locked down (confidentiality), which forbids programs to read kernel memory; start it without lockdown=confidentiality",
            Lockdown.Integrity when refused.Command == BpfCommand.ProgramLoad => "the kernel is locked down (integrity), which forbids programs to write user memory; start it without lockdown=integrity",
            _ => null,
        };
    }

    /// <summary>Whether lockdown is why the verifier does not know a helper (kernel/trace/bpf_trace.c asks it); null where it is not.</summary>
    public static string? FindLockdown(VerifierRejection rejection, KernelEnvironment environment)
    {
        if (rejection.Kind != "forbidden-helper")
            return null;
        return environment.Lockdown switch
        {
            Lockdown.Confidentiality when rejection.Message.Contains("bpf_probe_read", StringComparison.Ordinal) =>
                "the kernel is locked down (confidentiality), which forbids programs to read kernel memory; start it without lockdown=confidentiality",
            Lockdown.Confidentiality or Lockdown.Integrity when rejection.Message.Contains("bpf_probe_write_user", StringComparison.Ordinal) =>
                "the kernel is locked down, which forbids programs to write user memory; start it without lockdown=",
            _ => null,
        };
    }

    private static string DescribeMissing(RefusedCommand refused, KernelEnvironment environment, Capability[] missing)
    {
        string names = string.Join(" and ", missing.Select(Name));
        if (!environment.IsInitialUserNamespace)
            return $"{refused.Subject} takes {names} in the machine's own user namespace, and this process is in another, where capabilities do not count; run it outside, or give it a BPF token (Linux 6.9)";
        string setting = string.Join(",", missing.Select(capability => Name(capability).ToLowerInvariant()));
        return $"missing privilege: {refused.Subject} takes {names}, which this thread does not have; run as root, or give the executable the capability (setcap {setting}+ep)";
    }

    private static string? FindRelease(RefusedCommand refused, KernelEnvironment environment)
    {
        (string what, KernelVersion since)[] needs =
        [
            (refused.ProgramType is { } program ? $"programs of the type {program.ToText()}" : "", refused.ProgramType?.Since() ?? default),
            (refused.MapType is { } map ? $"maps of the type {map.ToText()}" : "", refused.MapType?.Since() ?? default),
            (refused.AttachType is { } attach ? $"the hook {attach.ToText()}" : "", refused.AttachType?.Since() ?? default),
            ($"bpf({refused.Command.ToText()})", RequiredOptions.Since(refused.Command)),
        ];
        foreach ((string what, KernelVersion since) in needs)
        {
            if (what.Length > 0 && environment.Release < since)
                return $"{what} {(what.StartsWith("the hook", StringComparison.Ordinal) || what.StartsWith("bpf(", StringComparison.Ordinal) ? "needs" : "need")} Linux {since}, and this is Linux {environment.Release}";
        }

        return MapFlagReleases.FirstUnknown(refused.MapFlags, environment.Release) is { } flag
            ? $"the flag {flag.Name} needs Linux {flag.Since}, and this is Linux {environment.Release}"
            : null;
    }

    private static string? FindOption(RefusedCommand refused, KernelEnvironment environment)
    {
        string[] options =
        [
            "CONFIG_BPF_SYSCALL",
            .. refused.ProgramType is { } program ? RequiredOptions.Of(program) : [],
            .. refused.MapType is { } map ? RequiredOptions.Of(map) : [],
            .. refused.AttachType is { } attach ? RequiredOptions.Of(attach) : [],
        ];
        string[] missing = [.. options.Distinct().Where(option => environment.Option(option) == "n")];
        return missing.Length == 0 ? null : $"this kernel was built without {string.Join(" and ", missing)}, which {refused.Subject} takes";
    }

    private static string Name(Capability capability) => capability switch
    {
        Capability.NetworkAdministration => "CAP_NET_ADMIN",
        Capability.SystemAdministration => "CAP_SYS_ADMIN",
        Capability.SystemResource => "CAP_SYS_RESOURCE",
        Capability.PerformanceMonitoring => "CAP_PERFMON",
        _ => "CAP_BPF",
    };
}
