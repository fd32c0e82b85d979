// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>union bpf_attr</c> for <c>BPF_PROG_ATTACH</c> and <c>BPF_PROG_DETACH</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct ProgramAttachAttributes
{
    /// <summary>A descriptor (cgroup, map, device), or the index of a network interface; 0 for the current network namespace.</summary>
    [FieldOffset(0)] public uint Target;
    [FieldOffset(4)] public uint ProgramFd;
    [FieldOffset(8)] public uint AttachType;
    [FieldOffset(12)] public uint Flags;

    /// <summary>The program whose place the new one takes, with the flag <c>BPF_F_REPLACE</c>.</summary>
    [FieldOffset(16)] public uint ReplaceFd;

    /// <summary>The program or link beside which to attach.</summary>
    [FieldOffset(20)] public uint RelativeFdOrId;
    [FieldOffset(24)] public ulong ExpectedRevision;
}
