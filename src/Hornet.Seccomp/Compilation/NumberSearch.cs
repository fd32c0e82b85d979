// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>Builds the search for a number: comparisons that halve the ranges, and a test for equality where one number stands alone among others.</summary>
internal static class NumberSearch
{
    /// <summary>The place where the search begins.</summary>
    /// <param name="graph">Where places are made.</param>
    /// <param name="ranges">All numbers, in order.</param>
    public static DecisionNode Build(DecisionGraph graph, List<NumberRange> ranges) => Build(graph, ranges, 0, ranges.Count);

    private static DecisionNode Build(DecisionGraph graph, List<NumberRange> ranges, int start, int end)
    {
        if (end - start == 1)
            return ranges[start].Answer;
        if (end - start == 2 && IsSingle(ranges, start))
            return Equality(graph, ranges, start, start + 1);
        if (end - start == 2 && IsSingle(ranges, start + 1))
            return Equality(graph, ranges, start + 1, start);
        if (end - start == 3 && ranges[start].Answer == ranges[start + 2].Answer && IsSingle(ranges, start + 1))
            return Equality(graph, ranges, start + 1, start);
        int middle = (start + end) / 2;
        return graph.Test(
            SeccompData.Number, Comparison.GreaterOrEqual, ranges[middle].First, Build(graph, ranges, middle, end), Build(graph, ranges, start, middle));
    }

    private static bool IsSingle(List<NumberRange> ranges, int index) => index + 1 < ranges.Count && ranges[index + 1].First - ranges[index].First == 1;

    private static DecisionNode Equality(DecisionGraph graph, List<NumberRange> ranges, int single, int other) =>
        graph.Test(SeccompData.Number, Comparison.Equal, ranges[single].First, ranges[single].Answer, ranges[other].Answer);
}
