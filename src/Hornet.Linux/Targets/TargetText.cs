// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>Reads targets from text. The forms are those that targets print; the program's type tells which of them make sense.</summary>
internal static class TargetText
{
    /// <summary>Reads a target for a program.</summary>
    /// <exception cref="BpfException">The text is no target for this type of program.</exception>
    public static KernelTarget Parse(KernelProgram program, string text) => program.Type switch
    {
        ProgramType.Xdp => Xdp(program, text),
        ProgramType.SchedulerClassifier or ProgramType.SchedulerAction => Classifier(program, text),
        ProgramType.CgroupSkb or ProgramType.CgroupSock or ProgramType.CgroupSockAddress or ProgramType.CgroupSockOption or ProgramType.CgroupSysctl or ProgramType.CgroupDevice
            or ProgramType.SockOperations => new CgroupTarget(Rest(text, "cgroup")),
        ProgramType.Lsm when program.Spec.AttachType == AttachType.LsmCgroup => new LsmCgroupTarget(Rest(text, "cgroup")),
        ProgramType.SkLookup => new SocketLookupTarget(NamespacePath(text)),
        ProgramType.FlowDissector => new FlowDissectorTarget(NamespacePath(text)),
        ProgramType.Netfilter => Netfilter(program, text),
        ProgramType.SkMessage or ProgramType.SkSkb => SocketMap(program, text),
        ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit or ProgramType.LightweightTunnelSeg6Local => Route(program, text),
        ProgramType.LircMode2 => new LircTarget(Rest(text, "lirc")),
        ProgramType.PerfEvent => PerfEvent(program, text),
        _ => TracingSections.Find(program, WithSlashes(text)) ?? throw Error(program, text, "a target of this type of program looks like its section's name, for example tracepoint/sched/sched_switch"),
    };

    private static XdpTarget Xdp(KernelProgram program, string text)
    {
        (string name, string? word) = SplitLast(Rest(text, "xdp"));
        XdpMode mode = word switch
        {
            null => XdpMode.Automatic,
            "native" => XdpMode.Native,
            "generic" => XdpMode.Generic,
            "offload" => XdpMode.Offload,
            _ => throw Error(program, text, "write INTERFACE, or INTERFACE:native, :generic or :offload"),
        };
        return IsNumber(name, out int index) ? new XdpTarget(index, mode) : new XdpTarget(name, mode);
    }

    private static NetworkInterfaceTarget Classifier(KernelProgram program, string text)
    {
        AttachType? hook = program.Spec.AttachType;
        bool isNetkit = hook is AttachType.NetkitPrimary or AttachType.NetkitPeer || text.StartsWith("netkit:", StringComparison.Ordinal);
        bool isFilter = text.StartsWith("tc:", StringComparison.Ordinal);
        (string name, string? word) = SplitLast(Rest(Rest(Rest(text, "netkit"), "tc"), "tcx"));
        return (isNetkit, word) switch
        {
            (true, "primary" or "peer") => Netkit(word == "peer"),
            (true, null) => Netkit(hook == AttachType.NetkitPeer),
            (false, "ingress" or "egress") => Direction(word == "ingress" ? TrafficDirection.Ingress : TrafficDirection.Egress),
            (false, null) when hook is AttachType.TcxIngress or AttachType.TcxEgress => Direction(hook == AttachType.TcxIngress ? TrafficDirection.Ingress : TrafficDirection.Egress),
            _ => throw Error(program, text, isNetkit ? "write INTERFACE:primary or INTERFACE:peer" : "write INTERFACE:ingress or INTERFACE:egress, with tc: before it for a filter of a clsact queueing discipline"),
        };

        NetkitTarget Netkit(bool isPeer) => IsNumber(name, out int index) ? new NetkitTarget(index, isPeer) : new NetkitTarget(name, isPeer);

        NetworkInterfaceTarget Direction(TrafficDirection direction) => (isFilter, IsNumber(name, out int index)) switch
        {
            (true, true) => new TrafficControlTarget(index, direction),
            (true, false) => new TrafficControlTarget(name, direction),
            (false, true) => new TcxTarget(index, direction),
            (false, false) => new TcxTarget(name, direction),
        };
    }

