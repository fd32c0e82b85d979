// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Bytecode;
using Hornet.Compiler.Ssa;

namespace Hornet.Compiler.Backends.Extended;

/// <summary>
/// The largest number that a 32-bit value can be, as far as the verifier sees it, too. It forgets what it knows at divisions and at changes of
/// the byte order, so these count as unknown here.
/// </summary>
internal static class UpperBound
{
    private const int MaximumDepth = 24;

    /// <summary>The bound of a value; 0 for null.</summary>
    public static ulong Of(Value? value) => value is null ? 0 : Of(value, 0);

    private static ulong Of(Value value, int depth)
    {
        if (depth > MaximumDepth)
            return uint.MaxValue;
        depth++;
        return value switch
        {
            Constant constant => constant.Bits,
            PacketLoad { Size: MemorySize.Byte } or LoadOperation { Size: MemorySize.Byte, IsSigned: false } => byte.MaxValue,
            LoadOperation { Size: MemorySize.HalfWord, IsSigned: false } => ushort.MaxValue,
            ConvertOperation { Conversion: Conversion.ZeroExtend } convert => Of(convert.Operand, depth),
            BinaryOperation binary => Of(binary, depth),
            SelectOperation select => Math.Max(Of(select.IfTrue, depth), Of(select.IfFalse, depth)),
            PhiOperation phi => OfInputs(phi, depth + 4),
            CompareOperation => 1,
            _ => uint.MaxValue,
        };
    }

    private static ulong Of(BinaryOperation binary, int depth)
    {
        if (binary.Type != SsaType.Int32)
            return uint.MaxValue;
        ulong left = Of(binary.Left, depth);
        ulong result = (binary.Operator, binary.Right) switch
        {
            (BinaryOperator.And, _) => Math.Min(left, Of(binary.Right, depth)),
            (BinaryOperator.ShiftRight, Constant { Bits: < 32 } constant) => left >> (int)constant.Bits,
            (BinaryOperator.ShiftLeft, Constant { Bits: < 32 } constant) => left << (int)constant.Bits,
            (BinaryOperator.Add, _) => left + Of(binary.Right, depth),
            (BinaryOperator.Multiply, _) => left * Of(binary.Right, depth),
            (BinaryOperator.Or or BinaryOperator.Xor, _) => Ones(left | Of(binary.Right, depth)),
            _ => uint.MaxValue,
        };
        return Math.Min(result, uint.MaxValue);
    }

    private static ulong OfInputs(PhiOperation phi, int depth)
    {
        ulong largest = 0;
        foreach (Value input in phi.Operands)
            largest = Math.Max(largest, Of(input, depth));
        return largest;
    }

    private static ulong Ones(ulong value) => value == 0 ? 0 : ulong.MaxValue >> BitOperations.LeadingZeroCount(value);
}
