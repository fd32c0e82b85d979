// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Objects;

/// <summary>
/// A name that a program's ELF section may have and what it tells of the program: one line of the table that libbpf's users write
/// <c>SEC("…")</c> by (libbpf, "Program Types and ELF Sections" in its documentation).
/// </summary>
public sealed record SectionName
{
    private SectionName(string pattern, ProgramType programType, AttachType? attachType, SectionTraits traits)
    {
        Pattern = pattern;
        ProgramType = programType;
        AttachType = attachType;
        IsSleepable = (traits & SectionTraits.Sleepable) != 0;
        IsXdpFragments = (traits & SectionTraits.Fragments) != 0;
        AttachesByBtf = (traits & SectionTraits.Btf) != 0;
        IsAttachTypeOptional = (traits & SectionTraits.OptionalAttachType) != 0;
        IsLegacyPrefix = (traits & SectionTraits.LegacyPrefix) != 0;
    }

    [Flags]
    private enum SectionTraits
    {
        None = 0,
        Sleepable = 1,
        Fragments = 2,
        Btf = 4,
        OptionalAttachType = 8,
        LegacyPrefix = 16,
    }

    /// <summary>The name; one that ends in <c>+</c> stands alone or is followed by a slash and what to attach to.</summary>
    public string Pattern { get; }

    /// <summary>The program type.</summary>
    public ProgramType ProgramType { get; }

    /// <summary>The attach type the kernel is to expect, or null where the program type has none.</summary>
    public AttachType? AttachType { get; }

    /// <summary>Whether the program may sleep.</summary>
    public bool IsSleepable { get; }

    /// <summary>Whether an XDP program copes with packets in several buffers (<c>BPF_F_XDP_HAS_FRAGS</c>).</summary>
    public bool IsXdpFragments { get; }

    /// <summary>Whether the target is a kernel function found by BTF when the program is loaded.</summary>
    public bool AttachesByBtf { get; }

    /// <summary>Whether old kernels that do not know the attach type load the program without it.</summary>
    public bool IsAttachTypeOptional { get; }

    /// <summary>
    /// Whether the name was matched by its beginning only (<c>xdp_prog1</c>, <c>socket1</c>, <c>tc/entry</c>), as objects made for older
    /// loaders need it; libbpf 1.0 and later refuse these names.
    /// </summary>
    public bool IsLegacyPrefix { get; }

