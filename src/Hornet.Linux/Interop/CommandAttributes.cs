// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>union bpf_attr</c> for <c>BPF_PROG_QUERY</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct ProgramQueryAttributes
{
    /// <summary>A descriptor (cgroup, network namespace, map, infrared device), or the index of a network interface.</summary>
    [FieldOffset(0)] public uint Target;
    [FieldOffset(4)] public uint AttachType;
    [FieldOffset(8)] public uint QueryFlags;
    [FieldOffset(12)] public uint AttachFlags;
    [FieldOffset(16)] public uint* ProgramIds;
    [FieldOffset(24)] public uint Count;
    [FieldOffset(32)] public uint* ProgramAttachFlags;
    [FieldOffset(40)] public uint* LinkIds;
    [FieldOffset(48)] public uint* LinkAttachFlags;
    [FieldOffset(56)] public ulong Revision;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_TASK_FD_QUERY</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
internal unsafe struct TaskQueryAttributes
{
    [FieldOffset(0)] public uint ProcessId;
    [FieldOffset(4)] public uint Fd;
    [FieldOffset(8)] public uint Flags;
    [FieldOffset(12)] public uint BufferLength;
    [FieldOffset(16)] public byte* Buffer;
    [FieldOffset(24)] public uint ProgramId;
    [FieldOffset(28)] public uint FdType;
    [FieldOffset(32)] public ulong ProbeOffset;
    [FieldOffset(40)] public ulong ProbeAddress;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_ENABLE_STATS</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 4)]
internal struct EnableStatsAttributes
{
    [FieldOffset(0)] public uint Type;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_TOKEN_CREATE</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct TokenCreateAttributes
{
    [FieldOffset(0)] public uint Flags;
    [FieldOffset(4)] public uint FileSystemFd;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_PROG_STREAM_READ_BY_FD</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct StreamReadAttributes
{
    [FieldOffset(0)] public byte* Buffer;
    [FieldOffset(8)] public uint BufferLength;
    [FieldOffset(12)] public uint StreamId;
    [FieldOffset(16)] public uint ProgramFd;
}
