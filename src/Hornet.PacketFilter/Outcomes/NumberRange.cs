// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Outcomes;

/// <summary>The least and the greatest value that a number of an expression can have.</summary>
/// <param name="Least">The least.</param>
/// <param name="Greatest">The greatest.</param>
internal readonly record struct NumberRange(uint Least, uint Greatest)
{
    private static NumberRange Any => new(0, uint.MaxValue);

    /// <summary>Which value the side of a relation has that decides it, or null when the ranges alone do not.</summary>
    public static string? Explain(RelationTest test)
    {
        NumberRange left = Of(test.Left), right = Of(test.Right);
        if (left.Least == left.Greatest && right.Least == right.Greatest)
            return $"{Value(left.Least)} and {Value(right.Least)} are compared";
        if (right.Least == right.Greatest)
            return $"`{test.Left.Span.Text}` {Bounds(left)}";
        if (left.Least == left.Greatest)
            return $"`{test.Right.Span.Text}` {Bounds(right)}";
        return null;
    }

    /// <summary>What a relation is for all values in the ranges of its sides; null when for some so and for others not.</summary>
    public static bool? Decide(RelationTest test)
    {
        NumberRange left = Of(test.Left), right = Of(test.Right);
        return test.Relation switch
        {
            Relation.Equal => left.IsEqual(right),
            Relation.NotEqual => !left.IsEqual(right),
            Relation.Less => left.IsLess(right),
            Relation.GreaterOrEqual => !left.IsLess(right),
            Relation.Greater => right.IsLess(left),
            _ => !right.IsLess(left),
        };
    }

    private bool? IsEqual(NumberRange other) =>
        Greatest < other.Least || other.Greatest < Least ? false : Least == Greatest && this == other ? true : null;

    private bool? IsLess(NumberRange other) => Greatest < other.Least ? true : Least >= other.Greatest ? false : null;

    private static string Bounds(NumberRange range) => range.Least > 0 && range.Greatest < uint.MaxValue ? $"is from {Value(range.Least)} to {Value(range.Greatest)}"
        : range.Greatest < uint.MaxValue ? $"is at most {Value(range.Greatest)}"
        : $"is at least {Value(range.Least)}";

    private static string Value(uint value) => value.ToString(CultureInfo.InvariantCulture);

    private static NumberRange Of(NumberNode number) => number switch
    {
        NumberLiteral literal => new NumberRange(literal.Value, literal.Value),
        FieldNumber { Size: 1 } => new NumberRange(0, byte.MaxValue),
        FieldNumber { Size: 2 } => new NumberRange(0, ushort.MaxValue),
        NumberOperation operation => Of(operation.Operator, Of(operation.Left), Of(operation.Right)),
        _ => Any,
    };

    private static NumberRange Of(NumberOperator operation, NumberRange left, NumberRange right) => operation switch
    {
        NumberOperator.And => new NumberRange(0, Math.Min(left.Greatest, right.Greatest)),
        NumberOperator.Or => new NumberRange(Math.Max(left.Least, right.Least), AllBits(left.Greatest | right.Greatest)),
        NumberOperator.Xor => new NumberRange(0, AllBits(left.Greatest | right.Greatest)),
        NumberOperator.Add when (ulong)left.Greatest + right.Greatest <= uint.MaxValue => new NumberRange(left.Least + right.Least, left.Greatest + right.Greatest),
        NumberOperator.Subtract when left.Least >= right.Greatest => new NumberRange(left.Least - right.Greatest, left.Greatest - right.Least),
        NumberOperator.Multiply when (ulong)left.Greatest * right.Greatest <= uint.MaxValue => new NumberRange(left.Least * right.Least, left.Greatest * right.Greatest),
        NumberOperator.Divide when right.Least > 0 => new NumberRange(left.Least / right.Greatest, left.Greatest / right.Least),
        NumberOperator.Modulo when right.Least > 0 => new NumberRange(0, Math.Min(left.Greatest, right.Greatest - 1)),
        NumberOperator.ShiftRight when right is { Least: var bits, Greatest: var most } && bits == most && bits < 32 => new NumberRange(left.Least >> (int)bits, left.Greatest >> (int)bits),
        NumberOperator.ShiftLeft when right is { Least: var bits, Greatest: var most } && bits == most && bits < 32 && ((ulong)left.Greatest << (int)bits) <= uint.MaxValue
            => new NumberRange(left.Least << (int)bits, left.Greatest << (int)bits),
        _ => Any,
    };

    /// <summary>The number with all bits below its highest.</summary>
    private static uint AllBits(uint value) => value == 0 ? 0 : uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(value);
}
