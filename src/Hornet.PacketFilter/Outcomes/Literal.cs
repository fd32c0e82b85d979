// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Outcomes;

/// <summary>A part of an expression that must hold, or must not hold, for the whole to have a value.</summary>
/// <param name="Node">The part.</param>
/// <param name="IsTrue">Whether it must hold.</param>
internal readonly record struct Literal(FilterNode Node, bool IsTrue)
{
    /// <summary>Whether what follows is about another header when it holds; nothing is after what must not hold.</summary>
    public bool Encapsulates => IsTrue && ChangesState(Node);

    /// <summary>The part as a test that must hold.</summary>
    public FilterNode ToNode() => IsTrue ? Node : new Negation(Node.Span, Node);

    /// <summary>The negative of what it says.</summary>
    public Literal Opposite => new(Node, !IsTrue);

    /// <summary>
    /// The literals that must all hold for a literal to hold, in the order of evaluation: the parts of <c>and</c>, and by De Morgan's law of
    /// <c>or</c> under <c>not</c>.
    /// </summary>
    public static ImmutableArray<Literal> Conjuncts(Literal literal)
    {
        var result = ImmutableArray.CreateBuilder<Literal>();
        var pending = new Stack<Literal>([literal]);
        while (pending.TryPop(out Literal next))
        {
            switch (next.Node)
            {
                case Negation negation:
                    pending.Push(new Literal(negation.Operand, !next.IsTrue));
                    break;
                case Combination combination when combination is Conjunction == next.IsTrue:
                    pending.Push(new Literal(combination.Right, next.IsTrue));
                    pending.Push(new Literal(combination.Left, next.IsTrue));
                    break;
                default:
                    result.Add(next);
                    break;
            }
        }

        return result.ToImmutable();
    }

    private static bool ChangesState(FilterNode node)
    {
        var pending = new Stack<FilterNode>([node]);
        while (pending.TryPop(out FilterNode? next))
        {
            if (next is VlanTest or MplsTest or PppoeSessionTest or GeneveTest or AtmKindTest)
                return true;
            if (next is Combination combination)
            {
                pending.Push(combination.Right);
                pending.Push(combination.Left);
            }
        }

        return false;
    }
}
