// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// Tries hooks. Where a program would be attached to something of the machine, it is attached to nothing instead: the error then tells whether the
/// kernel knows the hook (it looked for the target) or not (it did not get so far).
/// </summary>
internal sealed unsafe class AttachProbe
{
    private const int NoInterface = 0x7fff_ffff;
    private readonly ProgramProbe _programs;

    /// <summary>Prepares to probe.</summary>
    public AttachProbe(ProgramProbe programs) => _programs = programs;

    /// <summary>The program type that goes with a hook.</summary>
    public static ProgramType ProgramTypeOf(AttachType hook) => hook switch
    {
        AttachType.CgroupInetIngress or AttachType.CgroupInetEgress => ProgramType.CgroupSkb,
        AttachType.CgroupInetSockCreate or AttachType.CgroupInetSockRelease or AttachType.CgroupInet4PostBind or AttachType.CgroupInet6PostBind => ProgramType.CgroupSock,
        AttachType.CgroupSockOperations => ProgramType.SockOperations,
        AttachType.SkSkbStreamParser or AttachType.SkSkbStreamVerdict or AttachType.SkSkbVerdict => ProgramType.SkSkb,
        AttachType.CgroupDevice => ProgramType.CgroupDevice,
        AttachType.SkMessageVerdict => ProgramType.SkMessage,
        AttachType.LircMode2 => ProgramType.LircMode2,
        AttachType.FlowDissector => ProgramType.FlowDissector,
        AttachType.CgroupSysctl => ProgramType.CgroupSysctl,
        AttachType.CgroupGetSockOption or AttachType.CgroupSetSockOption => ProgramType.CgroupSockOption,
        AttachType.TraceRawTracepoint or AttachType.TraceFunctionEntry or AttachType.TraceFunctionExit or AttachType.ModifyReturn or AttachType.TraceIterator => ProgramType.Tracing,
        AttachType.LsmMac or AttachType.LsmCgroup => ProgramType.Lsm,
        AttachType.XdpDeviceMap or AttachType.XdpCpuMap or AttachType.Xdp => ProgramType.Xdp,
        AttachType.SkLookup => ProgramType.SkLookup,
        AttachType.SkReuseportSelect or AttachType.SkReuseportSelectOrMigrate => ProgramType.SkReuseport,
        AttachType.PerfEvent => ProgramType.PerfEvent,
        AttachType.TraceKprobeMulti or AttachType.TraceKprobeSession or AttachType.TraceUprobeMulti or AttachType.TraceUprobeSession => ProgramType.Kprobe,
        AttachType.StructOperations => ProgramType.StructOperations,
        AttachType.Netfilter => ProgramType.Netfilter,
        AttachType.TcxIngress or AttachType.TcxEgress or AttachType.NetkitPrimary or AttachType.NetkitPeer => ProgramType.SchedulerClassifier,
        _ => ProgramType.CgroupSockAddress,
    };

    /// <summary>Tries a hook.</summary>
    public ProbeAnswer Try(AttachType hook)
    {
        switch (hook)
        {
            case AttachType.TraceFunctionEntry or AttachType.TraceFunctionExit or AttachType.ModifyReturn or AttachType.TraceRawTracepoint
                or AttachType.TraceIterator or AttachType.LsmMac or AttachType.LsmCgroup:
                return TryTracing(hook);
            case AttachType.StructOperations:
                return _programs.Try(ProgramType.StructOperations) is { HasLog: true } or { IsDone: true } ? new ProbeAnswer(0) : _programs.Try(ProgramType.StructOperations);
        }

        ProbeAnswer program = _programs.Load(ProgramTypeOf(hook), ProgramProbe.Return(TakesOne(hook) ? 1 : 0), hook);
        if (!program.IsDone)
            return program;
        using var handle = new BpfHandle(program.Result);
        return IsByLink(hook) ? TryLink(hook, handle) : new ProbeAnswer(0);
    }

