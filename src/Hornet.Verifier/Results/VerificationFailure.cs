// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>Why a program was refused.</summary>
public sealed record VerificationFailure
{
    /// <summary>The fault in the kernel's words, for example <c>R1 invalid mem access 'scalar'</c>; people search for it.</summary>
    public required string Message { get; init; }

    /// <summary>What kind of rule was broken.</summary>
    public required FailureKind Kind { get; init; }

    /// <summary>The instruction that was refused; null where it is none in particular.</summary>
    public int? Instruction { get; init; }

    /// <summary>The instruction in the verifier's notation; empty without one.</summary>
    public string InstructionText { get; init; } = "";

    /// <summary>The source line of the instruction; null without line information.</summary>
    public LineInfo? Source { get; init; }

    /// <summary>The decisions that led there, the first first: at most the last sixteen.</summary>
    public ImmutableArray<BranchDecision> Path { get; init; } = [];

    /// <summary>What is known, at the instruction, of the registers that it uses.</summary>
    public ImmutableArray<RegisterKnowledge> Registers { get; init; } = [];

    /// <summary>Why that is not enough, in plain words.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>The smallest change that usually mends it; empty where nothing can be said.</summary>
    public string Advice { get; init; } = "";
}
