// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>union bpf_iter_link_info</c>: what an iterator goes over.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct IteratorInfo
{
    [FieldOffset(0)] public uint MapFd;

    [FieldOffset(0)] public uint CgroupOrder;
    [FieldOffset(4)] public uint CgroupFd;
    [FieldOffset(8)] public ulong CgroupId;

    [FieldOffset(0)] public uint Thread;
    [FieldOffset(4)] public uint Process;
    [FieldOffset(8)] public uint ProcessFd;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_ITER_CREATE</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct IteratorCreateAttributes
{
    [FieldOffset(0)] public uint LinkFd;
    [FieldOffset(4)] public uint Flags;
}
