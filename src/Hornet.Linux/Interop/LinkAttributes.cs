// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>union bpf_attr</c> for <c>BPF_LINK_CREATE</c>. What stands from offset 16 on depends on the attach type.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LinkCreateAttributes
{
    /// <summary>The program, or the map of a structure of operations.</summary>
    [FieldOffset(0)] public uint ProgramFd;

    /// <summary>A descriptor (cgroup, network namespace, map, perf event, program), or the index of a network interface.</summary>
    [FieldOffset(4)] public uint Target;
    [FieldOffset(8)] public uint AttachType;
    [FieldOffset(12)] public uint Flags;

    /// <summary>A type in a BTF: the function of another program (<c>freplace</c>), and for tracing programs.</summary>
    [FieldOffset(16)] public uint TargetBtfId;

    /// <summary>The cookie of tracing programs.</summary>
    [FieldOffset(24)] public ulong TracingCookie;

    /// <summary>What an iterator goes over (<c>union bpf_iter_link_info</c>).</summary>
    [FieldOffset(16)] public void* IteratorInfo;
    [FieldOffset(24)] public uint IteratorInfoLength;

    /// <summary>The cookie of perf events.</summary>
    [FieldOffset(16)] public ulong PerfCookie;

    [FieldOffset(16)] public uint KprobeMultiFlags;
    [FieldOffset(20)] public uint KprobeMultiCount;
    [FieldOffset(24)] public byte** KprobeMultiSymbols;
    [FieldOffset(32)] public ulong* KprobeMultiAddresses;
    [FieldOffset(40)] public ulong* KprobeMultiCookies;

    [FieldOffset(16)] public byte* UprobeMultiPath;
    [FieldOffset(24)] public ulong* UprobeMultiOffsets;
    [FieldOffset(32)] public ulong* UprobeMultiReferenceCounters;
    [FieldOffset(40)] public ulong* UprobeMultiCookies;
    [FieldOffset(48)] public uint UprobeMultiCount;
    [FieldOffset(52)] public uint UprobeMultiFlags;
    [FieldOffset(56)] public uint UprobeMultiProcess;

    [FieldOffset(16)] public uint NetfilterFamily;
    [FieldOffset(20)] public uint NetfilterHook;
    [FieldOffset(24)] public int NetfilterPriority;
    [FieldOffset(28)] public uint NetfilterFlags;

    /// <summary>For tcx, netkit and (since Linux 6.16) cgroup links: the program or link beside which to attach, and the expected revision.</summary>
    [FieldOffset(16)] public uint RelativeFdOrId;
    [FieldOffset(24)] public ulong ExpectedRevision;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_LINK_UPDATE</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct LinkUpdateAttributes
{
    [FieldOffset(0)] public uint LinkFd;

    /// <summary>The new program, or the new map of a structure of operations.</summary>
    [FieldOffset(4)] public uint NewFd;
    [FieldOffset(8)] public uint Flags;
    [FieldOffset(12)] public uint OldFd;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_LINK_DETACH</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4)]
internal struct LinkDetachAttributes
{
    [FieldOffset(0)] public uint LinkFd;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_RAW_TRACEPOINT_OPEN</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct RawTracepointAttributes
{
    [FieldOffset(0)] public byte* Name;
    [FieldOffset(8)] public uint ProgramFd;
    [FieldOffset(16)] public ulong Cookie;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_OBJ_PIN</c> and <c>BPF_OBJ_GET</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct ObjectPathAttributes
{
    [FieldOffset(0)] public byte* Path;
    [FieldOffset(8)] public uint Fd;
    [FieldOffset(12)] public uint FileFlags;
    [FieldOffset(16)] public int PathFd;
}
