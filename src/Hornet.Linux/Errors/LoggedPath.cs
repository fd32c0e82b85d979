// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Hornet.Objects;
using Hornet.Verification;

namespace Hornet.Linux;

/// <summary>The path to a fault as a log tells it, instruction by instruction.</summary>
internal sealed partial class LoggedPath
{
    private const int MaximumDecisions = 16;

    private readonly List<(int Instruction, string Text, LineInfo? Source)> _steps = [];

    /// <summary>Adds an instruction.</summary>
    public void Add(int instruction, string text, LineInfo? source) => _steps.Add((instruction, text, source));

    /// <summary>Goes back to a branch, whose other way the log tells next.</summary>
    public void ReturnTo(int branch)
    {
        int index = _steps.FindLastIndex(step => step.Instruction == branch);
        if (index >= 0)
            _steps.RemoveRange(index + 1, _steps.Count - index - 1);
    }

    /// <summary>The decisions on the path, the last ones, each branch once.</summary>
    public ImmutableArray<BranchDecision> Decisions()
    {
        List<BranchDecision> decisions = [];
        HashSet<int> told = [];
        for (int index = _steps.Count - 2; index >= 0 && decisions.Count < MaximumDecisions; index--)
        {
            (int instruction, string text, LineInfo? source) = _steps[index];
            if (Branch().Match(text) is not { Success: true } branch || !told.Add(instruction))
                continue;
            (int next, _, LineInfo? nextSource) = _steps[index + 1];
            int target = instruction + 1 + int.Parse(branch.Groups["distance"].ValueSpan, CultureInfo.InvariantCulture);
            if (target != instruction + 1)
                decisions.Add(new BranchDecision(instruction, next == target, text, source) { Next = nextSource });
        }

        decisions.Reverse();
        return [.. decisions];
    }

    [GeneratedRegex(@"^(if .* goto|may_goto) pc(?<distance>[+-]\d+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Branch();
}
