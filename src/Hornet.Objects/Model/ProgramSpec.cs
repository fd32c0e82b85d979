// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;

namespace Hornet.Objects;

/// <summary>
/// One program of an object: its linked instructions (the main function first, then every subprogram it reaches) and what a host needs to
/// load it. A value: nothing in it depends on a kernel or a process.
/// </summary>
public sealed record ProgramSpec
{
    /// <summary>The name of the program's main function.</summary>
    public required string Name { get; init; }

    /// <summary>The ELF section the program came from, for example <c>xdp</c> or <c>tracepoint/syscalls/sys_enter_openat</c>, without a leading <c>?</c>; empty for programs made otherwise.</summary>
    public string SectionName { get; init; } = "";

    /// <summary>What the program is.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>The hook the section name tells, or null where the program type has none.</summary>
    public AttachType? AttachType { get; init; }

    /// <summary>What the section name says to attach to (a function, a tracepoint <c>category/name</c>, a path), or null.</summary>
    public string? AttachTarget { get; init; }

    /// <summary>Whether the program may sleep (section names ending in <c>.s</c>).</summary>
    public bool IsSleepable { get; init; }

    /// <summary>Whether an XDP program copes with packets in several buffers (<c>BPF_F_XDP_HAS_FRAGS</c>).</summary>
    public bool IsXdpFragments { get; init; }

    /// <summary>Whether a kernel that does not know <see cref="AttachType"/> can load the program without it.</summary>
    public bool IsAttachTypeOptional { get; init; }

    /// <summary>Whether a host loads the program unless told otherwise; false for section names that start with <c>?</c>.</summary>
    public bool AutoLoad { get; init; } = true;

    /// <summary>The linked instructions. Calls between subprograms and callback addresses are already relative; everything else outside the program is in <see cref="References"/>.</summary>
    public required ImmutableArray<Instruction> Instructions { get; init; }

    /// <summary>What instructions refer to outside the program, ordered by instruction; a host fills in the immediates.</summary>
    public ImmutableArray<SymbolReference> References { get; init; } = [];

    /// <summary>CO-RE relocations, ordered by instruction; a host applies them against the BTF of its kernel.</summary>
    public ImmutableArray<CoreRelocation> CoreRelocations { get; init; } = [];

    /// <summary>Instructions that CO-RE relocation made unusable, each with the reason, for a host to tell when one is reached; empty before relocation.</summary>
    public ImmutableArray<PoisonedInstruction> PoisonedInstructions { get; init; } = [];

    /// <summary>Where each function starts, ordered; the first is the program itself, at instruction 0.</summary>
    public ImmutableArray<FunctionInfo> Functions { get; init; } = [];

    /// <summary>Source lines, ordered by instruction.</summary>
    public ImmutableArray<LineInfo> Lines { get; init; } = [];

    /// <summary>The source line that an instruction was compiled from; null without line information.</summary>
    /// <param name="instruction">The index of the instruction.</param>
    public LineInfo? FindLine(int instruction)
    {
        int low = 0, high = Lines.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Lines[middle].Instruction <= instruction)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? null : Lines[low - 1];
    }
}
