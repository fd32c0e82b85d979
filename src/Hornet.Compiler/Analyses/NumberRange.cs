// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Analyses;

/// <summary>The numbers that a value lies between, unsigned, both included.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest.</param>
internal readonly record struct NumberRange(ulong Low, ulong High)
{
    /// <summary>Whether it is one number.</summary>
    public bool IsSingle => Low == High;

    /// <summary>All numbers of a type.</summary>
    public static NumberRange Of(SsaType type) => new(0, type switch
    {
        SsaType.Boolean => 1,
        SsaType.Int32 => uint.MaxValue,
        _ => ulong.MaxValue,
    });

    /// <summary>
    /// What an operation's result lies between, by what its operands lie between. Where the kernel's verifier forgets what it knew, at divisions
    /// and changes of the byte order, this does as well: a test that only the verifier needs must not be taken for needless.
    /// </summary>
    /// <param name="operation">The operation.</param>
    /// <param name="of">What an operand lies between.</param>
    public static NumberRange Of(Operation operation, Func<Value, NumberRange> of)
    {
        NumberRange all = Of(operation.Type);
        return operation switch
        {
            PacketLoad { Size: MemorySize.Byte } or LoadOperation { Size: MemorySize.Byte, IsSigned: false } => new NumberRange(0, byte.MaxValue),
            PacketLoad { Size: MemorySize.HalfWord } or LoadOperation { Size: MemorySize.HalfWord, IsSigned: false } => new NumberRange(0, ushort.MaxValue),
            LoadOperation { Size: MemorySize.Word, IsSigned: false } => new NumberRange(0, uint.MaxValue),
            ConvertOperation { Conversion: Conversion.ZeroExtend } convert => of(convert.Operand),
            ConvertOperation { Conversion: Conversion.Truncate } convert when of(convert.Operand) is var range && range.High <= uint.MaxValue => range,
            SelectOperation select when operation.Type != SsaType.Pointer => of(select.IfTrue).To(of(select.IfFalse)),
            BinaryOperation binary when operation.Type is SsaType.Int32 or SsaType.Int64 => Of(binary, of(binary.Left), of(binary.Right), all),
            _ => all,
        };
    }

    /// <summary>The part of the range for which a comparison with a number comes out so; null if there is none.</summary>
    public NumberRange? Where(Comparison comparison, ulong number, bool holds)
    {
        (ulong low, ulong high) = (Low, High);
        switch ((comparison, holds))
        {
            case (Comparison.Equal, true) or (Comparison.NotEqual, false):
                (low, high) = (Math.Max(low, number), Math.Min(high, number));
                break;
            case (Comparison.NotEqual, true) or (Comparison.Equal, false):
                if (low == number && high == number)
                    return null;
                low = low == number ? low + 1 : low;
                high = high == number ? high - 1 : high;
                break;
            case (Comparison.Less, true) or (Comparison.GreaterOrEqual, false):
                if (number == 0)
                    return null;
                high = Math.Min(high, number - 1);
                break;
            case (Comparison.LessOrEqual, true) or (Comparison.Greater, false):
                high = Math.Min(high, number);
                break;
            case (Comparison.Greater, true) or (Comparison.LessOrEqual, false):
                if (number == ulong.MaxValue)
                    return null;
                low = Math.Max(low, number + 1);
                break;
            case (Comparison.GreaterOrEqual, true) or (Comparison.Less, false):
                low = Math.Max(low, number);
                break;
        }

        return low > high ? null : new NumberRange(low, high);
    }

    private NumberRange To(NumberRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    private static NumberRange Of(BinaryOperation binary, NumberRange left, NumberRange right, NumberRange all)
    {
        int width = binary.Type == SsaType.Int32 ? 32 : 64;
        switch (binary.Operator)
        {
            case BinaryOperator.And:
                return new NumberRange(0, Math.Min(left.High, right.High));
            case BinaryOperator.Or or BinaryOperator.Xor:
                return new NumberRange(binary.Operator == BinaryOperator.Or ? Math.Max(left.Low, right.Low) : 0, Ones(left.High | right.High));
            case BinaryOperator.Add when all.High - left.High >= right.High:
                return new NumberRange(left.Low + right.Low, left.High + right.High);
            case BinaryOperator.Subtract when left.Low >= right.High:
                return new NumberRange(left.Low - right.High, left.High - right.Low);
            case BinaryOperator.Multiply when right.High == 0 || left.High <= all.High / right.High:
                return new NumberRange(left.Low * right.Low, left.High * right.High);
            case BinaryOperator.ShiftRight when right.IsSingle && right.High < (ulong)width:
                return new NumberRange(left.Low >> (int)right.High, left.High >> (int)right.High);
            case BinaryOperator.ShiftLeft when right.IsSingle && right.High < (ulong)width && left.High <= all.High >> (int)right.High:
                return new NumberRange(left.Low << (int)right.High, left.High << (int)right.High);
            default:
                return all;
        }
    }

    private static ulong Ones(ulong value) => value == 0 ? 0 : ulong.MaxValue >> BitOperations.LeadingZeroCount(value);
}
