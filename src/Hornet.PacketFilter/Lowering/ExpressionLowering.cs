// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters.Lowering.Flow;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Lowering;

/// <summary>
/// <c>and</c>, <c>or</c> and <c>not</c>. The right side of an <c>and</c> is about what the tests of the left have passed; both sides of an <c>or</c>
/// are about what came before it, and what follows an <c>or</c> whose sides passed different headers is lowered for each of them.
/// </summary>
internal static class ExpressionLowering
{
    public static Outcome Lower(FilterBuilder builder, EncapsulationState state, FilterNode node)
    {
        // A chain of thousands of tests leans to the left, and is walked without recursion; to the right there is only what stands in parentheses.
        var chain = new Stack<FilterNode>();
        while (true)
        {
            FilterNode? left = node switch
            {
                Conjunction both => both.Left,
                Disjunction either => either.Left,
                Negation negation => negation.Operand,
                _ => null,
            };
            if (left is null)
                break;
            chain.Push(node);
            node = left;
        }

        Outcome outcome = PrimitiveLowering.Lower(new Scope(builder, state, node.Span), node);
        while (chain.TryPop(out FilterNode? parent))
        {
            outcome = parent switch
            {
                Conjunction both => And(builder, outcome, both.Right),
                Disjunction either => Or(builder, outcome, either.Right),
                _ => outcome.Not(),
            };
        }

        return outcome;
    }

    private static Outcome And(FilterBuilder builder, Outcome left, FilterNode right)
    {
        var result = new Outcome(left.Entry, left.Initial);
        foreach ((EncapsulationState state, Edges ways) in left.True)
        {
            Outcome then = Lower(builder, state, right);
            ways.ConnectTo(then.Entry);
            result.TakeOver(then);
        }

        result.False.Join(left.False);
        return result;
    }

    private static Outcome Or(FilterBuilder builder, Outcome left, FilterNode right)
    {
        var result = new Outcome(left.Entry, left.Initial);
        Outcome otherwise = Lower(builder, left.Initial, right);
        left.False.ConnectTo(otherwise.Entry);
        foreach ((EncapsulationState state, Edges ways) in left.True)
            result.AddTrue(state, ways);
        result.TakeOver(otherwise);
        return result;
    }
}
