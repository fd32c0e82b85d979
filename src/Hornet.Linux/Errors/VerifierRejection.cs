// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.Linux;

/// <summary>What the kernel's verifier refused, and why: its log, read.</summary>
public sealed record VerifierRejection
{
    /// <summary>The line of the log that says what is wrong, in the kernel's words; people search for it.</summary>
    public required string Message { get; init; }

    /// <summary>The index of the refused instruction; null where the verifier names none (the program's end, its size).</summary>
    public int? Instruction { get; init; }

    /// <summary>The instruction in the verifier's notation; empty where the log does not have it.</summary>
    public string InstructionText { get; init; } = "";

    /// <summary>The source line of the instruction; null where the program was loaded without.</summary>
    public LineInfo? Source { get; init; }

    /// <summary>What the verifier knew of registers and stack slots there, by name (<c>R1</c>, <c>fp-8</c>), in its own notation: <c>map_value_or_null(id=1,map=counts,ks=4,vs=8)</c>.</summary>
    public ImmutableSortedDictionary<string, string> State { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The decisions that led there, as far as the log tells them, the first first.</summary>
    public ImmutableArray<BranchDecision> Path { get; init; } = [];

    /// <summary>What the verifier knew of the registers that the message names, in plain words.</summary>
    public ImmutableArray<RegisterKnowledge> Registers { get; init; } = [];

    /// <summary>Which kind of mistake it is, as a short word that stays the same; <c>other</c> where Hornet does not know the message.</summary>
    public string Kind { get; init; } = "other";

    /// <summary>What that means, in plain words; empty where Hornet does not know the message.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>What to change; empty where nothing can be said.</summary>
    public string Advice { get; init; } = "";

    /// <summary>How many instructions the verifier walked; null where the log does not say.</summary>
    public int? ProcessedInstructions { get; init; }

    /// <summary>All of it on a line: place, the kernel's words, explanation, advice.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("the verifier refused the program");
        if (Instruction is { } index)
            text.Append(CultureInfo.InvariantCulture, $" at instruction {index}");
        if (InstructionText.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $" ({InstructionText})");
        if (Source is { File.Length: > 0 } line)
            text.Append(CultureInfo.InvariantCulture, $", {line.File}:{line.Line}{(line.Text.Length == 0 ? "" : $" \"{line.Text.Trim()}\"")}");
        text.Append(CultureInfo.InvariantCulture, $": {Message}");
        if (Explanation.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $". {Explanation}");
        if (Advice.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $" {Advice}");
        return text.ToString();
    }
}
