// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Settings of the machine and options of the kernel that decide about BPF.</summary>
internal static class SystemSettings
{
    // The options that bpftool reports, and those that Hornet's hooks take.
    private static readonly string[] WantedOptions =
    [
        "CONFIG_BPF", "CONFIG_BPF_SYSCALL", "CONFIG_HAVE_EBPF_JIT", "CONFIG_BPF_JIT", "CONFIG_BPF_JIT_ALWAYS_ON", "CONFIG_DEBUG_INFO_BTF",
        "CONFIG_DEBUG_INFO_BTF_MODULES", "CONFIG_CGROUPS", "CONFIG_CGROUP_BPF", "CONFIG_CGROUP_NET_CLASSID", "CONFIG_SOCK_CGROUP_DATA", "CONFIG_BPF_EVENTS",
        "CONFIG_KPROBE_EVENTS", "CONFIG_UPROBE_EVENTS", "CONFIG_TRACING", "CONFIG_FTRACE_SYSCALLS", "CONFIG_FUNCTION_ERROR_INJECTION", "CONFIG_BPF_KPROBE_OVERRIDE",
        "CONFIG_NET", "CONFIG_XDP_SOCKETS", "CONFIG_LWTUNNEL_BPF", "CONFIG_NET_ACT_BPF", "CONFIG_NET_CLS_BPF", "CONFIG_NET_CLS_ACT", "CONFIG_NET_SCH_INGRESS",
        "CONFIG_XFRM", "CONFIG_IP_ROUTE_CLASSID", "CONFIG_IPV6_SEG6_BPF", "CONFIG_BPF_LIRC_MODE2", "CONFIG_BPF_STREAM_PARSER", "CONFIG_NETFILTER_XT_MATCH_BPF",
        "CONFIG_TEST_BPF", "CONFIG_HZ", "CONFIG_BPF_LSM", "CONFIG_FUNCTION_TRACER", "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS", "CONFIG_FPROBE", "CONFIG_UPROBES",
        "CONFIG_NETKIT", "CONFIG_NET_XGRESS", "CONFIG_NETFILTER_BPF_LINK",
    ];

    /// <summary>The settings.</summary>
    public static IEnumerable<KernelFeature> All(ProgramProbe programs)
    {
        KernelEnvironment here = KernelEnvironment.Read();
        yield return new KernelFeature("kernel_release", FeatureState.Available, KernelRelease.Release);
        yield return Setting("unprivileged_bpf_disabled", "/proc/sys/kernel/unprivileged_bpf_disabled", value => value switch
        {
            "0" => "unprivileged users may load some programs",
            "1" => "only privileged users may use bpf(2), until the machine starts anew",
            "2" => "only privileged users may use bpf(2); root can change that",
            _ => "",
        });
        yield return Setting("bpf_jit_enable", "/proc/sys/net/core/bpf_jit_enable", value => value switch
        {
            "0" => "programs are interpreted",
            "1" => "programs are compiled to machine code",
            "2" => "programs are compiled, and the code is written to the kernel's log",
            _ => "",
        });
        yield return Setting("bpf_jit_harden", "/proc/sys/net/core/bpf_jit_harden", value => value switch
        {
            "0" => "constants are not blinded",
            "1" => "constants of unprivileged programs are blinded",
            "2" => "constants of all programs are blinded",
            _ => "",
        });
        yield return Setting("bpf_jit_kallsyms", "/proc/sys/net/core/bpf_jit_kallsyms", value => value == "1" ? "programs are in /proc/kallsyms for root" : "programs are not in /proc/kallsyms");
        yield return Setting("bpf_jit_limit", "/proc/sys/net/core/bpf_jit_limit", _ => "bytes of machine code that unprivileged programs may take");
        yield return Setting("bpf_stats_enabled", "/proc/sys/kernel/bpf_stats_enabled", value => value == "1" ? "run statistics are on" : "run statistics are off");
        yield return Setting("kptr_restrict", "/proc/sys/kernel/kptr_restrict", value => value == "2" ? "kernel addresses are hidden from everybody" : "kernel addresses are shown to those with CAP_SYSLOG");
        yield return FindLockdown(here.Lockdown, programs);
    }

    // Lockdown takes helpers away, also where securityfs is not mounted to say so.
    private static KernelFeature FindLockdown(Lockdown told, ProgramProbe programs)
    {
        if (told != Lockdown.Unknown)
            return new KernelFeature("lockdown", FeatureState.Available, told.ToString().ToLowerInvariant());
        const string NotMounted = "there is no /sys/kernel/security/lockdown (securityfs is not mounted, or the kernel has no lockdown)";
        if (HelperProbe.Try(programs, ProgramType.Tracepoint, HelperId.ProbeReadKernel).State == FeatureState.Missing)
            return new KernelFeature("lockdown", FeatureState.Available, "confidentiality", NotMounted + ", but bpf_probe_read_kernel is refused");
        if (HelperProbe.Try(programs, ProgramType.Tracepoint, HelperId.ProbeWriteUser).State == FeatureState.Missing)
            return new KernelFeature("lockdown", FeatureState.Available, "integrity", NotMounted + ", but bpf_probe_write_user is refused");
        return new KernelFeature("lockdown", FeatureState.Unknown, Reason: NotMounted);
    }

    /// <summary>The options.</summary>
    public static IEnumerable<KernelFeature> Options()
    {
        KernelEnvironment here = KernelEnvironment.Read();
        return WantedOptions.Select(name => here.Option(name) switch
        {
            null => new KernelFeature(name, FeatureState.Unknown, Reason: "the kernel's configuration is neither in /proc/config.gz nor in /boot"),
            "n" => new KernelFeature(name, FeatureState.Missing, Reason: "not set"),
            var value => new KernelFeature(name, FeatureState.Available, value),
        });
    }

    private static KernelFeature Setting(string name, string path, Func<string, string> meaning)
    {
        if (!File.Exists(path))
            return new KernelFeature(name, FeatureState.Unknown, Reason: $"there is no {path}");
        try
        {
            string value = File.ReadAllText(path).Trim();
            return new KernelFeature(name, FeatureState.Available, value, meaning(value));
        }
        catch (UnauthorizedAccessException)
        {
            return new KernelFeature(name, FeatureState.Unknown, Reason: $"{path} may be read by root only");
        }
    }
}