    private static NetfilterTarget Netfilter(KernelProgram program, string text)
    {
        const string Form = "write FAMILY:STATION[:PRIORITY], for example ipv4:input:-10; families are ipv4 and ipv6, stations prerouting, input, forward, output and postrouting";
        string[] parts = Rest(text, "netfilter").Split(':');
        NetfilterFamily family = parts[0] switch
        {
            "ipv4" => NetfilterFamily.IPv4,
            "ipv6" => NetfilterFamily.IPv6,
            _ => throw Error(program, text, Form),
        };
        NetfilterHook[] stations = [.. Enum.GetValues<NetfilterHook>().Where(hook => parts.Length > 1 && NetfilterTarget.HookText(hook) == parts[1])];
        int priority = 0;
        if (stations.Length == 0 || parts.Length > 4 || (parts.Length > 2 && !int.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out priority))
            || (parts.Length > 3 && parts[3] != "defragment"))
            throw Error(program, text, Form);
        return new NetfilterTarget(family, stations[0], priority) { Defragments = parts.Length > 3 };
    }

    private static SockMapTarget SocketMap(KernelProgram program, string text)
    {
        string name = Rest(text, "sockmap");
        return program.Owner is { } owner && owner.Maps.TryGet(name, out _)
            ? new SockMapTarget(owner.Map(name))
            : throw Error(program, text, "write the name of a map of sockets of the same object");
    }

    private static LightweightTunnelTarget Route(KernelProgram program, string text)
    {
        (string destination, string? name) = SplitLast(Rest(text, "route"));
        return !string.IsNullOrEmpty(name) && IPNetwork.TryParse(destination, out IPNetwork network)
            ? IsNumber(name, out int index) ? new LightweightTunnelTarget(network, index) : new LightweightTunnelTarget(network, name)
            : throw Error(program, text, "write PREFIX:INTERFACE, for example 10.1.0.0/16:eth0");
    }

    /// <summary>The path of a network namespace; null for the one of this thread (<c>netns</c>).</summary>
    private static string? NamespacePath(string text) => text is "netns" or "netns:" or "self" ? null : Rest(text, "netns");

    private static string Rest(string text, string word) => text.StartsWith(word + ":", StringComparison.Ordinal) ? text[(word.Length + 1)..] : text;

    /// <summary>Whether an interface is given by its number, as <c>#3</c>.</summary>
    private static bool IsNumber(string name, out int index)
    {
        index = 0;
        return name.StartsWith('#') && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out index) && index > 0;
    }

    /// <summary>Sections have slashes where bpftrace and perf have colons: <c>tracepoint:sched:sched_switch</c>, <c>kprobe:do_unlinkat</c>, <c>uprobe:/bin/sh:main</c>.</summary>
    private static string WithSlashes(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (colon < 0 || (slash >= 0 && slash < colon))
            return text;
        string word = text[..colon], rest = text[(colon + 1)..];
        return $"{word}/{(word is "tracepoint" or "tp" ? rest.Replace(':', '/') : rest)}";
    }

    /// <summary><c>profile:hz:99</c>, <c>software:page-faults:100</c>, <c>hardware:cpu-cycles:1000000</c>, with <c>perf_event:</c> before it or not.</summary>
    private static PerfEventTarget PerfEvent(KernelProgram program, string text)
    {
        const string Form = "write profile:hz:FREQUENCY, software:EVENT:PERIOD or hardware:EVENT:PERIOD, for example profile:hz:99 or software:page-faults:100";
        string[] parts = Rest(text, "perf_event").Split(':');
        if (parts.Length != 3 || !ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) || number == 0)
            throw Error(program, text, Form);
        return parts[0] switch
        {
            "profile" when parts[1] == "hz" => PerfEventTarget.Software(SoftwareEvent.CpuClock) with { Frequency = number },
            "software" when IsEvent(parts[1], out SoftwareEvent found) => PerfEventTarget.Software(found) with { Period = number },
            "hardware" when IsEvent(parts[1], out HardwareEvent found) => PerfEventTarget.Hardware(found) with { Period = number },
            _ => throw Error(program, text, Form),
        };

        static bool IsEvent<T>(string name, out T found)
            where T : struct, Enum => Enum.TryParse(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out found) && !char.IsAsciiDigit(name[0]);
    }

    private static (string Name, string? Word) SplitLast(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static BpfException Error(KernelProgram program, string text, string form) => new($"Attaching the program '{program.Name}' ({program.Type.ToText()}): '{text}' is no target for it; {form}.");
}
