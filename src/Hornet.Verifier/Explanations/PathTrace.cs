// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>Tells the path that led to a fault as a short list of the decisions on it.</summary>
internal static class PathTrace
{
    /// <summary>Decisions that are told; those before are left out.</summary>
    private const int MaximumDecisions = 16;

    /// <summary>Instructions that are looked at, from the fault back.</summary>
    private const int MaximumSteps = 100_000;

    /// <summary>The decisions on the path of a state, the first first. Of a loop's turns only the last is told.</summary>
    /// <param name="program">The program.</param>
    /// <param name="texts">The texts of its instructions.</param>
    /// <param name="state">The state at the fault.</param>
    /// <param name="instruction">The instruction at fault.</param>
    public static ImmutableArray<BranchDecision> Decisions(VerifiedProgram program, InstructionTexts texts, VerifierState state, int instruction)
    {
        List<BranchDecision> decisions = [];
        HashSet<int> told = [];
        int next = instruction, steps = 0;
        for (VerifierState? part = state; part is not null && steps < MaximumSteps; part = part.Parent)
        {
            ReadOnlySpan<HistoryEntry> entries = part.History.Entries;
            for (int index = entries.Length - 1; index >= 0 && decisions.Count < MaximumDecisions && steps < MaximumSteps; index--, steps++)
            {
                int current = entries[index].Instruction;
                if (current != next && IsBranch(program, current) && told.Add(current))
                    decisions.Add(Decide(program, texts, current, next));
                next = current;
            }
        }

        decisions.Reverse();
        return [.. decisions];
    }

    // A jump to the next instruction decides nothing.
    private static bool IsBranch(VerifiedProgram program, int instruction) =>
        program.Instructions[instruction] is { IsConditionalJump: true, JumpDistance: not 0 };

    private static BranchDecision Decide(VerifiedProgram program, InstructionTexts texts, int branch, int next) => new(
        branch,
        next == branch + 1 + program.Instructions[branch].JumpDistance,
        texts[branch],
        program.Spec.FindLine(branch))
    {
        Next = program.Spec.FindLine(next),
    };
}