    /// <summary>Every name, in the order in which they are tried.</summary>
    public static ImmutableArray<SectionName> All { get; } =
    [
        new("socket", ProgramType.SocketFilter, null, SectionTraits.None),
        new("sk_reuseport/migrate", ProgramType.SkReuseport, Objects.AttachType.SkReuseportSelectOrMigrate, SectionTraits.None),
        new("sk_reuseport", ProgramType.SkReuseport, Objects.AttachType.SkReuseportSelect, SectionTraits.None),
        new("kprobe+", ProgramType.Kprobe, null, SectionTraits.None),
        new("uprobe+", ProgramType.Kprobe, null, SectionTraits.None),
        new("uprobe.s+", ProgramType.Kprobe, null, SectionTraits.Sleepable),
        new("kretprobe+", ProgramType.Kprobe, null, SectionTraits.None),
        new("uretprobe+", ProgramType.Kprobe, null, SectionTraits.None),
        new("uretprobe.s+", ProgramType.Kprobe, null, SectionTraits.Sleepable),
        new("kprobe.multi+", ProgramType.Kprobe, Objects.AttachType.TraceKprobeMulti, SectionTraits.None),
        new("kretprobe.multi+", ProgramType.Kprobe, Objects.AttachType.TraceKprobeMulti, SectionTraits.None),
        new("kprobe.session+", ProgramType.Kprobe, Objects.AttachType.TraceKprobeSession, SectionTraits.None),
        new("uprobe.multi+", ProgramType.Kprobe, Objects.AttachType.TraceUprobeMulti, SectionTraits.None),
        new("uretprobe.multi+", ProgramType.Kprobe, Objects.AttachType.TraceUprobeMulti, SectionTraits.None),
        new("uprobe.session+", ProgramType.Kprobe, Objects.AttachType.TraceUprobeSession, SectionTraits.None),
        new("uprobe.multi.s+", ProgramType.Kprobe, Objects.AttachType.TraceUprobeMulti, SectionTraits.Sleepable),
        new("uretprobe.multi.s+", ProgramType.Kprobe, Objects.AttachType.TraceUprobeMulti, SectionTraits.Sleepable),
        new("uprobe.session.s+", ProgramType.Kprobe, Objects.AttachType.TraceUprobeSession, SectionTraits.Sleepable),
        new("ksyscall+", ProgramType.Kprobe, null, SectionTraits.None),
        new("kretsyscall+", ProgramType.Kprobe, null, SectionTraits.None),
        new("usdt+", ProgramType.Kprobe, null, SectionTraits.None),
        new("usdt.s+", ProgramType.Kprobe, null, SectionTraits.Sleepable),
        new("tc/ingress", ProgramType.SchedulerClassifier, Objects.AttachType.TcxIngress, SectionTraits.None),
        new("tc/egress", ProgramType.SchedulerClassifier, Objects.AttachType.TcxEgress, SectionTraits.None),
        new("tcx/ingress", ProgramType.SchedulerClassifier, Objects.AttachType.TcxIngress, SectionTraits.None),
        new("tcx/egress", ProgramType.SchedulerClassifier, Objects.AttachType.TcxEgress, SectionTraits.None),
        new("tc", ProgramType.SchedulerClassifier, null, SectionTraits.None),
        new("classifier", ProgramType.SchedulerClassifier, null, SectionTraits.None),
        new("action", ProgramType.SchedulerAction, null, SectionTraits.None),
        new("netkit/primary", ProgramType.SchedulerClassifier, Objects.AttachType.NetkitPrimary, SectionTraits.None),
        new("netkit/peer", ProgramType.SchedulerClassifier, Objects.AttachType.NetkitPeer, SectionTraits.None),
        new("tracepoint+", ProgramType.Tracepoint, null, SectionTraits.None),
        new("tp+", ProgramType.Tracepoint, null, SectionTraits.None),
        new("raw_tracepoint+", ProgramType.RawTracepoint, null, SectionTraits.None),
        new("raw_tp+", ProgramType.RawTracepoint, null, SectionTraits.None),
        new("raw_tracepoint.w+", ProgramType.RawTracepointWritable, null, SectionTraits.None),
        new("raw_tp.w+", ProgramType.RawTracepointWritable, null, SectionTraits.None),
        new("tp_btf+", ProgramType.Tracing, Objects.AttachType.TraceRawTracepoint, SectionTraits.Btf),
        new("fentry+", ProgramType.Tracing, Objects.AttachType.TraceFunctionEntry, SectionTraits.Btf),
        new("fmod_ret+", ProgramType.Tracing, Objects.AttachType.ModifyReturn, SectionTraits.Btf),
        new("fexit+", ProgramType.Tracing, Objects.AttachType.TraceFunctionExit, SectionTraits.Btf),
        new("fentry.s+", ProgramType.Tracing, Objects.AttachType.TraceFunctionEntry, SectionTraits.Btf | SectionTraits.Sleepable),
        new("fmod_ret.s+", ProgramType.Tracing, Objects.AttachType.ModifyReturn, SectionTraits.Btf | SectionTraits.Sleepable),
        new("fexit.s+", ProgramType.Tracing, Objects.AttachType.TraceFunctionExit, SectionTraits.Btf | SectionTraits.Sleepable),
        new("freplace+", ProgramType.Extension, null, SectionTraits.Btf),
        new("lsm+", ProgramType.Lsm, Objects.AttachType.LsmMac, SectionTraits.Btf),
        new("lsm.s+", ProgramType.Lsm, Objects.AttachType.LsmMac, SectionTraits.Btf | SectionTraits.Sleepable),
        new("lsm_cgroup+", ProgramType.Lsm, Objects.AttachType.LsmCgroup, SectionTraits.Btf),
        new("iter+", ProgramType.Tracing, Objects.AttachType.TraceIterator, SectionTraits.Btf),
        new("iter.s+", ProgramType.Tracing, Objects.AttachType.TraceIterator, SectionTraits.Btf | SectionTraits.Sleepable),
        new("syscall", ProgramType.Syscall, null, SectionTraits.Sleepable),
        new("xdp.frags/devmap", ProgramType.Xdp, Objects.AttachType.XdpDeviceMap, SectionTraits.Fragments),
        new("xdp/devmap", ProgramType.Xdp, Objects.AttachType.XdpDeviceMap, SectionTraits.None),
        new("xdp.frags/cpumap", ProgramType.Xdp, Objects.AttachType.XdpCpuMap, SectionTraits.Fragments),
        new("xdp/cpumap", ProgramType.Xdp, Objects.AttachType.XdpCpuMap, SectionTraits.None),
        new("xdp.frags", ProgramType.Xdp, Objects.AttachType.Xdp, SectionTraits.Fragments),
        new("xdp", ProgramType.Xdp, Objects.AttachType.Xdp, SectionTraits.OptionalAttachType),
        new("perf_event", ProgramType.PerfEvent, null, SectionTraits.None),
        new("lwt_in", ProgramType.LightweightTunnelIn, null, SectionTraits.None),
        new("lwt_out", ProgramType.LightweightTunnelOut, null, SectionTraits.None),
        new("lwt_xmit", ProgramType.LightweightTunnelTransmit, null, SectionTraits.None),
        new("lwt_seg6local", ProgramType.LightweightTunnelSeg6Local, null, SectionTraits.None),
        new("sockops", ProgramType.SockOperations, Objects.AttachType.CgroupSockOperations, SectionTraits.OptionalAttachType),
        new("sk_skb/stream_parser", ProgramType.SkSkb, Objects.AttachType.SkSkbStreamParser, SectionTraits.OptionalAttachType),
        new("sk_skb/stream_verdict", ProgramType.SkSkb, Objects.AttachType.SkSkbStreamVerdict, SectionTraits.OptionalAttachType),
        new("sk_skb/verdict", ProgramType.SkSkb, Objects.AttachType.SkSkbVerdict, SectionTraits.OptionalAttachType),
        new("sk_skb", ProgramType.SkSkb, null, SectionTraits.None),
        new("sk_msg", ProgramType.SkMessage, Objects.AttachType.SkMessageVerdict, SectionTraits.OptionalAttachType),
        new("lirc_mode2", ProgramType.LircMode2, Objects.AttachType.LircMode2, SectionTraits.OptionalAttachType),
        new("flow_dissector", ProgramType.FlowDissector, Objects.AttachType.FlowDissector, SectionTraits.OptionalAttachType),
        new("cgroup_skb/ingress", ProgramType.CgroupSkb, Objects.AttachType.CgroupInetIngress, SectionTraits.OptionalAttachType),
        new("cgroup_skb/egress", ProgramType.CgroupSkb, Objects.AttachType.CgroupInetEgress, SectionTraits.OptionalAttachType),
        new("cgroup/skb", ProgramType.CgroupSkb, null, SectionTraits.None),
        new("cgroup/sock_create", ProgramType.CgroupSock, Objects.AttachType.CgroupInetSockCreate, SectionTraits.None),
        new("cgroup/sock_release", ProgramType.CgroupSock, Objects.AttachType.CgroupInetSockRelease, SectionTraits.None),
        new("cgroup/sock", ProgramType.CgroupSock, Objects.AttachType.CgroupInetSockCreate, SectionTraits.OptionalAttachType),
        new("cgroup/post_bind4", ProgramType.CgroupSock, Objects.AttachType.CgroupInet4PostBind, SectionTraits.None),
        new("cgroup/post_bind6", ProgramType.CgroupSock, Objects.AttachType.CgroupInet6PostBind, SectionTraits.None),
        new("cgroup/bind4", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupInet4Bind, SectionTraits.None),
        new("cgroup/bind6", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupInet6Bind, SectionTraits.None),
        new("cgroup/connect4", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupInet4Connect, SectionTraits.None),
        new("cgroup/connect6", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupInet6Connect, SectionTraits.None),
        new("cgroup/connect_unix", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupUnixConnect, SectionTraits.None),
        new("cgroup/sendmsg4", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupUdp4SendMessage, SectionTraits.None),
        new("cgroup/sendmsg6", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupUdp6SendMessage, SectionTraits.None),
        new("cgroup/sendmsg_unix", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupUnixSendMessage, SectionTraits.None),
        new("cgroup/recvmsg4", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupUdp4ReceiveMessage, SectionTraits.None),
        new("cgroup/recvmsg6", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupUdp6ReceiveMessage, SectionTraits.None),
        new("cgroup/recvmsg_unix", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupUnixReceiveMessage, SectionTraits.None),
        new("cgroup/getpeername4", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupInet4GetPeerName, SectionTraits.None),
        new("cgroup/getpeername6", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupInet6GetPeerName, SectionTraits.None),
        new("cgroup/getpeername_unix", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupUnixGetPeerName, SectionTraits.None),
        new("cgroup/getsockname4", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupInet4GetSockName, SectionTraits.None),
        new("cgroup/getsockname6", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupInet6GetSockName, SectionTraits.None),
        new("cgroup/getsockname_unix", ProgramType.CgroupSockAddress, Objects.AttachType.CgroupUnixGetSockName, SectionTraits.None),
        new("cgroup/sysctl", ProgramType.CgroupSysctl, Objects.AttachType.CgroupSysctl, SectionTraits.None),
        new("cgroup/getsockopt", ProgramType.CgroupSockOption, Objects.AttachType.CgroupGetSockOption, SectionTraits.None),
        new("cgroup/setsockopt", ProgramType.CgroupSockOption, Objects.AttachType.CgroupSetSockOption, SectionTraits.None),
        new("cgroup/dev", ProgramType.CgroupDevice, Objects.AttachType.CgroupDevice, SectionTraits.OptionalAttachType),
        new("struct_ops+", ProgramType.StructOperations, null, SectionTraits.None),
        new("struct_ops.s+", ProgramType.StructOperations, null, SectionTraits.Sleepable),
        new("sk_lookup", ProgramType.SkLookup, Objects.AttachType.SkLookup, SectionTraits.None),
        new("netfilter", ProgramType.Netfilter, Objects.AttachType.Netfilter, SectionTraits.None),
    ];

