// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>How two numbers are compared, unsigned.</summary>
public enum Relation
{
    /// <summary><c>=</c>, <c>==</c>.</summary>
    Equal,

    /// <summary><c>!=</c>.</summary>
    NotEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,
}

/// <summary>Compares two numbers: <c>ip[0] &amp; 0xf != 5</c>.</summary>
/// <param name="Left">The left number.</param>
/// <param name="Relation">How.</param>
/// <param name="Right">The right number.</param>
public sealed record RelationTest(NumberNode Left, Relation Relation, NumberNode Right) : FilterNode(Left.Span.To(Right.Span));

/// <summary>A number in a filter expression: 32 bits, unsigned, all arithmetic modulo 2^32.</summary>
/// <param name="Span">Where it stands.</param>
public abstract record NumberNode(SourceSpan Span)
{
    /// <summary>The number as an S-expression, as <see cref="FilterPrinter"/> writes it.</summary>
    public sealed override string ToString() => FilterPrinter.Print(this);

    /// <summary>The bytes of headers that it is computed from, those that only say where others are among them.</summary>
    public IEnumerable<FieldNumber> Fields()
    {
        var pending = new Stack<NumberNode>([this]);
        while (pending.TryPop(out NumberNode? number))
        {
            switch (number)
            {
                case NumberOperation operation:
                    pending.Push(operation.Left);
                    pending.Push(operation.Right);
                    break;
                case NumberNegation negation:
                    pending.Push(negation.Operand);
                    break;
                case FieldNumber field:
                    pending.Push(field.Offset);
                    yield return field;
                    break;
                default:
                    break;
            }
        }
    }
}

/// <summary>A number as written, or a named offset or flag (<c>tcpflags</c>, <c>icmp-echo</c>).</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Value">The number.</param>
public sealed record NumberLiteral(SourceSpan Span, uint Value) : NumberNode(Span);

/// <summary><c>len</c>: the length of the packet on the wire.</summary>
/// <param name="Span">Where it stands.</param>
public sealed record LengthNumber(SourceSpan Span) : NumberNode(Span);

/// <summary>Bytes of a header: <c>tcp[13]</c>, <c>ip[2:2]</c>, <c>ether[0]</c>.</summary>
/// <param name="Span">Where it stands.</param>
/// <param name="Protocol">The protocol from whose header the offset counts; the test holds only for packets of it.</param>
/// <param name="Offset">The offset in bytes.</param>
/// <param name="Size">How many bytes: 1, 2 or 4.</param>
public sealed record FieldNumber(SourceSpan Span, FilterProtocol Protocol, NumberNode Offset, int Size) : NumberNode(Span);

/// <summary>The operators of arithmetic.</summary>
public enum NumberOperator
{
    /// <summary><c>+</c>.</summary>
    Add,

    /// <summary><c>-</c>.</summary>
    Subtract,

    /// <summary><c>*</c>.</summary>
    Multiply,

    /// <summary><c>/</c>; by 0, the filter does not match.</summary>
    Divide,

    /// <summary><c>%</c>; by 0, the filter does not match.</summary>
    Modulo,

    /// <summary><c>&amp;</c>.</summary>
    And,

    /// <summary><c>|</c>.</summary>
    Or,

    /// <summary><c>^</c>.</summary>
    Xor,

    /// <summary><c>&lt;&lt;</c>; 0 by 32 and more.</summary>
    ShiftLeft,

    /// <summary><c>&gt;&gt;</c>; 0 by 32 and more.</summary>
    ShiftRight,
}

/// <summary>Computes a number of two.</summary>
/// <param name="Left">The first.</param>
/// <param name="Operator">How.</param>
/// <param name="Right">The second.</param>
public sealed record NumberOperation(NumberNode Left, NumberOperator Operator, NumberNode Right) : NumberNode(Left.Span.To(Right.Span));

/// <summary>The two's complement of a number.</summary>
/// <param name="Span">Where it stands, the sign with it.</param>
/// <param name="Operand">The number.</param>
public sealed record NumberNegation(SourceSpan Span, NumberNode Operand) : NumberNode(Span);
