// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>
/// Makes one look-up of many tests of one term for equality that go to the same step: the back ends search it in logarithmic time. Short chains stay as they are, as libpcap
/// lists them.
/// </summary>
internal static class FormSets
{
    // From here on the search executes clearly fewer tests than the chain.
    private const int Threshold = 16;

    /// <summary>Runs the pass.</summary>
    /// <returns>How many constants the look-ups have together.</returns>
    public static int Run(FilterGraph graph)
    {
        List<Step> order = Step.Order(graph.Entry);
        var entries = new int[order.Count];
        foreach (Step step in order)
        {
            for (int i = 0; i < step.WaysOut; i++)
                entries[step.WayOut(i).Position]++;
        }

        int total = 0;
        var done = new bool[order.Count];
        foreach (Step first in order)
        {
            if (!done[first.Position] && IsMember(first))
                total += Form(first, entries, done);
        }

        return total;
    }

    private static bool IsMember(Step step) => step is { Kind: StepKind.Test, Condition: { Comparison: Comparison.Equal, Right.IsConstant: true } };

    private static int Form(Step first, int[] entries, bool[] done)
    {
        Term term = first.Condition.Left;
        Step target = first.IfTrue!;
        var cases = new SortedSet<uint> { first.Condition.Right.Value };
        SourceSpan location = first.Location;
        Step after = first.IfFalse!;
        while (IsMember(after) && after.Condition.Left == term && after.IfTrue == target && after.Stores.Count == 0 && after.Probes.Length == 0
            && entries[after.Position] == 1)
        {
            done[after.Position] = true;
            cases.Add(after.Condition.Right.Value);
            location = location.To(after.Location);
            after = after.IfFalse!;
        }

        if (cases.Count < Threshold)
            return 0;
        first.EndWithLookup(term, [.. cases.Select(c => (c, target))], after);
        first.Location = location;
        return cases.Count;
    }
}
