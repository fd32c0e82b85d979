// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>What the running kernel says of a program.</summary>
public sealed record KernelVerdict
{
    /// <summary>The program's name.</summary>
    public required string Program { get; init; }

    /// <summary>Whether the kernel accepted it; null where it did not come to a verdict, and <see cref="Message"/> says why.</summary>
    public bool? IsAccepted { get; init; }

    /// <summary>The kernel's words for what is wrong, or why there is no verdict; empty for an accepted program.</summary>
    public string Message { get; init; } = "";

    /// <summary>The refusal, read from the log; null where there is none.</summary>
    public VerifierRejection? Rejection { get; init; }

    /// <summary>Instructions that the kernel processed; null where it does not say.</summary>
    public long? InstructionsProcessed { get; init; }

    /// <summary>States that the kernel kept, in all; null where it does not say.</summary>
    public int? TotalStates { get; init; }

    /// <summary>The most states that the kernel kept at a time; null where it does not say.</summary>
    public int? PeakStates { get; init; }

    /// <summary>The time that the kernel's verifier took; null where it does not say.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The kernel's log.</summary>
    public string Log { get; init; } = "";
}
