// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.PacketFilters.Syntax;

/// <summary>
/// Two tests by <c>and</c> or <c>or</c>. Both bind equally and to the left, so an expression of thousands of terms is a tree of that depth on
/// its left side: whoever walks it takes <see cref="FilterNode.LeftSpine"/>, not recursion on <see cref="Left"/>. Elsewhere the parser bounds the depth.
/// </summary>
/// <param name="Left">What is tested first.</param>
/// <param name="Right">What is tested then, if it still matters.</param>
public abstract record Combination(FilterNode Left, FilterNode Right) : FilterNode(Left.Span.To(Right.Span))
{
    /// <summary>Whether the same tests are combined in the same way.</summary>
    /// <param name="other">The other combination.</param>
    public virtual bool Equals(Combination? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || EqualityContract != other.EqualityContract || Span != other.Span)
            return false;
        (FilterNode first, ImmutableArray<Combination> steps) = LeftSpine();
        (FilterNode otherFirst, ImmutableArray<Combination> otherSteps) = other.LeftSpine();
        if (steps.Length != otherSteps.Length || !first.Equals(otherFirst))
            return false;
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i].EqualityContract != otherSteps[i].EqualityContract || !steps[i].Right.Equals(otherSteps[i].Right))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(EqualityContract, Span);
}

/// <summary>
/// Both. What a test of the left side says of encapsulation (<c>vlan</c>, <c>mpls</c>, <c>pppoes</c>, <c>geneve</c>) holds for the right side.
/// </summary>
/// <param name="Left">What is tested first.</param>
/// <param name="Right">What is tested when the left holds.</param>
public sealed record Conjunction(FilterNode Left, FilterNode Right) : Combination(Left, Right);

/// <summary>Either. What is said of encapsulation by the side that holds is so afterwards; each side starts from what was known before.</summary>
/// <param name="Left">What is tested first.</param>
/// <param name="Right">What is tested when the left does not hold.</param>
public sealed record Disjunction(FilterNode Left, FilterNode Right) : Combination(Left, Right);
