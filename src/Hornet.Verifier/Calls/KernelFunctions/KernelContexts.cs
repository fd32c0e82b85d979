// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>The kernel's own structures behind the contexts that programs see.</summary>
internal static class KernelContexts
{
    /// <summary>The structure behind the context of programs of a type; null where there is none.</summary>
    public static string? StructureOf(ProgramType type) => type switch
    {
        ProgramType.FlowDissector => "bpf_flow_dissector",
        ProgramType.CgroupSock => "sock",
        ProgramType.CgroupSockAddress => "bpf_sock_addr_kern",
        ProgramType.SockOperations => "bpf_sock_ops_kern",
        ProgramType.SkMessage => "sk_msg",
        ProgramType.Kprobe => "pt_regs",
        ProgramType.PerfEvent => "bpf_perf_event_data_kern",
        ProgramType.CgroupDevice => "bpf_cgroup_dev_ctx",
        ProgramType.CgroupSysctl => "bpf_sysctl_kern",
        ProgramType.CgroupSockOption => "bpf_sockopt_kern",
        ProgramType.SkReuseport => "sk_reuseport_kern",
        ProgramType.SkLookup => "bpf_sk_lookup_kern",
        ProgramType.Netfilter => "bpf_nf_ctx",
        ProgramType.Xdp => "xdp_buff",
        _ => ContextTypes.StructureOf(type) == "__sk_buff" ? "sk_buff" : null,
    };

    /// <summary>Whether a structure that programs see stands for one of the kernel's own.</summary>
    public static bool IsProjection(string seen, string own) => (seen, own) is ("__sk_buff", "sk_buff") or ("xdp_md", "xdp_buff");
}
