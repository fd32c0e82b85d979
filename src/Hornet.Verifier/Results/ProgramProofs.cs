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
}
