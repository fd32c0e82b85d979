// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>The verdict about one program, with what it took and, for an accepted program, what was proven.</summary>
public sealed record VerificationResult
{
    /// <summary>The program as it was verified: with CO-RE relocations applied.</summary>
    public required ProgramSpec Program { get; init; }

    /// <summary>Whether the program is safe to run.</summary>
    public bool IsAccepted => Failure is null;

    /// <summary>Why it was refused; null for an accepted program.</summary>
    public VerificationFailure? Failure { get; init; }

    /// <summary>Instructions that were processed on all paths together; the limit for privileged programs is a million.</summary>
    public long InstructionsProcessed { get; init; }

    /// <summary>States that were kept for pruning, in all.</summary>
    public int TotalStates { get; init; }

    /// <summary>The most states kept at a time.</summary>
    public int PeakStates { get; init; }

    /// <summary>The most states kept for one instruction.</summary>
    public int MaxStatesPerInstruction { get; init; }

    /// <summary>Bytes of stack that each function uses, in the order of <see cref="ProgramSpec.Functions"/>; at most 512 each.</summary>
    public ImmutableArray<int> StackDepths { get; init; } = [];

    /// <summary>The time verification took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The log in the manner of the kernel's; empty unless <see cref="VerifierOptions.LogLevel"/> asks for it.</summary>
    public string Log { get; init; } = "";

    /// <summary>What was proven for each instruction; null for a refused program.</summary>
    public ProgramProofs? Proofs { get; init; }
}
