// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>How a single program is loaded into the kernel.</summary>
public sealed record ProgramLoadOptions
{
    /// <summary>The name the kernel shows, at most 15 characters of it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The licence; GPL-compatible ones give access to more helpers.</summary>
    public string License { get; init; } = "GPL";

    /// <summary>The hook, where the program type has several.</summary>
    public AttachType? AttachType { get; init; }

    /// <summary>Flags such as <see cref="ProgramLoadFlags.Sleepable"/>.</summary>
    public ProgramLoadFlags Flags { get; init; }

    /// <summary>The kernel type, function or tracepoint to attach to, as a number in the BTF of the kernel, of <see cref="AttachBtfObject"/> or of <see cref="AttachProgram"/>; 0 for none.</summary>
    public uint AttachBtfId { get; init; }

    /// <summary>The BTF of the kernel module that <see cref="AttachBtfId"/> is from, or null for the kernel proper.</summary>
    public BpfHandle? AttachBtfObject { get; init; }

    /// <summary>The program to attach to (<c>freplace</c>, <c>fentry</c> and <c>fexit</c> of another program), or null.</summary>
    public BpfHandle? AttachProgram { get; init; }

    /// <summary>The program's own type information, for functions and lines, or null to load without.</summary>
    public KernelBtf? Btf { get; init; }

    /// <summary>The functions of the program with their types in <see cref="Btf"/>; ignored without it.</summary>
    public ImmutableArray<FunctionInfo> Functions { get; init; } = [];

    /// <summary>
    /// Line records (<c>struct bpf_line_info</c>, 16 bytes each: instruction, file name, line text, line and column), ordered by instruction;
    /// names and texts are offsets into the strings of <see cref="Btf"/>; ignored without it.
    /// </summary>
    public ImmutableArray<BpfLineInfo> Lines { get; init; } = [];

    /// <summary>Descriptors that instructions refer to by index (<c>fd_array</c>): the BTF of modules for kernel functions, maps.</summary>
    public ImmutableArray<int> FdArray { get; init; } = [];

    /// <summary>The kernel version the program declares (<c>LINUX_VERSION_CODE</c>), which kernels before 5.0 want for kprobes.</summary>
    public uint KernelVersion { get; init; }

    /// <summary>The index of the network interface to load the program into, for offload; 0 for the kernel.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>The BPF token that gives the privilege, or null.</summary>
    public BpfHandle? Token { get; init; }

    /// <summary>
    /// How much the verifier writes into the log of a program that it accepts: 0 nothing, 1 a summary, 2 every step, 4 statistics. A refused
    /// program has at least a log of level 1 in its error.
    /// </summary>
    public int LogLevel { get; init; }

    /// <summary>The largest log to take, in bytes; a longer one loses its beginning.</summary>
    public int LogSize { get; init; } = 1 << 20;
}
