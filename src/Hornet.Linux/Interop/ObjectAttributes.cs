// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>union bpf_attr</c> for <c>BPF_BTF_LOAD</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
internal unsafe struct BtfLoadAttributes
{
    [FieldOffset(0)] public byte* Btf;
    [FieldOffset(8)] public byte* LogBuffer;
    [FieldOffset(16)] public uint BtfSize;
    [FieldOffset(20)] public uint LogSize;
    [FieldOffset(24)] public uint LogLevel;
    [FieldOffset(28)] public uint LogTrueSize;
    [FieldOffset(32)] public uint Flags;
    [FieldOffset(36)] public int TokenFd;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_OBJ_GET_INFO_BY_FD</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct ObjectInfoAttributes
{
    [FieldOffset(0)] public uint Fd;
    [FieldOffset(4)] public uint InfoLength;
    [FieldOffset(8)] public void* Info;
}

/// <summary><c>struct bpf_map_info</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 104)]
internal unsafe struct RawMapInfo
{
    [FieldOffset(0)] public uint Type;
    [FieldOffset(4)] public uint Id;
    [FieldOffset(8)] public uint KeySize;
    [FieldOffset(12)] public uint ValueSize;
    [FieldOffset(16)] public uint MaxEntries;
    [FieldOffset(20)] public uint MapFlags;
    [FieldOffset(24)] public fixed byte Name[16];
    [FieldOffset(40)] public uint InterfaceIndex;
    [FieldOffset(44)] public uint BtfVmlinuxValueTypeId;
    [FieldOffset(48)] public ulong NetnsDevice;
    [FieldOffset(56)] public ulong NetnsInode;
    [FieldOffset(64)] public uint BtfId;
    [FieldOffset(68)] public uint BtfKeyTypeId;
    [FieldOffset(72)] public uint BtfValueTypeId;
    [FieldOffset(76)] public uint BtfVmlinuxId;
    [FieldOffset(80)] public ulong MapExtra;

    /// <summary>Where a digest of the contents goes (Linux 6.18), or null.</summary>
    [FieldOffset(88)] public byte* Hash;
    [FieldOffset(96)] public uint HashSize;
}

/// <summary><c>struct bpf_prog_info</c>. Each array has a count, which says how much room there is, and on return how much there would be.</summary>
[StructLayout(LayoutKind.Explicit, Size = 232)]
internal unsafe struct RawProgramInfo
{
    [FieldOffset(0)] public uint Type;
    [FieldOffset(4)] public uint Id;
    [FieldOffset(8)] public ulong Tag;
    [FieldOffset(16)] public uint JitedLength;
    [FieldOffset(20)] public uint TranslatedLength;
    [FieldOffset(24)] public void* JitedInstructions;
    [FieldOffset(32)] public void* TranslatedInstructions;
    [FieldOffset(40)] public ulong LoadTime;
    [FieldOffset(48)] public uint CreatedByUid;
    [FieldOffset(52)] public uint MapIdCount;
    [FieldOffset(56)] public uint* MapIds;
    [FieldOffset(64)] public fixed byte Name[16];
    [FieldOffset(80)] public uint InterfaceIndex;

    /// <summary>A single bit; the others are not used.</summary>
    [FieldOffset(84)] public uint GplCompatible;
    [FieldOffset(88)] public ulong NetnsDevice;
    [FieldOffset(96)] public ulong NetnsInode;
    [FieldOffset(104)] public uint JitedSymbolCount;
    [FieldOffset(108)] public uint JitedFunctionLengthCount;
    [FieldOffset(112)] public ulong* JitedSymbols;
    [FieldOffset(120)] public uint* JitedFunctionLengths;
    [FieldOffset(128)] public uint BtfId;
    [FieldOffset(132)] public uint FunctionInfoRecordSize;
    [FieldOffset(136)] public void* FunctionInfo;
    [FieldOffset(144)] public uint FunctionInfoCount;
    [FieldOffset(148)] public uint LineInfoCount;
    [FieldOffset(152)] public void* LineInfo;
    [FieldOffset(160)] public ulong* JitedLineInfo;
    [FieldOffset(168)] public uint JitedLineInfoCount;
    [FieldOffset(172)] public uint LineInfoRecordSize;
    [FieldOffset(176)] public uint JitedLineInfoRecordSize;
    [FieldOffset(180)] public uint TagCount;
    [FieldOffset(184)] public ulong* Tags;
    [FieldOffset(192)] public ulong RunTime;
    [FieldOffset(200)] public ulong RunCount;
    [FieldOffset(208)] public ulong RecursionMisses;
    [FieldOffset(216)] public uint VerifiedInstructions;
    [FieldOffset(220)] public uint AttachBtfObjectId;
    [FieldOffset(224)] public uint AttachBtfId;
}

/// <summary><c>struct bpf_btf_info</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct RawBtfInfo
{
    /// <summary>Where the bytes go, or null.</summary>
    [FieldOffset(0)] public byte* Btf;
    [FieldOffset(8)] public uint BtfSize;
    [FieldOffset(12)] public uint Id;
    [FieldOffset(16)] public byte* Name;
    [FieldOffset(24)] public uint NameLength;
    [FieldOffset(28)] public uint KernelBtf;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_*_GET_NEXT_ID</c> and <c>BPF_*_GET_FD_BY_ID</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct IdAttributes
{
    /// <summary>The id to start after, or the id to open.</summary>
    [FieldOffset(0)] public uint Id;
    [FieldOffset(4)] public uint NextId;
    [FieldOffset(8)] public uint OpenFlags;
    [FieldOffset(12)] public int TokenFd;
}
