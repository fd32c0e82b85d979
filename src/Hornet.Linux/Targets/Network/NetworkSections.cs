// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Section names of network, cgroup and socket programs. They tell the kind of hook, and never of which interface, cgroup, namespace, map or socket.</summary>
internal static class NetworkSections
{
    /// <summary>Null when the program is of another family.</summary>
    /// <exception cref="BpfException">It is of this family: the error says which target to give.</exception>
    public static KernelTarget? Find(KernelProgram program)
    {
        string? advice = Advice(program);
        return advice is null ? null : throw new BpfException($"Attaching the program '{program.Name}': its section '{program.Spec.SectionName}' does not tell where; {advice}.");
    }

    private static string? Advice(KernelProgram program) => program.Type switch
    {
        ProgramType.Xdp when program.Spec.AttachType is AttachType.XdpDeviceMap => "it goes into a value of a device map, and attaches to nothing",
        ProgramType.Xdp when program.Spec.AttachType is AttachType.XdpCpuMap => "it goes into a value of a CPU map, and attaches to nothing",
        ProgramType.Xdp => "give the interface, such as new XdpTarget(\"eth0\")",
        ProgramType.SchedulerClassifier when program.Spec.AttachType is AttachType.NetkitPrimary or AttachType.NetkitPeer => "give the interface, such as new NetkitTarget(\"nk0\")",
        ProgramType.SchedulerClassifier => "give the interface and the direction, such as new TcxTarget(\"eth0\", TrafficDirection.Ingress), or a TrafficControlTarget before Linux 6.6",
        ProgramType.SchedulerAction => "actions of tc filters have no attachment of their own (tc filter … action bpf); a tc program with direct action does the same",
        ProgramType.CgroupSkb or ProgramType.CgroupSock or ProgramType.CgroupSockAddress or ProgramType.CgroupSockOption or ProgramType.CgroupSysctl or ProgramType.CgroupDevice
            or ProgramType.SockOperations => "give the cgroup, such as new CgroupTarget(\"/sys/fs/cgroup/shop\")",
        ProgramType.SocketFilter => "give the socket, such as new SocketTarget(socket)",
        ProgramType.SkReuseport => "give a socket of the group, such as new ReuseportTarget(socket)",
        ProgramType.SkLookup => "give the network namespace, such as new SocketLookupTarget(), or with the path of another",
        ProgramType.FlowDissector => "give the network namespace, such as new FlowDissectorTarget(), or with the path of another",
        ProgramType.SkMessage or ProgramType.SkSkb => "give the map of sockets, such as new SockMapTarget(map)",
        ProgramType.Netfilter => "give the hook, such as new NetfilterTarget(NetfilterFamily.IPv4, NetfilterHook.LocalIn)",
        ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit or ProgramType.LightweightTunnelSeg6Local =>
            "give the route, such as new LightweightTunnelTarget(IPNetwork.Parse(\"10.0.0.0/8\"), \"eth0\")",
        ProgramType.LircMode2 => "give the device, such as new LircTarget(\"/dev/lirc0\")",
        _ => null,
    };
}
