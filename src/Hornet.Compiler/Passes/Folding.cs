// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Passes;

/// <summary>Computes with constants as programs do when they run.</summary>
public static class Folding
{
    /// <summary>What a <see cref="BinaryOperation"/> computes.</summary>
    /// <param name="operator">The operator.</param>
    /// <param name="type">The type of the operands.</param>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    /// <param name="isClassic">Whether by the rules of classic BPF, see <see cref="BinaryOperation.IsClassic"/>.</param>
    /// <returns>The value, or null where the program ends.</returns>
    public static ulong? Compute(BinaryOperator @operator, SsaType type, ulong left, ulong right, bool isClassic)
    {
        bool narrow = type == SsaType.Int32;
        int width = narrow ? 32 : 64;
        if (isClassic && @operator is (BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight) && right >= (ulong)width)
            return 0;
        if (isClassic && @operator is (BinaryOperator.DivideUnsigned or BinaryOperator.RemainderUnsigned) && right == 0)
            return null;
        ulong value = @operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.DivideUnsigned => right == 0 ? 0 : left / right,
            BinaryOperator.RemainderUnsigned => right == 0 ? left : left % right,
            BinaryOperator.DivideSigned => DivideSigned(Signed(left, narrow), Signed(right, narrow)),
            BinaryOperator.RemainderSigned => RemainderSigned(Signed(left, narrow), Signed(right, narrow)),
            BinaryOperator.And => left & right,
            BinaryOperator.Or => left | right,
            BinaryOperator.Xor => left ^ right,
            _ => Shift(@operator, left, (int)(right & (ulong)(width - 1)), narrow),
        };
        return narrow ? (uint)value : value;
    }

    /// <summary>What a <see cref="UnaryOperation"/> computes; null where that depends on the byte order of the machine.</summary>
    /// <param name="operator">The operator.</param>
    /// <param name="type">The type.</param>
    /// <param name="value">The operand.</param>
    public static ulong? Compute(UnaryOperator @operator, SsaType type, ulong value)
    {
        ulong? result = @operator switch
        {
            UnaryOperator.Negate => 0 - value,
            UnaryOperator.Not => type == SsaType.Boolean ? value ^ 1 : ~value,
            UnaryOperator.SwapBytes16 => BinaryPrimitives.ReverseEndianness((ushort)value),
            UnaryOperator.SwapBytes32 => BinaryPrimitives.ReverseEndianness((uint)value),
            UnaryOperator.SwapBytes64 => BinaryPrimitives.ReverseEndianness(value),
            UnaryOperator.SignExtend8 => (ulong)(sbyte)value,
            UnaryOperator.SignExtend16 => (ulong)(short)value,
            _ => null,
        };
        return type == SsaType.Int32 ? (uint?)result : result;
    }

    /// <summary>What a <see cref="CompareOperation"/> answers.</summary>
    /// <param name="comparison">What is asked.</param>
    /// <param name="type">The type of the operands.</param>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    public static bool Holds(Comparison comparison, SsaType type, ulong left, ulong right)
    {
        bool narrow = type == SsaType.Int32;
        return comparison switch
        {
            Comparison.Equal => left == right,
            Comparison.NotEqual => left != right,
            Comparison.Less => left < right,
            Comparison.LessOrEqual => left <= right,
            Comparison.Greater => left > right,
            Comparison.GreaterOrEqual => left >= right,
            Comparison.SignedLess => Signed(left, narrow) < Signed(right, narrow),
            Comparison.SignedLessOrEqual => Signed(left, narrow) <= Signed(right, narrow),
            Comparison.SignedGreater => Signed(left, narrow) > Signed(right, narrow),
            Comparison.SignedGreaterOrEqual => Signed(left, narrow) >= Signed(right, narrow),
            _ => (left & right) != 0,
        };
    }

    private static long Signed(ulong value, bool narrow) => narrow ? (int)value : (long)value;

    private static ulong Shift(BinaryOperator @operator, ulong value, int count, bool narrow)
    {
        ulong result = @operator switch
        {
            BinaryOperator.ShiftLeft => value << count,
            BinaryOperator.ShiftRight => value >> count,
            _ => (ulong)(Signed(value, narrow) >> count),
        };
        return narrow ? (uint)result : result;
    }

    // RFC 9669: by 0 the quotient is 0 and the remainder the dividend; the smallest number by -1 wraps.
    private static ulong DivideSigned(long left, long right) => right switch
    {
        0 => 0,
        -1 => 0 - (ulong)left,
        _ => (ulong)(left / right),
    };

    private static ulong RemainderSigned(long left, long right) => right switch
    {
        0 => (ulong)left,
        -1 => 0,
        _ => (ulong)(left % right),
    };
}
