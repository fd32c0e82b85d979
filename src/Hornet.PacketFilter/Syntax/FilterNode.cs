// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>
/// A part of a filter expression: a test of a packet, true or false. Abbreviations are written out (of <c>port 80 or 443</c> the second test
/// is a port as well) and names are looked up; what a test means on a link type is decided when it is lowered.
/// </summary>
/// <param name="Span">Where it stands in the expression.</param>
public abstract record FilterNode(SourceSpan Span)
{
    /// <summary>
    /// The chain of <c>and</c> and <c>or</c> that this test is: the test that comes first, and then, in the order of evaluation, the
    /// combinations whose <see cref="Combination.Left"/> is all before. For a test that is no combination, itself and no steps.
    /// <code>
    /// (FilterNode first, ImmutableArray&lt;Combination&gt; steps) = node.LeftSpine();
    /// bool value = Evaluate(first);
    /// foreach (Combination step in steps)
    /// {
    ///     if (value == step is Conjunction)
    ///         value = Evaluate(step.Right);
    /// }
    /// </code>
    /// </summary>
    public (FilterNode First, ImmutableArray<Combination> Steps) LeftSpine()
    {
        int count = 0;
        FilterNode first = this;
        for (; first is Combination combination; first = combination.Left)
            count++;
        var steps = ImmutableArray.CreateBuilder<Combination>(count);
        steps.Count = count;
        FilterNode node = this;
        for (; node is Combination combination; node = combination.Left)
            steps[--count] = combination;
        return (first, steps.MoveToImmutable());
    }

    /// <summary>The test as an S-expression, as <see cref="FilterPrinter"/> writes it.</summary>
    public sealed override string ToString() => FilterPrinter.Print(this);
}

/// <summary>The empty expression: every packet.</summary>
/// <param name="Span">Where it stands.</param>
public sealed record EveryPacket(SourceSpan Span) : FilterNode(Span);

/// <summary>Not.</summary>
/// <param name="Span">Where it stands, the <c>not</c> with it.</param>
/// <param name="Operand">What is turned round.</param>
public sealed record Negation(SourceSpan Span, FilterNode Operand) : FilterNode(Span);
