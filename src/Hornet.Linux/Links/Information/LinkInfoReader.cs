// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// Reads what the kernel says about a link. Names and lists take a second question, with room for them: the first tells the kind and the counts.
/// </summary>
internal static unsafe class LinkInfoReader
{
    private const string Doing = "asking about a link";

    // PATH_MAX; names of functions and tracepoints are shorter.
    private const int NameRoom = 4096;

    /// <summary>Reads everything about a link.</summary>
    /// <exception cref="BpfSyscallException">The kernel refused.</exception>
    public static KernelLinkInfo Read(BpfHandle handle)
    {
        RawLinkInfo raw = ReadFixed(handle);
        return (BpfLinkType)raw.Type switch
        {
            BpfLinkType.RawTracepoint => ReadRawTracepoint(handle),
            BpfLinkType.Iterator => ReadIterator(handle),
            BpfLinkType.KprobeMulti => ReadKprobeMulti(handle, raw.KprobeMultiCount),
            BpfLinkType.UprobeMulti => ReadUprobeMulti(handle, raw.UprobeMultiCount),
            BpfLinkType.PerfEvent => ReadPerfEvent(handle, raw),
            _ => Fixed(raw),
        };
    }

    /// <summary>Reads the number of a link.</summary>
    public static uint ReadId(BpfHandle handle) => ReadFixed(handle).Id;

    /// <summary>Reads what takes no room for names and lists.</summary>
    public static RawLinkInfo ReadFixed(BpfHandle handle) => BpfSyscall.Info<RawLinkInfo>(Doing, handle);

    /// <summary>The kinds that have neither names nor lists.</summary>
    private static KernelLinkInfo Fixed(in RawLinkInfo raw)
    {
        (uint id, BpfLinkType type, uint program) = (raw.Id, (BpfLinkType)raw.Type, raw.ProgramId);
        return type switch
        {
            BpfLinkType.Tracing => new TracingLinkInfo
            {
                Id = id,
                Type = type,
                ProgramId = program,
                AttachType = (AttachType)raw.TracingAttachType,
                TargetObjectId = raw.TracingTargetObjectId,
                TargetBtfId = raw.TracingTargetBtfId,
                Cookie = raw.TracingCookie,
            },
            BpfLinkType.Cgroup => new CgroupLinkInfo { Id = id, Type = type, ProgramId = program, CgroupId = raw.CgroupId, AttachType = (AttachType)raw.CgroupAttachType },
            BpfLinkType.NetworkNamespace => new NetworkNamespaceLinkInfo
            {
                Id = id,
                Type = type,
                ProgramId = program,
                NamespaceInode = raw.NetworkNamespaceInode,
                AttachType = (AttachType)raw.NetworkNamespaceAttachType,
            },
            BpfLinkType.Xdp => new XdpLinkInfo { Id = id, Type = type, ProgramId = program, InterfaceIndex = raw.InterfaceIndex },
            BpfLinkType.StructOperations => new StructOperationsLinkInfo { Id = id, Type = type, ProgramId = program, MapId = raw.MapId },
            BpfLinkType.Netfilter => new NetfilterLinkInfo
            {
                Id = id,
                Type = type,
                ProgramId = program,
                ProtocolFamily = raw.NetfilterFamily,
                Hook = raw.NetfilterHook,
                Priority = raw.NetfilterPriority,
                Flags = raw.NetfilterFlags,
            },
            BpfLinkType.Tcx => new TcxLinkInfo { Id = id, Type = type, ProgramId = program, InterfaceIndex = raw.InterfaceIndex, AttachType = (AttachType)raw.InterfaceAttachType },
            BpfLinkType.Netkit => new NetkitLinkInfo { Id = id, Type = type, ProgramId = program, InterfaceIndex = raw.InterfaceIndex, AttachType = (AttachType)raw.InterfaceAttachType },
            BpfLinkType.SockMap => new SockMapLinkInfo { Id = id, Type = type, ProgramId = program, MapId = raw.MapId, AttachType = (AttachType)raw.SockMapAttachType },
            _ => new KernelLinkInfo { Id = id, Type = type, ProgramId = program },
        };
    }

    private static RawTracepointLinkInfo ReadRawTracepoint(BpfHandle handle)
    {
        byte* name = stackalloc byte[NameRoom];
        RawLinkInfo raw = new() { RawTracepointName = name, RawTracepointNameLength = NameRoom };
        BpfSyscall.Info(Doing, handle, ref raw);
        return new RawTracepointLinkInfo
        {
            Id = raw.Id,
            Type = BpfLinkType.RawTracepoint,
            ProgramId = raw.ProgramId,
            Tracepoint = BpfSyscall.ReadName(name),
            Cookie = raw.RawTracepointCookie,
        };
    }

