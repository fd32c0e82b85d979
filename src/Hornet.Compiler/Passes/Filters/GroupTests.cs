// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Passes.Filters;

/// <summary>
/// Puts tests of the same term next to each other, so that it is loaded once: of <c>src or dst A, src or dst B</c> first both tests of the source, then both of the destination. Tests
/// change places only along a chain in which all go to the same step when they hold (an <c>or</c>), or all when they do not (an <c>and</c>), and in which each but the first is reached from the
/// one before alone. The tests of the term that the way in has just tested come first. A test whose load may end the filter stays where it is among those before it,
/// unless that end makes no difference to the step the chain goes to.
/// </summary>
internal sealed class GroupTests
{
    private readonly FilterGraph _graph;
    private readonly List<Step> _order;
    private readonly NeededLength _needed;
    private readonly List<Step>?[] _predecessors;
    private readonly Facts?[] _facts;

    // By position, whether a step stands in a chain of alternatives, and in one of requirements.
    private readonly bool[] _isAlternative;
    private readonly bool[] _isRequirement;
    private bool _changed;

    private GroupTests(FilterGraph graph, ReadOrder reads)
    {
        _graph = graph;
        _order = Step.Order(graph.Entry);
        _needed = new NeededLength(_order, reads);
        _predecessors = new List<Step>?[_order.Count];
        _facts = new Facts?[_order.Count];
        _isAlternative = new bool[_order.Count];
        _isRequirement = new bool[_order.Count];
        _facts[0] = Facts.None;
        foreach (Step step in _order)
        {
            Facts after = _facts[step.Position]!.Prove(step.Needs);
            for (int i = 0; i < step.WaysOut; i++)
            {
                Step target = step.WayOut(i);
                (_predecessors[target.Position] ??= []).Add(step);
                Facts there = step.Kind == StepKind.Test ? after.After(step.Condition, i == 1) : after;
                ref Facts? known = ref _facts[target.Position];
                known = known is null ? there : Facts.Meet(known, there);
            }
        }
    }

    /// <summary>Runs the pass.</summary>
    /// <returns>Whether anything changed.</returns>
    public static bool Run(FilterGraph graph, ReadOrder reads)
    {
        var pass = new GroupTests(graph, reads);
        foreach (Step step in pass._order)
        {
            if (!IsPlainTest(step))
                continue;
            if (!pass._isAlternative[step.Position])
                pass.Group(step, isOr: true);
            if (!pass._isRequirement[step.Position])
                pass.Group(step, isOr: false);
        }

        return pass._changed;
    }

    private static bool IsPlainTest(Step step) =>
        step is { Kind: StepKind.Test, Stores.Count: 0, Probes.Length: 0 } && step.IfTrue != step.IfFalse;

    private void Group(Step first, bool isOr)
    {
        List<Step> chain = Chain(first, isOr);
        if (chain.Count < (EntryTerm(first) is null ? 3 : 2))
            return;
        foreach (Step step in chain)
            (isOr ? _isAlternative : _isRequirement)[step.Position] = true;
        List<Step> ordered = Order(chain, isOr ? first.IfTrue! : first.IfFalse!);
        if (ordered.SequenceEqual(chain))
            return;
        _changed = true;
        Step after = isOr ? chain[^1].IfFalse! : chain[^1].IfTrue!;
        for (int i = 0; i < ordered.Count; i++)
        {
            Step next = i + 1 < ordered.Count ? ordered[i + 1] : after;
            if (isOr)
                ordered[i].IfFalse = next;
            else
                ordered[i].IfTrue = next;
        }

        Redirect(first, ordered[0]);
        // Who comes before whom has changed; what follows the chain is looked at in the next round.
        foreach (Step step in chain)
            _predecessors[step.Position] = null;
    }

    private List<Step> Chain(Step first, bool isOr)
    {
        var chain = new List<Step> { first };
        while (true)
        {
            Step last = chain[^1];
            Step next = isOr ? last.IfFalse! : last.IfTrue!;
            bool same = IsPlainTest(next) && (isOr ? next.IfTrue == first.IfTrue : next.IfFalse == first.IfFalse);
            if (!same || _predecessors[next.Position] is not { Count: 1 })
                return chain;
            chain.Add(next);
        }
    }

    /// <summary>The term that all ways to a step have tested last.</summary>
    private Term? EntryTerm(Step step)
    {
        Term? term = null;
        foreach (Step predecessor in _predecessors[step.Position] ?? [])
        {
            if (predecessor.Kind != StepKind.Test || (term is not null && term != predecessor.Condition.Left))
                return null;
            term = predecessor.Condition.Left;
        }

        return term;
    }

    private List<Step> Order(List<Step> chain, Step shared)
    {
        var ordered = new List<Step>(chain.Count);
        var segment = new List<Step>();
        Facts facts = _facts[chain[0].Position]!;
        Term? loaded = EntryTerm(chain[0]);
        foreach (Step step in chain)
        {
            if (!step.Needs.All(n => facts.IsProven(n) || _needed.Covers(shared, n)))
            {
                Flush(segment, ordered, loaded);
                facts = facts.Prove(step.Needs);
                ordered.Add(step);
                loaded = step.Condition.Left;
                continue;
            }

            segment.Add(step);
        }

        Flush(segment, ordered, loaded);
        return ordered;
    }

    /// <summary>Takes over steps that may stand in any order: those of the term that is loaded, then those of each other term in the order in which it appears.</summary>
    private static void Flush(List<Step> segment, List<Step> ordered, Term? loaded)
    {
        var groups = new Dictionary<Term, List<Step>>(ReferenceEqualityComparer.Instance);
        var order = new List<List<Step>>();
        foreach (Step step in segment)
        {
            Term term = step.Condition.Left;
            if (!groups.TryGetValue(term, out List<Step>? group))
            {
                groups[term] = group = [];
                order.Insert(term == loaded ? 0 : order.Count, group);
            }

            group.Add(step);
        }

        foreach (List<Step> group in order)
            ordered.AddRange(group);
        segment.Clear();
    }

    private void Redirect(Step old, Step @new)
    {
        if (_graph.Entry == old)
            _graph.Entry = @new;
        foreach (Step predecessor in _predecessors[old.Position] ?? [])
        {
            if (predecessor.IfTrue == old)
                predecessor.IfTrue = @new;
            if (predecessor.IfFalse == old)
                predecessor.IfFalse = @new;
            for (int i = 0; i < predecessor.Cases.Count; i++)
            {
                if (predecessor.Cases[i].Target == old)
                    predecessor.Cases[i] = (predecessor.Cases[i].Constant, @new);
            }
        }
    }
}
