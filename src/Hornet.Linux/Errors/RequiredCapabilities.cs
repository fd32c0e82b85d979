// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Which capabilities a command takes (kernel/bpf/syscall.c, map and program types since Linux 6.3).</summary>
internal static class RequiredCapabilities
{
    /// <summary>The capabilities, and whether the kernel may do without CAP_BPF (<c>kernel.unprivileged_bpf_disabled</c> 0).</summary>
    public static (Capability[] Capabilities, bool IsOpenToAll) Of(RefusedCommand refused) => refused.Command switch
    {
        BpfCommand.ProgramLoad => OfProgram(refused.ProgramType),
        BpfCommand.MapCreate => OfMap(refused.MapType),
        BpfCommand.BtfLoad => ([Capability.Bpf], false),
        BpfCommand.ProgramGetNextId or BpfCommand.MapGetNextId or BpfCommand.BtfGetNextId or BpfCommand.LinkGetNextId
            or BpfCommand.ProgramGetFileDescriptorById or BpfCommand.MapGetFileDescriptorById or BpfCommand.BtfGetFileDescriptorById
            or BpfCommand.LinkGetFileDescriptorById or BpfCommand.TaskFileDescriptorQuery or BpfCommand.EnableStats
            => ([Capability.SystemAdministration], false),
        BpfCommand.ProgramQuery => ([Capability.NetworkAdministration], false),
        BpfCommand.RawTracepointOpen => ([Capability.PerformanceMonitoring], false),
        BpfCommand.LinkCreate or BpfCommand.ProgramAttach or BpfCommand.ProgramDetach when refused.ProgramType is { } type
            => ([.. OfProgram(type).Capabilities.Where(capability => capability != Capability.Bpf)], false),
        BpfCommand.TokenCreate => ([Capability.Bpf], false),
        _ => ([], true),
    };

    private static (Capability[] Capabilities, bool IsOpenToAll) OfProgram(ProgramType? type) => type switch
    {
        ProgramType.SocketFilter or ProgramType.CgroupSkb => ([Capability.Bpf], true),
        ProgramType.SchedulerClassifier or ProgramType.SchedulerAction or ProgramType.Xdp or ProgramType.LightweightTunnelIn
            or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit or ProgramType.LightweightTunnelSeg6Local
            or ProgramType.SkSkb or ProgramType.SkMessage or ProgramType.FlowDissector or ProgramType.CgroupDevice or ProgramType.CgroupSock
            or ProgramType.CgroupSockAddress or ProgramType.CgroupSockOption or ProgramType.CgroupSysctl or ProgramType.SockOperations
            or ProgramType.Netfilter or ProgramType.SkLookup or ProgramType.LircMode2
            => ([Capability.Bpf, Capability.NetworkAdministration], false),
        ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable
            or ProgramType.Tracing or ProgramType.Lsm or ProgramType.StructOperations
            => ([Capability.Bpf, Capability.PerformanceMonitoring], false),
        ProgramType.Extension => ([Capability.Bpf, Capability.NetworkAdministration, Capability.PerformanceMonitoring], false),
        _ => ([Capability.Bpf], false),
    };

    private static (Capability[] Capabilities, bool IsOpenToAll) OfMap(MapType? type) => type switch
    {
        MapType.SockMap or MapType.SockHash or MapType.DeviceMap or MapType.DeviceMapHash or MapType.XskMap
            => ([Capability.NetworkAdministration], true),
        MapType.Array or MapType.PerCpuArray or MapType.ProgramArray or MapType.PerfEventArray or MapType.CgroupArray or MapType.ArrayOfMaps
            or MapType.Hash or MapType.PerCpuHash or MapType.HashOfMaps or MapType.RingBuffer or MapType.UserRingBuffer
            or MapType.CgroupStorageDeprecated or MapType.PerCpuCgroupStorageDeprecated
            => ([Capability.Bpf], true),
        _ => ([Capability.Bpf], false),
    };
}
