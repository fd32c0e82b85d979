// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Objects;

namespace Hornet.Verification;

/// <summary>What is known about the place where a message was said, to fill in its explanation.</summary>
public sealed record MessageFacts
{
    /// <summary>No facts: explanations stay general.</summary>
    public static MessageFacts None { get; } = new();

    /// <summary>The program, for the source lines of instructions; null where it is not at hand.</summary>
    public ProgramSpec? Program { get; init; }

    /// <summary>The refused instruction; null where it is none in particular.</summary>
    public int? Instruction { get; init; }

    /// <summary>The instruction in the verifier's notation; empty without one.</summary>
    public string InstructionText { get; init; } = "";

    /// <summary>The source line of the instruction; null takes the program's.</summary>
    public LineInfo? Source { get; init; }

    /// <summary>What is known of registers before the instruction, by name (<c>R1</c>), in the notation of the kernel's log.</summary>
    public ImmutableSortedDictionary<string, string> Registers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
