// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Which kernel options (<c>CONFIG_…</c>) a program, map or hook takes, and since which release the commands are there.</summary>
internal static class RequiredOptions
{
    /// <summary>The options of a program type.</summary>
    public static string[] Of(ProgramType type) => type switch
    {
        ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable
            or ProgramType.Tracing => ["CONFIG_BPF_EVENTS"],
        ProgramType.Lsm => ["CONFIG_BPF_LSM"],
        ProgramType.StructOperations or ProgramType.Extension => ["CONFIG_BPF_JIT"],
        ProgramType.CgroupSkb or ProgramType.CgroupSock or ProgramType.CgroupDevice or ProgramType.CgroupSockAddress or ProgramType.CgroupSysctl
            or ProgramType.CgroupSockOption or ProgramType.SockOperations => ["CONFIG_CGROUP_BPF"],
        ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit => ["CONFIG_LWTUNNEL_BPF"],
        ProgramType.LightweightTunnelSeg6Local => ["CONFIG_IPV6_SEG6_BPF"],
        ProgramType.LircMode2 => ["CONFIG_BPF_LIRC_MODE2"],
        ProgramType.Netfilter => ["CONFIG_NETFILTER_BPF_LINK"],
        ProgramType.SkReuseport or ProgramType.SkLookup => ["CONFIG_INET"],
        ProgramType.SocketFilter or ProgramType.SchedulerClassifier or ProgramType.SchedulerAction or ProgramType.Xdp or ProgramType.SkSkb
            or ProgramType.SkMessage or ProgramType.FlowDissector => ["CONFIG_NET"],
        _ => [],
    };

    /// <summary>The options of a map type.</summary>
    public static string[] Of(MapType type) => type switch
    {
        MapType.StackTrace or MapType.PerfEventArray => ["CONFIG_PERF_EVENTS"],
        MapType.CgroupArray => ["CONFIG_CGROUPS"],
        MapType.CgroupStorageDeprecated or MapType.PerCpuCgroupStorageDeprecated => ["CONFIG_CGROUP_BPF"],
        MapType.XskMap => ["CONFIG_XDP_SOCKETS"],
        MapType.SockMap or MapType.SockHash => ["CONFIG_NET", "CONFIG_BPF_STREAM_PARSER"],
        MapType.InodeStorage => ["CONFIG_BPF_LSM"],
        MapType.StructOperations => ["CONFIG_BPF_JIT"],
        MapType.DeviceMap or MapType.DeviceMapHash or MapType.CpuMap or MapType.SkStorage => ["CONFIG_NET"],
        MapType.ReuseportSockArray => ["CONFIG_INET"],
        MapType.CgroupStorage => ["CONFIG_CGROUPS"],
        MapType.Arena => ["CONFIG_MMU", "CONFIG_64BIT"],
        _ => [],
    };

    /// <summary>The options of a hook.</summary>
    public static string[] Of(AttachType type) => type switch
    {
        AttachType.TraceFunctionEntry or AttachType.TraceFunctionExit or AttachType.ModifyReturn
            => ["CONFIG_FUNCTION_TRACER", "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS"],
        AttachType.TraceKprobeMulti or AttachType.TraceKprobeSession => ["CONFIG_FPROBE"],
        AttachType.TraceUprobeMulti or AttachType.TraceUprobeSession => ["CONFIG_UPROBES"],
        AttachType.LsmMac => ["CONFIG_BPF_LSM"],
        AttachType.LsmCgroup => ["CONFIG_BPF_LSM", "CONFIG_CGROUP_BPF"],
        AttachType.TcxIngress or AttachType.TcxEgress => ["CONFIG_NET_XGRESS"],
        AttachType.NetkitPrimary or AttachType.NetkitPeer => ["CONFIG_NETKIT"],
        AttachType.Netfilter => ["CONFIG_NETFILTER_BPF_LINK"],
        AttachType.PerfEvent => ["CONFIG_PERF_EVENTS"],
        AttachType.LircMode2 => ["CONFIG_BPF_LIRC_MODE2"],
        _ when type.ToText().StartsWith("cgroup", StringComparison.Ordinal) => ["CONFIG_CGROUP_BPF"],
        _ => [],
    };

    /// <summary>Since which release a command is there.</summary>
    public static KernelVersion Since(BpfCommand command) => command switch
    {
        <= BpfCommand.ProgramLoad => new KernelVersion(3, 18),
        <= BpfCommand.ObjectGet => new KernelVersion(4, 4),
        <= BpfCommand.ProgramDetach => new KernelVersion(4, 10),
        BpfCommand.ProgramTestRun => new KernelVersion(4, 12),
        <= BpfCommand.ObjectGetInfoByFileDescriptor => new KernelVersion(4, 13),
        BpfCommand.ProgramQuery => new KernelVersion(4, 15),
        BpfCommand.RawTracepointOpen => new KernelVersion(4, 17),
        <= BpfCommand.TaskFileDescriptorQuery => new KernelVersion(4, 18),
        BpfCommand.MapLookupAndDeleteElement => new KernelVersion(4, 20),
        BpfCommand.MapFreeze => new KernelVersion(5, 2),
        BpfCommand.BtfGetNextId => new KernelVersion(5, 4),
        <= BpfCommand.MapDeleteBatch => new KernelVersion(5, 6),
        <= BpfCommand.LinkUpdate => new KernelVersion(5, 7),
        <= BpfCommand.IteratorCreate => new KernelVersion(5, 8),
        BpfCommand.LinkDetach => new KernelVersion(5, 9),
        BpfCommand.ProgramBindMap => new KernelVersion(5, 10),
        BpfCommand.TokenCreate => new KernelVersion(6, 9),
        _ => new KernelVersion(6, 17),
    };
}