    private static IteratorLinkInfo ReadIterator(BpfHandle handle)
    {
        byte* name = stackalloc byte[NameRoom];
        RawLinkInfo raw = new() { IteratorTargetName = name, IteratorTargetNameLength = NameRoom };
        BpfSyscall.Info(Doing, handle, ref raw);
        string target = BpfSyscall.ReadName(name);

        // Which of the two unions means something follows from the target's name alone.
        bool isMap = target is "bpf_map_elem" or "bpf_sk_storage_map", isCgroup = target == "cgroup", isTask = target.StartsWith("task", StringComparison.Ordinal);
        return new IteratorLinkInfo
        {
            Id = raw.Id,
            Type = BpfLinkType.Iterator,
            ProgramId = raw.ProgramId,
            Target = target,
            MapId = isMap ? raw.IteratorMapId : 0,
            CgroupId = isCgroup ? raw.IteratorCgroupId : 0,
            CgroupOrder = isCgroup ? (CgroupIteratorOrder)raw.IteratorCgroupOrder : 0,
            ThreadId = isTask ? raw.IteratorThreadId : 0,
            ProcessId = isTask ? raw.IteratorProcessId : 0,
        };
    }

    private static KprobeMultiLinkInfo ReadKprobeMulti(BpfHandle handle, uint count)
    {
        ulong[] addresses = new ulong[count], cookies = new ulong[count];
        RawLinkInfo raw = default;
        fixed (ulong* addressPointer = addresses)
        fixed (ulong* cookiePointer = cookies)
        {
            // Kernels before 6.8 know no cookies here, and refuse a field that they do not know unless it is 0.
            raw.KprobeMultiAddresses = addressPointer;
            raw.KprobeMultiCount = count;
            raw.KprobeMultiCookies = cookiePointer;
            if (BpfSyscall.TryInfo(handle, ref raw) < 0)
            {
                raw = new RawLinkInfo { KprobeMultiAddresses = addressPointer, KprobeMultiCount = count };
                BpfSyscall.Info(Doing, handle, ref raw);
            }
        }

        return new KprobeMultiLinkInfo
        {
            Id = raw.Id,
            Type = BpfLinkType.KprobeMulti,
            ProgramId = raw.ProgramId,
            Count = raw.KprobeMultiCount,
            Flags = raw.KprobeMultiFlags,
            Missed = raw.KprobeMultiMissed,
            Addresses = [.. addresses],
            Cookies = [.. cookies],
        };
    }

    private static UprobeMultiLinkInfo ReadUprobeMulti(BpfHandle handle, uint count)
    {
        byte* path = stackalloc byte[NameRoom];
        ulong[] offsets = new ulong[count], counters = new ulong[count], cookies = new ulong[count];
        RawLinkInfo raw = new() { UprobeMultiPath = path, UprobeMultiPathSize = NameRoom, UprobeMultiCount = count };
        fixed (ulong* offsetPointer = offsets)
        fixed (ulong* counterPointer = counters)
        fixed (ulong* cookiePointer = cookies)
        {
            raw.UprobeMultiOffsets = offsetPointer;
            raw.UprobeMultiReferenceCounters = counterPointer;
            raw.UprobeMultiCookies = cookiePointer;
            BpfSyscall.Info(Doing, handle, ref raw);
        }

        return new UprobeMultiLinkInfo
        {
            Id = raw.Id,
            Type = BpfLinkType.UprobeMulti,
            ProgramId = raw.ProgramId,
            Path = BpfSyscall.ReadName(path),
            Offsets = [.. offsets],
            ReferenceCounters = [.. counters],
            Cookies = [.. cookies],
            Flags = raw.UprobeMultiFlags,
            ProcessId = raw.UprobeMultiProcess,
        };
    }

    private static PerfEventLinkInfo ReadPerfEvent(BpfHandle handle, RawLinkInfo raw)
    {
        var kind = (PerfEventLinkType)raw.PerfEventType;
        (uint id, uint program) = (raw.Id, raw.ProgramId);
        if (kind == PerfEventLinkType.Event)
        {
            return new PerfEventSourceLinkInfo
            {
                Id = id,
                Type = BpfLinkType.PerfEvent,
                ProgramId = program,
                EventKind = kind,
                Cookie = raw.EventCookie,
                SourceType = raw.EventType,
                Configuration = raw.EventConfiguration,
            };
        }

        if (kind is PerfEventLinkType.Unspec or > PerfEventLinkType.Event)
            return new PerfEventLinkInfo { Id = id, Type = BpfLinkType.PerfEvent, ProgramId = program, EventKind = kind };
        byte* buffer = stackalloc byte[NameRoom];
        raw = new RawLinkInfo { PerfName = buffer, PerfNameLength = NameRoom };
        BpfSyscall.Info(Doing, handle, ref raw);
        string name = BpfSyscall.ReadName(buffer);
        return kind switch
        {
            PerfEventLinkType.Tracepoint => new TracepointLinkInfo { Id = id, Type = BpfLinkType.PerfEvent, ProgramId = program, EventKind = kind, Cookie = raw.TracepointCookie, Tracepoint = name },
            PerfEventLinkType.Uprobe or PerfEventLinkType.Uretprobe => new UprobeLinkInfo
            {
                Id = id,
                Type = BpfLinkType.PerfEvent,
                ProgramId = program,
                EventKind = kind,
                Cookie = raw.UprobeCookie,
                Path = name,
                Offset = raw.PerfOffset,
                ReferenceCounter = raw.UprobeReferenceCounter,
            },
            _ => new KprobeLinkInfo
            {
                Id = id,
                Type = BpfLinkType.PerfEvent,
                ProgramId = program,
                EventKind = kind,
                Cookie = raw.KprobeCookie,
                Function = name,
                Offset = raw.PerfOffset,
                Address = raw.KprobeAddress,
                Missed = raw.KprobeMissed,
            },
        };
    }
}
