// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Passes.Filters;

/// <summary>
/// Finds out that a filter returns the same whatever the packet is, by walking each way through it with all that is known on that way. Where ways come together the other passes know
/// only what they share; this one does not let them come together, and gives up when there are too many.
/// </summary>
internal static class FindConstantResult
{
    // Small filters have fewer ways, and large ones are seldom constant.
    private const int MaximumSteps = 2000;

    /// <summary>Runs the pass.</summary>
    /// <returns>Whether the filter is a return now that was none before.</returns>
    public static bool Run(FilterGraph graph, ReadOrder reads)
    {
        if (graph.Entry.Kind == StepKind.Return)
            return false;
        Step? result = null;
        var pending = new Stack<(Step Step, Facts Facts)>();
        pending.Push((graph.Entry, Facts.None));
        for (int steps = 0; pending.TryPop(out (Step Step, Facts Facts) next); steps++)
        {
            Step step = next.Step;
            if (steps > MaximumSteps || step.Kind == StepKind.Lookup || step.Needs.Any(n => n.IsDivision))
                return false;
            if (step.Kind == StepKind.Return)
            {
                if (!step.Term!.IsConstant || (result is not null && result.Term != step.Term))
                    return false;
                result = step;
                continue;
            }

            Facts facts = next.Facts.Prove(step.Needs);
            bool? outcome = step.Kind == StepKind.Test ? facts.Decide(step.Condition) : true;
            if (outcome != false)
                pending.Push((step.IfTrue!, step.Kind == StepKind.Test ? facts.After(step.Condition, true) : facts));
            if (outcome != true)
                pending.Push((step.IfFalse!, facts.After(step.Condition, false)));
        }

        // A read outside the packet refuses it; only a filter that refuses every packet may leave that out as written.
        if (result is null || (reads == ReadOrder.AsWritten && !result.ReturnsZero))
            return false;
        graph.Entry = result;
        return true;
    }
}
