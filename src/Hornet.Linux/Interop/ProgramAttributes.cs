// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>union bpf_attr</c> for <c>BPF_PROG_LOAD</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 152)]
internal unsafe struct ProgramLoadAttributes
{
    [FieldOffset(0)] public uint ProgramType;
    [FieldOffset(4)] public uint InstructionCount;
    [FieldOffset(8)] public void* Instructions;
    [FieldOffset(16)] public byte* License;
    [FieldOffset(24)] public uint LogLevel;
    [FieldOffset(28)] public uint LogSize;
    [FieldOffset(32)] public byte* LogBuffer;
    [FieldOffset(40)] public uint KernelVersion;
    [FieldOffset(44)] public uint ProgramFlags;
    [FieldOffset(48)] public fixed byte ProgramName[16];
    [FieldOffset(64)] public uint ProgramInterfaceIndex;
    [FieldOffset(68)] public uint ExpectedAttachType;
    [FieldOffset(72)] public uint ProgramBtfFd;
    [FieldOffset(76)] public uint FunctionInfoRecordSize;
    [FieldOffset(80)] public void* FunctionInfo;
    [FieldOffset(88)] public uint FunctionInfoCount;
    [FieldOffset(92)] public uint LineInfoRecordSize;
    [FieldOffset(96)] public void* LineInfo;
    [FieldOffset(104)] public uint LineInfoCount;
    [FieldOffset(108)] public uint AttachBtfId;

    /// <summary>The program to attach to, or the BTF that <see cref="AttachBtfId"/> is from.</summary>
    [FieldOffset(112)] public uint AttachTargetFd;
    [FieldOffset(116)] public uint CoreRelocationCount;
    [FieldOffset(120)] public int* FdArray;
    [FieldOffset(128)] public void* CoreRelocations;
    [FieldOffset(136)] public uint CoreRelocationRecordSize;
    [FieldOffset(140)] public uint LogTrueSize;
    [FieldOffset(144)] public int ProgramTokenFd;
    [FieldOffset(148)] public uint FdArrayCount;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_PROG_TEST_RUN</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal unsafe struct TestRunAttributes
{
    [FieldOffset(0)] public uint ProgramFd;
    [FieldOffset(4)] public uint ReturnValue;
    [FieldOffset(8)] public uint DataSizeIn;
    [FieldOffset(12)] public uint DataSizeOut;
    [FieldOffset(16)] public byte* DataIn;
    [FieldOffset(24)] public byte* DataOut;
    [FieldOffset(32)] public uint Repeat;
    [FieldOffset(36)] public uint Duration;
    [FieldOffset(40)] public uint ContextSizeIn;
    [FieldOffset(44)] public uint ContextSizeOut;
    [FieldOffset(48)] public byte* ContextIn;
    [FieldOffset(56)] public byte* ContextOut;
    [FieldOffset(64)] public uint Flags;
    [FieldOffset(68)] public uint Cpu;
    [FieldOffset(72)] public uint BatchSize;
}

/// <summary><c>union bpf_attr</c> for <c>BPF_PROG_BIND_MAP</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct ProgramBindMapAttributes
{
    [FieldOffset(0)] public uint ProgramFd;
    [FieldOffset(4)] public uint MapFd;
    [FieldOffset(8)] public uint Flags;
}
