// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>
/// Makes large look-ups of the same set in different terms one: <c>host A or host B or …</c> looks the same addresses up in the source of IP packets and in the sender of ARP packets. The term is
/// handed on in a slot; a number in another slot says where to go on when it is not in the set. That costs a few instructions a packet and saves hundreds, which classic BPF has only 4,096 of.
/// </summary>
internal sealed class ShareSets
{
    // The look-ups' constants together, from which on instructions become scarce.
    private const int Threshold = 1024;

    // A look-up of fewer stays apart.
    private const int LeastCases = 64;

    // Words of scratch memory that a classic program has.
    private const int Words = 16;

    private readonly FilterGraph _graph;
    private readonly Function _function;
    private StackSlot? _term;
    private StackSlot? _origin;
    private uint _joins = uint.MaxValue;

    private ShareSets(FilterGraph graph, Function function)
    {
        _graph = graph;
        _function = function;
    }

    /// <summary>Runs the pass.</summary>
    /// <param name="graph">The filter.</param>
    /// <param name="function">Where slots are added.</param>
    /// <param name="constants">How many constants the look-ups have together.</param>
    public static void Run(FilterGraph graph, Function function, int constants)
    {
        if (constants < Threshold || function.Slots.Count + 2 > Words)
            return;
        MergeSteps.Run(graph);
        new ShareSets(graph, function).Run();
    }

    private void Run()
    {
        var groups = new Dictionary<MergeSteps.Cases, List<Step>>();
        foreach (Step step in Step.Order(_graph.Entry))
        {
            if (step is not { Kind: StepKind.Lookup, Stores.Count: 0, Cases.Count: >= LeastCases })
                continue;
            var cases = new MergeSteps.Cases(step);
            if (!groups.TryGetValue(cases, out List<Step>? group))
                groups[cases] = group = [];
            group.Add(step);
        }

        foreach (List<Step> group in groups.Values)
        {
            var left = group;
            while (left.Count > 1)
                left = Share(left);
        }
    }

    /// <summary>Shares those of a group that are not reached from one another.</summary>
    /// <returns>The others.</returns>
    private List<Step> Share(List<Step> group)
    {
        var reached = new HashSet<Step>(ReferenceEqualityComparer.Instance);
        var shared = new List<Step>();
        var others = new List<Step>();
        foreach (Step step in group)
        {
            if (reached.Contains(step))
            {
                others.Add(step);
                continue;
            }

            shared.Add(step);
            reached.UnionWith(Step.Order(step));
        }

        // Those that reach one taken before them do not exist: the group is in the order of the graph, unless sharing has changed it.
        if (shared.Count > 1 && !shared.Any(s => Step.Order(s).Any(r => r != s && shared.Contains(r))))
            Join(shared);
        return others;
    }

    private void Join(List<Step> group)
    {
        _term ??= _function.AddSlot(4, 4, "looked up");
        _origin ??= _function.AddSlot(4, 4, "where from");
        Term origin = _graph.Terms.Slot(_origin, NextJoin());
        Step otherwise = group[^1].IfFalse!;
        for (int i = group.Count - 2; i >= 0; i--)
        {
            var condition = new Condition(Comparison.Equal, origin, _graph.Terms.Constant((uint)i));
            otherwise = new Step { Location = group[i].Location }.EndWithTest(condition, group[i].IfFalse!, otherwise);
        }

        Step lookup = new Step { Location = group[0].Location }
            .EndWithLookup(_graph.Terms.Slot(_term, NextJoin()), group[0].Cases, otherwise);
        for (int i = 0; i < group.Count; i++)
        {
            Term term = group[i].Term!;
            group[i].EndWithGo(lookup);
            group[i].AddStore(_origin, _graph.Terms.Constant((uint)i));
            group[i].AddStore(_term, term);
        }
    }

    private uint NextJoin() => _joins--;
}