    /// <summary>Attaches for a moment: to a function made for tests, a rare tracepoint, a rare security check, an iterator that nobody reads.</summary>
    private ProbeAnswer TryTracing(AttachType hook)
    {
        (ProgramType type, uint target) = hook switch
        {
            AttachType.TraceRawTracepoint => (ProgramType.Tracing, _programs.Tracepoint("sched_process_hang")),
            AttachType.TraceIterator => (ProgramType.Tracing, _programs.Function("bpf_iter_task")),
            AttachType.ModifyReturn => (ProgramType.Tracing, _programs.Function("bpf_modify_return_test")),
            AttachType.LsmMac or AttachType.LsmCgroup => (ProgramType.Lsm, _programs.Function(hook == AttachType.LsmMac ? "bpf_lsm_quota_on" : "bpf_lsm_socket_listen")),
            _ => (ProgramType.Tracing, _programs.Function("bpf_fentry_test1")),
        };
        if (target == 0 && hook == AttachType.TraceRawTracepoint)
            target = _programs.Tracepoint("sched_process_exit");
        if (target == 0)
            return new ProbeAnswer(-SyscallErrors.NoEntry);
        ProbeAnswer program = _programs.Load(type, ProgramProbe.Return(hook == AttachType.LsmCgroup ? 1 : 0), hook, target);
        if (!program.IsDone)
            return program;
        using var handle = new BpfHandle(program.Result);
        int result;
        if (hook is AttachType.TraceIterator or AttachType.LsmCgroup)
        {
            var attributes = new LinkCreateAttributes { ProgramFd = (uint)handle.FileDescriptor, AttachType = (uint)hook, Target = hook == AttachType.LsmCgroup ? uint.MaxValue : 0 };
            result = BpfSyscall.Call(BpfCommand.LinkCreate, ref attributes);
        }
        else
        {
            var attributes = new RawTracepointAttributes { ProgramFd = (uint)handle.FileDescriptor };
            result = BpfSyscall.Call(BpfCommand.RawTracepointOpen, ref attributes);
        }

        return Judge(result);
    }

    // Some hooks take no refusal, so that a program must return 1.
    private static bool TakesOne(AttachType hook) => hook == AttachType.Netfilter || hook.ToText().StartsWith("cgroup", StringComparison.Ordinal);

    // Kinds whose kernel side first looks for the target.
    private static bool IsByLink(AttachType hook) => hook is AttachType.PerfEvent or AttachType.TraceKprobeMulti or AttachType.TraceKprobeSession
        or AttachType.TraceUprobeMulti or AttachType.TraceUprobeSession or AttachType.TcxIngress or AttachType.TcxEgress or AttachType.NetkitPrimary
        or AttachType.NetkitPeer or AttachType.FlowDissector or AttachType.SkLookup
        || hook.ToText().StartsWith("cgroup", StringComparison.Ordinal);

    private static ProbeAnswer TryLink(AttachType hook, BpfHandle program)
    {
        var attributes = new LinkCreateAttributes { ProgramFd = (uint)program.FileDescriptor, AttachType = (uint)hook, Target = uint.MaxValue };
        switch (hook)
        {
            case AttachType.TcxIngress or AttachType.TcxEgress or AttachType.NetkitPrimary or AttachType.NetkitPeer:
                attributes.Target = NoInterface;
                break;
            case AttachType.TraceKprobeMulti or AttachType.TraceKprobeSession:
                attributes.Target = 0;
                attributes.KprobeMultiCount = 1;
                attributes.KprobeMultiSymbols = (byte**)1; // an address that cannot be read
                break;
            case AttachType.TraceUprobeMulti or AttachType.TraceUprobeSession:
                attributes.Target = 0;
                attributes.UprobeMultiCount = 1;
                attributes.UprobeMultiPath = (byte*)1;
                attributes.UprobeMultiOffsets = (ulong*)1;
                break;
        }

        return Judge(BpfSyscall.Call(BpfCommand.LinkCreate, ref attributes));
    }

    // Not finding the target is the answer of a kernel that knows the hook.
    private static ProbeAnswer Judge(int result)
    {
        if (result >= 0)
            new BpfHandle(result).Dispose();
        return result is >= 0 or -SyscallErrors.BadDescriptor or -SyscallErrors.NoDevice or -SyscallErrors.BadAddress ? new ProbeAnswer(0) : new ProbeAnswer(result);
    }
}
