// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>
/// What is known where control comes to a test: the outcomes of the tests it has passed, and how far the packet has been read. Facts form a tree in which what follows a test is a child of
/// what went before; where two ways come together, what is known is the last that they share. Looking something up, adding a fact and finding what two share all take
/// logarithmic time, so that a filter of thousands of tests is done in milliseconds.
/// </summary>
internal sealed class Facts
{
    private readonly Facts? _parent;
    private readonly Facts? _jump;
    private readonly int _depth;
    private readonly ImmutableDictionary<int, Knowledge> _numbers;

    // By the index's term, -1 for none: how many bytes there are at least, counted from the index.
    private readonly ImmutableDictionary<int, ulong> _ends;

    // Terms computed before, which will not end the filter; and tests of two terms with their outcomes.
    private readonly ImmutableDictionary<(Comparison, int, int), bool> _outcomes;

    private Facts(
        Facts? parent,
        ImmutableDictionary<int, Knowledge> numbers,
        ImmutableDictionary<int, ulong> ends,
        ImmutableDictionary<(Comparison, int, int), bool> outcomes)
    {
        _parent = parent;
        _depth = parent is null ? 0 : parent._depth + 1;
        // The ancestor to jump to, as in a skew-binary list: doubling distances with one reference each.
        _jump = parent?._jump is { } jump && jump._jump is { } farther && parent._depth - jump._depth == jump._depth - farther._depth ? farther : parent;
        _numbers = numbers;
        _ends = ends;
        _outcomes = outcomes;
    }

    /// <summary>Nothing is known.</summary>
    public static Facts None { get; } = new(null, ImmutableDictionary<int, Knowledge>.Empty, ImmutableDictionary<int, ulong>.Empty, ImmutableDictionary<(Comparison, int, int), bool>.Empty);

    /// <summary>What two ways share.</summary>
    public static Facts Meet(Facts left, Facts right)
    {
        while (left._depth > right._depth)
            left = left._jump!._depth >= right._depth ? left._jump : left._parent!;
        while (right._depth > left._depth)
            right = right._jump!._depth >= left._depth ? right._jump : right._parent!;
        while (left != right)
        {
            bool apart = left._jump != right._jump;
            left = (apart ? left._jump : left._parent)!;
            right = (apart ? right._jump : right._parent)!;
        }

        return left;
    }

    /// <summary>What is known of a term.</summary>
    public Knowledge Number(Term term)
    {
        if (term.IsConstant)
            return Knowledge.Of(term);
        Knowledge known = _numbers.GetValueOrDefault(term.Id) ?? Knowledge.Of(term);
        if (known.Value is not null || term.Kind != TermKind.Binary || !term.Right!.IsConstant)
            return known;
        Knowledge operand = Number(term.Left!);
        uint constant = term.Right.Value;
        if (operand.Value is { } value && Folding.Compute(term.Operator, SsaType.Int32, value, constant, isClassic: true) is { } result)
            return Knowledge.Exactly((uint)result);
        return term.Operator == BinaryOperator.And ? known.WithBits(operand.KnownMask & constant, operand.KnownBits & constant) : known;
    }

    /// <summary>Whether a condition holds, where that is known.</summary>
    public bool? Decide(Condition condition)
    {
        Knowledge right = Number(condition.Right);
        if (right.Value is { } constant && Number(condition.Left).Decide(condition.Comparison, constant) is { } decided)
            return decided;
        if (ReferenceEquals(condition.Left, condition.Right) && condition.Comparison != Comparison.AnyBits)
            return condition.Comparison != Comparison.Greater;
        return _outcomes.TryGetValue(Key(condition), out bool outcome) ? outcome : null;
    }

    /// <summary>Whether a load or division is known not to end the filter.</summary>
    public bool IsProven(Term need)
    {
        if (_outcomes.ContainsKey((Comparison.NotEqual, need.Id, -1)))
            return true;
        if (need.IsDivision)
            return Number(need.Right!).Decide(Comparison.Equal, 0) == false;
        if (!need.IsMonotone)
            return false;
        ulong end = _ends.GetValueOrDefault(-1);
        if (need.End + (need.Left?.PossibleBits ?? 0) <= end)
            return true;
        return need.Left is not null && need.End <= _ends.GetValueOrDefault(need.Left.Id);
    }

    /// <summary>Whether none of a number of loads and divisions ends the filter.</summary>
    public bool AreProven(IEnumerable<Term> needs)
    {
        foreach (Term need in needs)
        {
            if (!IsProven(need))
                return false;
        }

        return true;
    }

    /// <summary>What is known after loads and divisions have not ended the filter.</summary>
    public Facts Prove(IEnumerable<Term> needs)
    {
        ImmutableDictionary<int, ulong> ends = _ends;
        ImmutableDictionary<(Comparison, int, int), bool> outcomes = _outcomes;
        foreach (Term need in needs)
        {
            if (need.IsDivision || !need.IsMonotone)
            {
                outcomes = outcomes.SetItem((Comparison.NotEqual, need.Id, -1), true);
                continue;
            }

            // An index is at least 0, so that a load from it proves bytes from the start as well.
            ends = Raise(ends, -1, need.End);
            if (need.Left is not null)
                ends = Raise(ends, need.Left.Id, need.End);
        }

        return ends == _ends && outcomes == _outcomes ? this : new Facts(this, _numbers, ends, outcomes);
    }

    /// <summary>What is known after a test.</summary>
    public Facts After(Condition condition, bool holds)
    {
        if (!condition.Right.IsConstant)
            return new Facts(this, _numbers, _ends, _outcomes.SetItem(Key(condition), holds));
        Term term = condition.Left;
        uint constant = condition.Right.Value;
        ImmutableDictionary<int, Knowledge> numbers = _numbers.SetItem(term.Id, Number(term).After(condition.Comparison, constant, holds));
        // Of (t & mask) the outcome tells bits of t.
        if (term is { Kind: TermKind.Binary, Operator: BinaryOperator.And, Right: { IsConstant: true } mask } && condition.Comparison == Comparison.Equal && holds)
            numbers = numbers.SetItem(term.Left!.Id, Number(term.Left).WithBits(mask.Value, constant & mask.Value));
        // That one of several bits is set is more than what is known of each.
        bool several = condition.Comparison == Comparison.AnyBits && holds && uint.PopCount(constant) > 1;
        return new Facts(this, numbers, _ends, several ? _outcomes.SetItem(Key(condition), true) : _outcomes);
    }

    private static ImmutableDictionary<int, ulong> Raise(ImmutableDictionary<int, ulong> ends, int index, ulong end) =>
        ends.GetValueOrDefault(index) >= end ? ends : ends.SetItem(index, end);

    private static (Comparison, int, int) Key(Condition condition) => (condition.Comparison, condition.Left.Id, condition.Right.Id);
}
