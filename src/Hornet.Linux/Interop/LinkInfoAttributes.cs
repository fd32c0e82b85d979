// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>struct bpf_link_info</c>. What stands from offset 16 on depends on the type.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct RawLinkInfo
{
    [FieldOffset(0)] public uint Type;
    [FieldOffset(4)] public uint Id;
    [FieldOffset(8)] public uint ProgramId;

    [FieldOffset(16)] public byte* RawTracepointName;
    [FieldOffset(24)] public uint RawTracepointNameLength;
    [FieldOffset(32)] public ulong RawTracepointCookie;

    [FieldOffset(16)] public uint TracingAttachType;
    [FieldOffset(20)] public uint TracingTargetObjectId;
    [FieldOffset(24)] public uint TracingTargetBtfId;
    [FieldOffset(32)] public ulong TracingCookie;

    [FieldOffset(16)] public ulong CgroupId;
    [FieldOffset(24)] public uint CgroupAttachType;

    [FieldOffset(16)] public byte* IteratorTargetName;
    [FieldOffset(24)] public uint IteratorTargetNameLength;
    [FieldOffset(28)] public uint IteratorMapId;
    [FieldOffset(32)] public ulong IteratorCgroupId;
    [FieldOffset(40)] public uint IteratorCgroupOrder;
    [FieldOffset(32)] public uint IteratorThreadId;
    [FieldOffset(36)] public uint IteratorProcessId;

    [FieldOffset(16)] public uint NetworkNamespaceInode;
    [FieldOffset(20)] public uint NetworkNamespaceAttachType;

    /// <summary>Of XDP, tcx and netkit links.</summary>
    [FieldOffset(16)] public uint InterfaceIndex;

    /// <summary>Of tcx and netkit links.</summary>
    [FieldOffset(20)] public uint InterfaceAttachType;

    /// <summary>Of links of structures of operations and of socket maps.</summary>
    [FieldOffset(16)] public uint MapId;
    [FieldOffset(20)] public uint SockMapAttachType;

    [FieldOffset(16)] public uint NetfilterFamily;
    [FieldOffset(20)] public uint NetfilterHook;
    [FieldOffset(24)] public int NetfilterPriority;
    [FieldOffset(28)] public uint NetfilterFlags;

    [FieldOffset(16)] public ulong* KprobeMultiAddresses;
    [FieldOffset(24)] public uint KprobeMultiCount;
    [FieldOffset(28)] public uint KprobeMultiFlags;
    [FieldOffset(32)] public ulong KprobeMultiMissed;
    [FieldOffset(40)] public ulong* KprobeMultiCookies;

    [FieldOffset(16)] public byte* UprobeMultiPath;
    [FieldOffset(24)] public ulong* UprobeMultiOffsets;
    [FieldOffset(32)] public ulong* UprobeMultiReferenceCounters;
    [FieldOffset(40)] public ulong* UprobeMultiCookies;
    [FieldOffset(48)] public uint UprobeMultiPathSize;
    [FieldOffset(52)] public uint UprobeMultiCount;
    [FieldOffset(56)] public uint UprobeMultiFlags;
    [FieldOffset(60)] public uint UprobeMultiProcess;

    [FieldOffset(16)] public uint PerfEventType;

    /// <summary>The name of the file, function or tracepoint of a perf event; and the room for it.</summary>
    [FieldOffset(24)] public byte* PerfName;
    [FieldOffset(32)] public uint PerfNameLength;
    [FieldOffset(36)] public uint PerfOffset;
    [FieldOffset(40)] public ulong UprobeCookie;
    [FieldOffset(48)] public ulong UprobeReferenceCounter;
    [FieldOffset(40)] public ulong KprobeAddress;
    [FieldOffset(48)] public ulong KprobeMissed;
    [FieldOffset(56)] public ulong KprobeCookie;
    [FieldOffset(40)] public ulong TracepointCookie;
    [FieldOffset(24)] public ulong EventConfiguration;
    [FieldOffset(32)] public uint EventType;
    [FieldOffset(40)] public ulong EventCookie;
}
