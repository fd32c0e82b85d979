// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes.Filters;

/// <summary>
/// What a test asks, in the four forms classic BPF has: equal, greater, greater or equal, bits in common. The other comparisons are these with
/// the ways out exchanged.
/// </summary>
/// <param name="Comparison">One of the four.</param>
/// <param name="Left">The first term.</param>
/// <param name="Right">The second term.</param>
internal readonly record struct Condition(Comparison Comparison, Term Left, Term Right)
{
    /// <summary>Writes a comparison in one of the four forms, as simply as may be.</summary>
    /// <param name="terms">Where terms are made.</param>
    /// <param name="comparison">Any unsigned comparison.</param>
    /// <param name="left">The first term.</param>
    /// <param name="right">The second term.</param>
    /// <param name="turned">Whether the form asks the contrary.</param>
    public static Condition Create(TermTable terms, Comparison comparison, Term left, Term right, out bool turned)
    {
        turned = comparison is Comparison.NotEqual or Comparison.LessOrEqual or Comparison.Less;
        comparison = comparison switch
        {
            Comparison.NotEqual => Comparison.Equal,
            Comparison.LessOrEqual => Comparison.Greater,
            Comparison.Less => Comparison.GreaterOrEqual,
            _ => comparison,
        };
        if (left.IsConstant && !right.IsConstant && comparison is Comparison.Equal or Comparison.AnyBits)
            (left, right) = (right, left);
        if (comparison == Comparison.Equal && right.IsConstant && left is { Kind: TermKind.Binary, Right: { } operand })
        {
            if (left.Operator == BinaryOperator.Subtract && right.Value == 0 && !operand.IsConstant)
                return new Condition(Comparison.Equal, left.Left!, operand);
            if (left.Operator == BinaryOperator.Subtract && operand.IsConstant)
            {
                Condition without = Create(terms, Comparison.Equal, left.Left!, terms.Constant(right.Value + operand.Value), out bool again);
                turned ^= again;
                return without;
            }

            if (left.Operator == BinaryOperator.And && operand.IsConstant && right.Value == 0)
            {
                turned = !turned;
                return new Condition(Comparison.AnyBits, left.Left!, operand);
            }
        }

        return new Condition(comparison, left, right);
    }
}
