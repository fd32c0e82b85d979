// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Ssa;

/// <summary>What a <see cref="BinaryOperation"/> computes.</summary>
public enum BinaryOperator
{
    /// <summary>Sum; of a pointer and an integer, a pointer.</summary>
    Add,

    /// <summary>Difference; of two pointers, a 64-bit integer.</summary>
    Subtract,

    /// <summary>The lower half of the product.</summary>
    Multiply,

    /// <summary>Unsigned quotient; 0 where the divisor is 0 (RFC 9669), see <see cref="BinaryOperation.EndsOnZeroDivisor"/>.</summary>
    DivideUnsigned,

    /// <summary>Signed quotient, rounded to 0.</summary>
    DivideSigned,

    /// <summary>Unsigned remainder; the dividend where the divisor is 0.</summary>
    RemainderUnsigned,

    /// <summary>Signed remainder.</summary>
    RemainderSigned,

    /// <summary>Bits in both.</summary>
    And,

    /// <summary>Bits in either.</summary>
    Or,

    /// <summary>Bits in one of them.</summary>
    Xor,

    /// <summary>Shifted left, by the right operand modulo the width.</summary>
    ShiftLeft,

    /// <summary>Shifted right, zeros coming in.</summary>
    ShiftRight,

    /// <summary>Shifted right, copies of the sign coming in.</summary>
    ShiftRightArithmetic,
}

/// <summary>Computes an integer, or a pointer, of two values.</summary>
public sealed class BinaryOperation(BinaryOperator @operator, Value left, Value right, SourceSpan location = default)
    : Operation(ResultType(@operator, left, right), location, left, right)
{
    /// <summary>What it computes.</summary>
    public BinaryOperator Operator { get; } = @operator;

    /// <summary>The first operand.</summary>
    public Value Left => Operands[0];

    /// <summary>The second operand.</summary>
    public Value Right => Operands[1];

    /// <summary>Whether dividing by 0 ends the program with 0, as it does in classic BPF, and shifting by the width or more gives 0.</summary>
    public bool IsClassic { get; init; }

    /// <inheritdoc/>
    public override bool HasEffect => EndsOnZeroDivisor;

    /// <summary>Whether it may end the program: a classic division by something that may be 0.</summary>
    public bool EndsOnZeroDivisor =>
        IsClassic && Operator is (BinaryOperator.DivideUnsigned or BinaryOperator.RemainderUnsigned) && Right is not Constant { Bits: not 0 };

    private static SsaType ResultType(BinaryOperator @operator, Value left, Value right) => (left.Type, right.Type) switch
    {
        (SsaType.Pointer, SsaType.Pointer) when @operator == BinaryOperator.Subtract => SsaType.Int64,
        (_, SsaType.Pointer) => SsaType.Pointer,
        _ => left.Type,
    };
}

/// <summary>What a <see cref="UnaryOperation"/> computes.</summary>
public enum UnaryOperator
{
    /// <summary>Two's complement.</summary>
    Negate,

    /// <summary>Every bit turned; of a Boolean, the other one.</summary>
    Not,

    /// <summary>The lower 16 bits from the program's byte order to network byte order, or back; zeros above.</summary>
    NetworkOrder16,

    /// <summary>The lower 32 bits from the program's byte order to network byte order, or back; zeros above.</summary>
    NetworkOrder32,

    /// <summary>64 bits from the program's byte order to network byte order, or back.</summary>
    NetworkOrder64,

    /// <summary>The lower 16 bits with their bytes the other way round; zeros above.</summary>
    SwapBytes16,

    /// <summary>The lower 32 bits with their bytes the other way round; zeros above.</summary>
    SwapBytes32,

    /// <summary>64 bits with their bytes the other way round.</summary>
    SwapBytes64,

    /// <summary>The lower 8 bits as a signed number.</summary>
    SignExtend8,

    /// <summary>The lower 16 bits as a signed number.</summary>
    SignExtend16,
}

/// <summary>Computes a value of one of the same type.</summary>
public sealed class UnaryOperation(UnaryOperator @operator, Value operand, SourceSpan location = default) : Operation(operand.Type, location, operand)
{
    /// <summary>What it computes.</summary>
    public UnaryOperator Operator { get; } = @operator;

    /// <summary>The operand.</summary>
    public Value Operand => Operands[0];
}

/// <summary>How a <see cref="ConvertOperation"/> changes the type.</summary>
public enum Conversion
{
    /// <summary>32 to 64 bits, zeros above; a Boolean to 0 or 1.</summary>
    ZeroExtend,

    /// <summary>32 to 64 bits, copies of the sign above.</summary>
    SignExtend,

    /// <summary>64 bits to the lower 32.</summary>
    Truncate,

    /// <summary>The same 64 bits as an integer or a pointer.</summary>
    Reinterpret,
}

/// <summary>Gives a value another type.</summary>
public sealed class ConvertOperation(Conversion conversion, Value operand, SsaType type, SourceSpan location = default) : Operation(type, location, operand)
{
    /// <summary>How.</summary>
    public Conversion Conversion { get; } = conversion;

    /// <summary>The operand.</summary>
    public Value Operand => Operands[0];
}

/// <summary>What a <see cref="CompareOperation"/> asks.</summary>
public enum Comparison
{
    /// <summary>The same.</summary>
    Equal,

    /// <summary>Not the same.</summary>
    NotEqual,

    /// <summary>Less, unsigned.</summary>
    Less,

    /// <summary>Less or the same, unsigned.</summary>
    LessOrEqual,

    /// <summary>Greater, unsigned.</summary>
    Greater,

    /// <summary>Greater or the same, unsigned.</summary>
    GreaterOrEqual,

    /// <summary>Less, signed.</summary>
    SignedLess,

    /// <summary>Less or the same, signed.</summary>
    SignedLessOrEqual,

    /// <summary>Greater, signed.</summary>
    SignedGreater,

    /// <summary>Greater or the same, signed.</summary>
    SignedGreaterOrEqual,

    /// <summary>They have a bit in common (<c>jset</c>).</summary>
    AnyBits,
}

/// <summary>Compares two values of the same type; a Boolean.</summary>
public sealed class CompareOperation(Comparison comparison, Value left, Value right, SourceSpan location = default)
    : Operation(SsaType.Boolean, location, left, right)
{
    /// <summary>What it asks.</summary>
    public Comparison Comparison { get; } = comparison;

    /// <summary>The first operand.</summary>
    public Value Left => Operands[0];

    /// <summary>The second operand.</summary>
    public Value Right => Operands[1];
}

/// <summary>One of two values.</summary>
public sealed class SelectOperation(Value condition, Value ifTrue, Value ifFalse, SourceSpan location = default)
    : Operation(ifTrue.Type, location, condition, ifTrue, ifFalse)
{
    /// <summary>The condition, a Boolean.</summary>
    public Value Condition => Operands[0];

    /// <summary>The value when it holds.</summary>
    public Value IfTrue => Operands[1];

    /// <summary>The value when it does not.</summary>
    public Value IfFalse => Operands[2];
}
