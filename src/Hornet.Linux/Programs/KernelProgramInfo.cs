// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What the kernel says about a program (<c>struct bpf_prog_info</c>, and its descriptor's lines in /proc).</summary>
public sealed record KernelProgramInfo
{
    /// <summary>Its number in this kernel.</summary>
    public required uint Id { get; init; }

    /// <summary>What it is.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>Its name, at most 15 characters.</summary>
    public required string Name { get; init; }

    /// <summary>A hash of its instructions, as the eight bytes lie in memory.</summary>
    public required ulong Tag { get; init; }

    /// <summary>The tag as bpftool and kallsyms print it: 16 hexadecimal digits.</summary>
    public string TagText => FormatTag(Tag);

    /// <summary>When it was loaded, in nanoseconds since the machine started (<c>CLOCK_BOOTTIME</c>).</summary>
    public required ulong LoadTimeNanoseconds { get; init; }

    /// <summary>The user who loaded it.</summary>
    public required uint CreatedByUserId { get; init; }

    /// <summary>Whether its licence is GPL-compatible.</summary>
    public required bool IsGplCompatible { get; init; }

    /// <summary>The numbers of the maps it uses or is bound to.</summary>
    public required ImmutableArray<uint> MapIds { get; init; }

    /// <summary>The network interface it was loaded for; 0 for none.</summary>
    public required uint InterfaceIndex { get; init; }

    /// <summary>The device number of the network namespace of that interface; 0 for none.</summary>
    public required ulong NamespaceDevice { get; init; }

    /// <summary>The inode number of the network namespace of that interface; 0 for none.</summary>
    public required ulong NamespaceInode { get; init; }

    /// <summary>Size of the verifier's rewritten instructions in bytes; 0 where the kernel does not tell this process.</summary>
    public required int TranslatedLength { get; init; }

    /// <summary>Size of its machine code in bytes; 0 where it is interpreted, or the kernel does not tell this process.</summary>
    public required int JitedLength { get; init; }

    /// <summary>
    /// The instructions as the verifier rewrote them; empty where the kernel hides them (<see cref="HidesTranslated"/>). Immediates that would be
    /// kernel addresses are removed where <c>kernel.kptr_restrict</c> asks for that.
    /// </summary>
    public required ImmutableArray<Instruction> Instructions { get; init; }

    /// <summary>The functions of the program as machine code, the program itself first; empty where there is none, or the kernel hides it (<see cref="HidesJited"/>).</summary>
    public required ImmutableArray<JitedFunction> JitedFunctions { get; init; }

    /// <summary>Where functions start among <see cref="Instructions"/>, and their types in the program's BTF.</summary>
    public required ImmutableArray<BpfFunctionInfo> Functions { get; init; }

    /// <summary>The source lines of <see cref="Instructions"/>.</summary>
    public required ImmutableArray<BpfLineInfo> Lines { get; init; }

    /// <summary>Where each line of <see cref="Lines"/> starts in the machine code, as addresses; empty where hidden.</summary>
    public required ImmutableArray<ulong> JitedLineAddresses { get; init; }

    /// <summary>The number of the program's BTF in this kernel; 0 for none.</summary>
    public required uint BtfId { get; init; }

    /// <summary>The BTF object that the program's target is in; 0 for none.</summary>
    public required uint AttachBtfObjectId { get; init; }

    /// <summary>The program's target as a type in that BTF; 0 for none.</summary>
    public required uint AttachBtfId { get; init; }

    /// <summary>Time spent in it, while statistics are on.</summary>
    public required long RunTimeNanoseconds { get; init; }

    /// <summary>How often it ran, while statistics are on.</summary>
    public required long RunCount { get; init; }

    /// <summary>How often it was not run because it was running on that CPU already.</summary>
    public required long RecursionMisses { get; init; }

    /// <summary>How many instructions the verifier walked.</summary>
    public required int VerifiedInstructions { get; init; }

    /// <summary>How much kernel memory the program takes, in bytes; null where /proc does not tell.</summary>
    public required long? MemoryBytes { get; init; }

    /// <summary>Whether the kernel keeps the instructions from this process: it lacks CAP_BPF, or the program is hardened and addresses are restricted.</summary>
    public required bool HidesTranslated { get; init; }

    /// <summary>Whether the kernel keeps machine code and addresses from this process (<c>kernel.kptr_restrict</c>, or CAP_SYSLOG is missing).</summary>
    public required bool HidesJited { get; init; }

    /// <summary>A tag in text.</summary>
    internal static string FormatTag(ulong tag) => string.Concat(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in tag)).ToArray()
        .Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
}
