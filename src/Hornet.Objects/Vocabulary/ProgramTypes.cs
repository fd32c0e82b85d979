// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Objects;

/// <summary>What programs of a type may do whatever helper they call, as Linux 6.18 has it.</summary>
public static class ProgramTypes
{
    /// <summary>
    /// Whether programs of the type run at places where the kernel cannot let them wait or take locks: a map whose values hold a spin lock, a
    /// timer, a work queue, a list or a tree is not for them.
    /// </summary>
    public static bool IsTracing(ProgramType type) =>
        type is ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable;

    /// <summary>Whether a map whose values hold a <c>bpf_spin_lock</c> is for programs of the type.</summary>
    public static bool MayUseSpinLocks(ProgramType type) => !IsTracing(type) && type != ProgramType.SocketFilter;

    /// <summary>Whether programs of the type can be sleepable (<c>BPF_F_SLEEPABLE</c>).</summary>
    /// <param name="type">The type.</param>
    /// <param name="attachType">The hook; null asks whether any hook of the type lets its programs sleep.</param>
    public static bool MaySleep(ProgramType type, AttachType? attachType = null) => type switch
    {
        ProgramType.Tracing => attachType is null or AttachType.TraceFunctionEntry or AttachType.TraceFunctionExit or AttachType.ModifyReturn
            or AttachType.TraceIterator,
        ProgramType.Lsm => attachType != AttachType.LsmCgroup,
        ProgramType.Kprobe or ProgramType.StructOperations or ProgramType.Syscall => true,
        _ => false,
    };

    /// <summary>Whether programs of the type must be sleepable.</summary>
    public static bool MustSleep(ProgramType type) => type == ProgramType.Syscall;

    /// <summary>Whether a sleepable program may use maps of a type.</summary>
    public static bool MaySleepWith(MapType type) => type is MapType.Hash or MapType.LruHash or MapType.Array or MapType.PerCpuHash or MapType.PerCpuArray
        or MapType.LruPerCpuHash or MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.RingBuffer or MapType.UserRingBuffer or MapType.InodeStorage
        or MapType.SkStorage or MapType.TaskStorage or MapType.CgroupStorage or MapType.Queue or MapType.Stack or MapType.Arena;

    /// <summary>Whether programs of the type load only under a GPL-compatible licence, whatever they call.</summary>
    public static bool NeedsGplLicense(ProgramType type) => type is ProgramType.StructOperations or ProgramType.Lsm;

    /// <summary>What programs of the type may do with packet memory; a type without packet pointers in its context has none.</summary>
    public static PacketAccess PacketAccessOf(ProgramType type) => type switch
    {
        ProgramType.LightweightTunnelIn or ProgramType.LightweightTunnelOut or ProgramType.LightweightTunnelSeg6Local or ProgramType.SkReuseport
            or ProgramType.FlowDissector or ProgramType.CgroupSkb => PacketAccess.Read,
        ProgramType.SchedulerClassifier or ProgramType.SchedulerAction or ProgramType.Xdp or ProgramType.LightweightTunnelTransmit
            or ProgramType.SkSkb or ProgramType.SkMessage or ProgramType.CgroupSockOption => PacketAccess.ReadAndWrite,
        _ => PacketAccess.None,
    };
}
