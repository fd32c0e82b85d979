// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>A program with everything it refers to resolved: what an analysis works on.</summary>
internal sealed class VerifiedProgram
{
    /// <summary>The object.</summary>
    public required BpfObject Object { get; init; }

    /// <summary>The program with CO-RE relocations applied.</summary>
    public required ProgramSpec Spec { get; init; }

    /// <summary>What and how strictly.</summary>
    public required VerifierOptions Options { get; init; }

    /// <summary>The instructions.</summary>
    public required Instruction[] Instructions { get; init; }

    /// <summary>What is known of each instruction.</summary>
    public required InstructionFacts[] Facts { get; init; }

    /// <summary>What each wide load loads, by the index of its first slot; default elsewhere.</summary>
    public required WideValue[] WideValues { get; init; }

    /// <summary>The name of the kernel function that each call calls, by instruction; null elsewhere.</summary>
    public required string?[] KernelFunctions { get; init; }

    /// <summary>The maps of the object, those that it refers to and inner ones behind.</summary>
    public required List<MapInfo> Maps { get; init; }

    /// <summary>The type information.</summary>
    public required BtfSet Btfs { get; init; }

    /// <summary>The functions, the first being the program itself.</summary>
    public required List<Subprogram> Subprograms { get; init; }

    /// <summary>Which instruction follows which.</summary>
    public required FlowGraph Flow { get; init; }

    /// <summary>The instructions, function by function, each behind all that it reaches except by going back: the order in which backward analyses settle soonest.</summary>
    public required int[] PostOrder { get; init; }

    /// <summary>The arena that the program uses, or null.</summary>
    public MapInfo? Arena { get; init; }

    /// <summary>What the program is; of a <c>freplace</c>, what its target is.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>The hook, or null; of a <c>freplace</c>, that of its target.</summary>
    public AttachType? AttachType { get; init; }

    /// <summary>What the program attaches to, where that is known when it is loaded: tracing, LSM, extension programs and structures of operations; otherwise null.</summary>
    public AttachPoint? AttachPoint { get; init; }

    /// <summary>Whether the licence is compatible with the GPL.</summary>
    public required bool IsGplCompatible { get; init; }

    /// <summary>Whether the rules of programs with <c>CAP_BPF</c> and <c>CAP_PERFMON</c> apply.</summary>
    public bool IsPrivileged => !Options.IsUnprivileged;

    /// <summary>The instructions that may follow one in its function: at most two, -1 for none. A call is followed by the instruction behind it.</summary>
    public (int First, int Second) Successors(int instruction) => Flow.Successors(instruction);

    /// <summary>The instructions that one may follow in its function.</summary>
    public ReadOnlySpan<int> Predecessors(int instruction) => Flow.Predecessors(instruction);

    /// <summary>The function of the program that an instruction is in.</summary>
    public Subprogram SubprogramAt(int instruction)
    {
        int low = 0, high = Subprograms.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Subprograms[middle].Start <= instruction)
                low = middle;
            else
                high = middle - 1;
        }

        return Subprograms[low];
    }

    /// <summary>The function that starts at an instruction, or null.</summary>
    public Subprogram? SubprogramStartingAt(int instruction)
    {
        Subprogram found = SubprogramAt(instruction);
        return found.Start == instruction ? found : null;
    }
}
