// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Which types of parameters stand for a program's context, by the names that the kernel has for contexts.</summary>
internal static class ContextTypes
{
    private const string KernelRegisters = "bpf_user_pt_regs_t", Registers = "pt_regs";

    /// <summary>The structure that programs of a type know their context by; null where it has no name of its own.</summary>
    public static string? StructureOf(ProgramType type) => type switch
    {
        ProgramType.SocketFilter or ProgramType.SchedulerClassifier or ProgramType.SchedulerAction or ProgramType.CgroupSkb
            or ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelTransmit
            or ProgramType.LightweightTunnelSeg6Local or ProgramType.SkSkb or ProgramType.FlowDissector => "__sk_buff",
        ProgramType.Xdp => "xdp_md",
        ProgramType.CgroupSock => "bpf_sock",
        ProgramType.CgroupSockAddress => "bpf_sock_addr",
        ProgramType.SockOperations => "bpf_sock_ops",
        ProgramType.SkMessage => "sk_msg_md",
        ProgramType.Kprobe => Registers,
        ProgramType.PerfEvent => "bpf_perf_event_data",
        ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => "bpf_raw_tracepoint_args",
        ProgramType.CgroupDevice => "bpf_cgroup_dev_ctx",
        ProgramType.CgroupSysctl => "bpf_sysctl",
        ProgramType.CgroupSockOption => "bpf_sockopt",
        ProgramType.SkReuseport => "sk_reuseport_md",
        ProgramType.SkLookup => "bpf_sk_lookup",
        ProgramType.Netfilter => "bpf_nf_ctx",
        _ => null,
    };

    /// <summary>Whether a parameter is taken for the context by its type alone.</summary>
    /// <param name="btf">The program's BTF.</param>
    /// <param name="pointed">What the parameter points to.</param>
    /// <param name="type">The program's type.</param>
    public static bool IsContext(Btf btf, uint pointed, ProgramType type)
    {
        if (type == ProgramType.Kprobe && IsKernelRegisters(btf, pointed))
            return true;
        if (btf[btf.Resolve(pointed)] is not BtfStruct { Name.Length: > 0 } structure)
            return false;
        string? expected = NameOfContext(type);
        return expected is not null && (structure.Name == expected || IsKernelSide(expected, structure.Name));
    }

    /// <summary>What is wrong with a parameter that is tagged as the context, in the kernel's words; null where nothing is.</summary>
    /// <param name="btf">The program's BTF.</param>
    /// <param name="pointed">What the parameter points to.</param>
    /// <param name="argument">The parameter's place.</param>
    /// <param name="type">The program's type.</param>
    /// <param name="attachType">Its hook.</param>
    public static string? TaggedFault(Btf btf, uint pointed, int argument, ProgramType type, AttachType? attachType)
    {
        if (type is ProgramType.Kprobe or ProgramType.PerfEvent && IsKernelRegisters(btf, pointed))
            return null;
        BtfType found = btf[btf.Resolve(pointed)];
        if (found.Kind == BtfKind.Void)
            return null;
        if (found.Name.Length == 0)
            return $"arg#{argument} type doesn't have a name";
        if (IsSpecial(found, type, attachType))
            return null;
        if (StructureOf(type) is not { } expected)
            return $"arg#{argument} should be void pointer";
        return found is BtfStruct && found.Name == expected ? null : $"arg#{argument} should be `struct {expected} *`";
    }

    private static bool IsSpecial(BtfType found, ProgramType type, AttachType? attachType)
    {
        bool isRegisters = found is BtfStruct { Name: Registers };
        bool isWord = found is BtfInt { Size: 8 };
        return type switch
        {
            ProgramType.Kprobe or ProgramType.PerfEvent => isRegisters,
            ProgramType.RawTracepoint or ProgramType.RawTracepointWritable or ProgramType.Lsm or ProgramType.StructOperations => isWord,
            ProgramType.Tracing when attachType == AttachType.TraceRawTracepoint => isWord || found is BtfStruct { Name: "bpf_raw_tracepoint_args" },
            ProgramType.Tracing when attachType == AttachType.TraceIterator =>
                found is BtfStruct && found.Name.StartsWith("bpf_iter__", StringComparison.Ordinal),
            ProgramType.Tracing => isWord,
            ProgramType.Tracepoint or ProgramType.Syscall or ProgramType.Extension => true,
            _ => false,
        };
    }

    /// <summary>The name that a structure must have to be taken for the context: the kernel's own structure of raw tracepoints has another.</summary>
    private static string? NameOfContext(ProgramType type) =>
        type is ProgramType.RawTracepoint or ProgramType.RawTracepointWritable ? null : StructureOf(type);

    /// <summary>Whether a name is that of the kernel's side of a context.</summary>
    private static bool IsKernelSide(string context, string name) => (context, name) is ("__sk_buff", "sk_buff") or ("xdp_md", "xdp_buff");

    private static bool IsKernelRegisters(Btf btf, uint pointed)
    {
        uint id = btf.SkipModifiers(pointed);
        return btf.KindOf(id) == BtfKind.Typedef && btf.NameOf(id) == KernelRegisters;
    }
}
