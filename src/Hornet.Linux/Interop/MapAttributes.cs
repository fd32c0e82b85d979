// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>union bpf_attr</c> for <c>BPF_MAP_CREATE</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal unsafe struct MapCreateAttributes
{
    [FieldOffset(0)] public uint MapType;
    [FieldOffset(4)] public uint KeySize;
    [FieldOffset(8)] public uint ValueSize;
    [FieldOffset(12)] public uint MaxEntries;
    [FieldOffset(16)] public uint MapFlags;
    [FieldOffset(20)] public uint InnerMapFd;
    [FieldOffset(24)] public uint NumaNode;
    [FieldOffset(28)] public fixed byte MapName[16];
    [FieldOffset(44)] public uint MapInterfaceIndex;
    [FieldOffset(48)] public uint BtfFd;
    [FieldOffset(52)] public uint BtfKeyTypeId;
    [FieldOffset(56)] public uint BtfValueTypeId;
    [FieldOffset(60)] public uint BtfVmlinuxValueTypeId;
    [FieldOffset(64)] public ulong MapExtra;
    [FieldOffset(72)] public int ValueTypeBtfObjectFd;
    [FieldOffset(76)] public int MapTokenFd;
}

/// <summary><c>union bpf_attr</c> for the commands on one element, and for <c>BPF_MAP_FREEZE</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct MapElementAttributes
{
    [FieldOffset(0)] public uint MapFd;
    [FieldOffset(8)] public byte* Key;

    /// <summary>The value, or where the next key goes.</summary>
    [FieldOffset(16)] public byte* Value;
    [FieldOffset(24)] public ulong Flags;
}

/// <summary><c>union bpf_attr</c> for the batch commands.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal unsafe struct MapBatchAttributes
{
    [FieldOffset(0)] public byte* InBatch;
    [FieldOffset(8)] public byte* OutBatch;
    [FieldOffset(16)] public byte* Keys;
    [FieldOffset(24)] public byte* Values;
    [FieldOffset(32)] public uint Count;
    [FieldOffset(36)] public uint MapFd;
    [FieldOffset(40)] public ulong ElementFlags;
    [FieldOffset(48)] public ulong Flags;
}
