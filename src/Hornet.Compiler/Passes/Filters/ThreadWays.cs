// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Passes.Filters;

/// <summary>
/// Lets ways go past tests whose outcome is known from the tests before them, tests whose ways out are the same, and steps that do nothing. A load that is not proven to be
/// inside the packet is gone past only where it makes no difference.
/// </summary>
internal sealed class ThreadWays
{
    private readonly FilterGraph _graph;
    private readonly NeededLength _needed;
    private readonly Facts?[] _facts;
    private readonly List<Step> _order;
    private bool _changed;

    private ThreadWays(FilterGraph graph, ReadOrder reads)
    {
        _graph = graph;
        _order = Step.Order(graph.Entry);
        _needed = new NeededLength(_order, reads);
        _facts = new Facts?[_order.Count];
    }

    /// <summary>Runs the pass.</summary>
    /// <returns>Whether anything changed.</returns>
    public static bool Run(FilterGraph graph, ReadOrder reads) => new ThreadWays(graph, reads).Run();

    private bool Run()
    {
        Step entry = Thread(_graph.Entry, Facts.None);
        _changed |= entry != _graph.Entry;
        _graph.Entry = entry;
        _facts[entry.Position] = Facts.None;
        foreach (Step step in _order)
        {
            if (_facts[step.Position] is { } facts)
                Visit(step, facts);
        }

        return _changed;
    }

    private void Visit(Step step, Facts facts)
    {
        if (step.Probes.Length > 0)
            RemoveProbes(step, facts);
        if (step.Kind == StepKind.Test && Next(step, facts) is { } only)
        {
            // Its loads may end the filter, or a slot is written: that much stays.
            IEnumerable<Term> stored = step.Stores.SelectMany(s => s.Term.Needs);
            step.Probes = [.. step.Needs.Where(n => !facts.IsProven(n) && !_needed.Covers(only, n)).Except(stored)];
            step.EndWithGo(only);
            _changed = true;
        }

        facts = facts.Prove(step.Needs);
        switch (step.Kind)
        {
            case StepKind.Go:
                step.IfTrue = Follow(step.IfTrue!, facts);
                break;
            case StepKind.Test:
                step.IfTrue = Follow(step.IfTrue!, facts.After(step.Condition, true));
                step.IfFalse = Follow(step.IfFalse!, facts.After(step.Condition, false));
                break;
            case StepKind.Lookup:
                for (int i = 0; i < step.Cases.Count; i++)
                    step.Cases[i] = (step.Cases[i].Constant, Follow(step.Cases[i].Target, facts));
                step.IfFalse = Follow(step.IfFalse!, facts);
                break;
            default:
                break;
        }
    }

    private void RemoveProbes(Step step, Facts facts)
    {
        Term[] left = [.. step.Probes.Where(p => !facts.IsProven(p) && !IsCovered(step, p))];
        if (left.Length < step.Probes.Length)
        {
            step.Probes = left;
            _changed = true;
        }
    }

    private bool IsCovered(Step step, Term probe)
    {
        for (int i = 0; i < step.WaysOut; i++)
        {
            if (!_needed.Covers(step.WayOut(i), probe))
                return false;
        }

        return step.WaysOut > 0;
    }

    /// <summary>Where a way goes in the end, which then knows of it.</summary>
    private Step Follow(Step target, Facts facts)
    {
        Step end = Thread(target, facts);
        _changed |= end != target;
        ref Facts? known = ref _facts[end.Position];
        known = known is null ? facts : Facts.Meet(known, facts);
        return end;
    }

    private Step Thread(Step step, Facts facts)
    {
        while (step.Stores.Count == 0 && Next(step, facts) is { } next && MayPass(step, next, facts))
            step = next;
        return step;
    }

    private bool MayPass(Step step, Step next, Facts facts)
    {
        foreach (Term need in step.Needs)
        {
            if (!facts.IsProven(need) && !_needed.Covers(next, need))
                return false;
        }

        return true;
    }

    private static Step? Next(Step step, Facts facts) => step.Kind switch
    {
        StepKind.Go => step.IfTrue,
        StepKind.Test when step.IfTrue == step.IfFalse => step.IfTrue,
        StepKind.Test => facts.Decide(step.Condition) switch
        {
            true => step.IfTrue,
            false => step.IfFalse,
            null => null,
        },
        _ => null,
    };
}