    /// <summary>
    /// Names that older loaders matched by their beginning: libbpf before 1.0, iproute2 and the kernel's samples. The longer of two that
    /// begin alike comes first. <c>prog</c> is the section iproute2 loads for XDP unless told another.
    /// </summary>
    private static readonly ImmutableArray<SectionName> LegacyPrefixes =
    [
        .. All.Where(name => !name.Pattern.EndsWith('+') && IsLegacy(name.Pattern))
            .OrderByDescending(name => name.Pattern.Length)
            .Select(name => new SectionName(
                name.Pattern, name.ProgramType, name.AttachType, SectionTraits.LegacyPrefix | (name.IsAttachTypeOptional ? SectionTraits.OptionalAttachType : 0))),
        new("prog", ProgramType.Xdp, Objects.AttachType.Xdp, SectionTraits.LegacyPrefix | SectionTraits.OptionalAttachType),
    ];

    /// <summary>What a section name tells, or null for a name that tells nothing.</summary>
    /// <param name="section">The section name, without the leading <c>?</c> of programs that are not loaded by default.</param>
    /// <param name="target">What follows the first slash of a name with a target; otherwise null.</param>
    public static SectionName? Match(string section, out string? target)
    {
        ArgumentNullException.ThrowIfNull(section);
        target = null;
        foreach (SectionName name in All)
        {
            if (!name.Pattern.EndsWith('+'))
            {
                if (section == name.Pattern)
                    return name;
                continue;
            }

            int length = name.Pattern.Length - 1;
            if (!section.AsSpan().StartsWith(name.Pattern.AsSpan(0, length), StringComparison.Ordinal))
                continue;
            if (section.Length == length)
                return name;
            if (section[length] == '/')
            {
                target = section[(length + 1)..];
                return name;
            }
        }

        return LegacyPrefixes.FirstOrDefault(name =>
            section.StartsWith(name.Pattern, StringComparison.Ordinal)
            && (section.Length == name.Pattern.Length || !char.IsAsciiLetter(section[name.Pattern.Length])));
    }

    private static bool IsLegacy(string pattern) =>
        pattern is "socket" or "tc" or "classifier" or "action" or "xdp" or "perf_event" or "sockops" or "sk_skb" or "sk_msg" or "sk_lookup"
            or "sk_reuseport" or "flow_dissector" or "lirc_mode2"
        || pattern.StartsWith("lwt_", StringComparison.Ordinal)
        || pattern.StartsWith("cgroup", StringComparison.Ordinal)
        || pattern.StartsWith("sk_skb/", StringComparison.Ordinal);
}
