// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>Compiles conditions on 64-bit arguments to tests of their 32-bit halves.</summary>
/// <param name="graph">Where places are made.</param>
/// <param name="isBigEndian">The machine's byte order: which half comes first.</param>
internal sealed class ConditionCompiler(DecisionGraph graph, bool isBigEndian)
{
    /// <summary>A place that goes on according to a condition.</summary>
    public DecisionNode Compile(ArgumentCondition condition, DecisionNode ifTrue, DecisionNode ifFalse) => condition.Comparison switch
    {
        ArgumentComparison.Equal => Equal(condition, ifTrue, ifFalse),
        ArgumentComparison.NotEqual => Equal(condition, ifFalse, ifTrue),
        ArgumentComparison.Greater => Ordered(condition, Comparison.Greater, ifTrue, ifFalse),
        ArgumentComparison.LessOrEqual => Ordered(condition, Comparison.Greater, ifFalse, ifTrue),
        ArgumentComparison.GreaterOrEqual => Ordered(condition, Comparison.GreaterOrEqual, ifTrue, ifFalse),
        _ => Ordered(condition, Comparison.GreaterOrEqual, ifFalse, ifTrue),
    };

    private DecisionNode Equal(ArgumentCondition condition, DecisionNode ifTrue, DecisionNode ifFalse)
    {
        DecisionNode low = graph.Test(Low(condition), Comparison.Equal, (uint)condition.Value, ifTrue, ifFalse, (uint)condition.Mask);
        return graph.Test(High(condition), Comparison.Equal, (uint)(condition.Value >> 32), low, ifFalse, (uint)(condition.Mask >> 32));
    }

    /// <summary>The upper half decides unless it is the same; then the lower one does.</summary>
    private DecisionNode Ordered(ArgumentCondition condition, Comparison comparison, DecisionNode ifTrue, DecisionNode ifFalse)
    {
        uint high = (uint)(condition.Value >> 32);
        uint highMask = (uint)(condition.Mask >> 32);
        DecisionNode low = graph.Test(Low(condition), comparison, (uint)condition.Value, ifTrue, ifFalse, (uint)condition.Mask);
        DecisionNode same = graph.Test(High(condition), Comparison.Equal, high, low, ifFalse, highMask);
        return graph.Test(High(condition), Comparison.Greater, high, ifTrue, same, highMask);
    }

    private int Low(ArgumentCondition condition) => SeccompData.Argument(condition.Index) + (isBigEndian ? 4 : 0);

    private int High(ArgumentCondition condition) => SeccompData.Argument(condition.Index) + (isBigEndian ? 0 : 4);
}
