// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>What verification proved about an accepted program, for compilers: facts that hold on every path.</summary>
public sealed record ProgramProofs
{
    /// <summary>A fact for every instruction slot.</summary>
    public required ImmutableArray<InstructionProof> Instructions { get; init; }

    /// <summary>What was proven of each function's stack, in the order of the program's functions.</summary>
    public required ImmutableArray<StackProof> Stacks { get; init; }

    /// <summary>
    /// The most instructions that a run can execute, not counting what helpers do and programs that it tail calls: as many as were processed, because every path is put
    /// together of stretches that were walked, none of them twice. Null where that does not hold or is not followed: programs of several functions, whose
    /// callbacks and global functions are walked fewer times than they may be called; <c>may_goto</c>, and kernel functions that iterate, whose loops are not
    /// walked to their end.
    /// </summary>
    public long? LongestRun { get; init; }
}
