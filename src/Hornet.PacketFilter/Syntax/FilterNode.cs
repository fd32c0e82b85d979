// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>
/// A part of a filter expression: a test of a packet, true or false. Abbreviations are written out (of <c>port 80 or 443</c> the second test
/// is a port as well) and names are looked up; what a test means on a link type is decided when it is lowered.
/// </summary>
/// <param name="Span">Where it stands in the expression.</param>
public abstract record FilterNode(SourceSpan Span);

/// <summary>The empty expression: every packet.</summary>
/// <param name="Span">Where it stands.</param>
public sealed record EveryPacket(SourceSpan Span) : FilterNode(Span);

/// <summary>
/// Both. What a test of the left side says of encapsulation (<c>vlan</c>, <c>mpls</c>, <c>pppoes</c>, <c>geneve</c>) holds for the right side;
/// after an <c>or</c> or a <c>not</c> it holds no more.
/// </summary>
/// <param name="Left">What is tested first.</param>
/// <param name="Right">What is tested when the left holds.</param>
public sealed record Conjunction(FilterNode Left, FilterNode Right) : FilterNode(Left.Span.To(Right.Span));

/// <summary>Either.</summary>
/// <param name="Left">What is tested first.</param>
/// <param name="Right">What is tested when the left does not hold.</param>
public sealed record Disjunction(FilterNode Left, FilterNode Right) : FilterNode(Left.Span.To(Right.Span));

/// <summary>Not.</summary>
/// <param name="Span">Where it stands, the <c>not</c> with it.</param>
/// <param name="Operand">What is turned round.</param>
public sealed record Negation(SourceSpan Span, FilterNode Operand) : FilterNode(Span);
