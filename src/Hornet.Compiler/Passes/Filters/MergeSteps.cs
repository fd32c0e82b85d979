// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Passes.Filters;

/// <summary>Makes one of steps that do the same and go on to the same steps.</summary>
internal static class MergeSteps
{
    /// <summary>Runs the pass.</summary>
    public static void Run(FilterGraph graph)
    {
        List<Step> order = Step.Order(graph.Entry);
        var first = new Dictionary<Key, Step>();
        var merged = new Step[order.Count];
        for (int i = order.Count - 1; i >= 0; i--)
        {
            Step step = order[i];
            if (step.IfTrue is not null)
                step.IfTrue = merged[step.IfTrue.Position];
            if (step.IfFalse is not null)
                step.IfFalse = merged[step.IfFalse.Position];
            for (int c = 0; c < step.Cases.Count; c++)
                step.Cases[c] = (step.Cases[c].Constant, merged[step.Cases[c].Target.Position]);
            merged[i] = step;
            if (step.Stores.Count > 0 || step.Probes.Length > 0)
                continue;
            var key = new Key(step.Kind, step.Kind == StepKind.Test ? step.Condition : default, step.Kind is StepKind.Lookup or StepKind.Return ? step.Term : null, step.IfTrue, step.IfFalse, new Cases(step));
            if (!first.TryAdd(key, step))
                merged[i] = first[key];
        }

        graph.Entry = merged[graph.Entry.Position];
    }

    private readonly record struct Key(StepKind Kind, Condition Condition, Term? Term, Step? IfTrue, Step? IfFalse, Cases Cases);

    /// <summary>The cases of a look-up, equal to those of another with the same constants and steps.</summary>
    internal sealed class Cases(Step step) : IEquatable<Cases>
    {
        private readonly List<(uint Constant, Step Target)> _cases = step.Cases;

        public bool Equals(Cases? other) => other is not null && _cases.SequenceEqual(other._cases);

        public override bool Equals(object? obj) => Equals(obj as Cases);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach ((uint constant, _) in _cases)
                hash.Add(constant);
            return hash.ToHashCode();
        }
    }
}
