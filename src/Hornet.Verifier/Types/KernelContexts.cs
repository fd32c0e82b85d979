// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>The kernel's own structures behind contexts.</summary>
internal static class KernelContexts
{
    /// <summary>The kernel's structure behind a context of a program type; empty where the structure is not that type's context.</summary>
    /// <param name="type">The program type.</param>
    /// <param name="structure">The structure that the program takes for its context.</param>
    public static string NameOf(ProgramType type, string structure) => (type, structure) switch
    {
        (ProgramType.Xdp, "xdp_md") => "xdp_buff",
        (ProgramType.SocketFilter or ProgramType.SchedulerClassifier or ProgramType.SchedulerAction or ProgramType.CgroupSkb or ProgramType.SkSkb
            or ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit
            or ProgramType.LightweightTunnelSeg6Local, "__sk_buff") => "sk_buff",
        (ProgramType.FlowDissector, "__sk_buff") => "bpf_flow_dissector",
        (ProgramType.CgroupSock, "bpf_sock") => "sock",
        (ProgramType.CgroupSockAddress, "bpf_sock_addr") => "bpf_sock_addr_kern",
        (ProgramType.SockOperations, "bpf_sock_ops") => "bpf_sock_ops_kern",
        (ProgramType.SkMessage, "sk_msg_md") => "sk_msg",
        (ProgramType.CgroupDevice, "bpf_cgroup_dev_ctx") => "bpf_cgroup_dev_ctx",
        (ProgramType.CgroupSysctl, "bpf_sysctl") => "bpf_sysctl_kern",
        (ProgramType.CgroupSockOption, "bpf_sockopt") => "bpf_sockopt_kern",
        (ProgramType.SkReuseport, "sk_reuseport_md") => "sk_reuseport_kern",
        (ProgramType.SkLookup, "bpf_sk_lookup") => "bpf_sk_lookup_kern",
        (ProgramType.PerfEvent, "bpf_perf_event_data") => "bpf_perf_event_data_kern",
        (ProgramType.Kprobe, "pt_regs") => "pt_regs",
        (ProgramType.Netfilter, "bpf_nf_ctx") => "bpf_nf_ctx",
        _ => "",
    };
}
