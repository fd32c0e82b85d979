// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Bytecode;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>What instructions do to actual numbers (RFC 9669, section 4).</summary>
internal static class Concrete
{
    /// <summary>Calculates.</summary>
    public static ulong Apply(AluOperation operation, bool is32, ulong left, ulong right) =>
        is32 ? Apply32(operation, (uint)left, (uint)right) : Apply64(operation, left, right);

    /// <summary>Compares.</summary>
    public static bool Holds(JumpOperation operation, bool is32, ulong left, ulong right)
    {
        (ulong a, ulong b) = is32 ? ((uint)left, (uint)right) : (left, right);
        (long x, long y) = is32 ? ((int)left, (int)right) : ((long)left, (long)right);
        return operation switch
        {
            JumpOperation.Equal => a == b,
            JumpOperation.NotEqual => a != b,
            JumpOperation.BitsSet => (a & b) != 0,
            JumpOperations.BitsClear => (a & b) == 0,
            JumpOperation.GreaterThan => a > b,
            JumpOperation.GreaterOrEqual => a >= b,
            JumpOperation.LessThan => a < b,
            JumpOperation.LessOrEqual => a <= b,
            JumpOperation.SignedGreaterThan => x > y,
            JumpOperation.SignedGreaterOrEqual => x >= y,
            JumpOperation.SignedLessThan => x < y,
            _ => x <= y,
        };
    }

    /// <summary>Converts the byte order.</summary>
    public static ulong ConvertByteOrder(int width, bool reverses, ulong number) => (width, reverses) switch
    {
        (16, true) => BinaryPrimitives.ReverseEndianness((ushort)number),
        (32, true) => BinaryPrimitives.ReverseEndianness((uint)number),
        (64, true) => BinaryPrimitives.ReverseEndianness(number),
        (16, false) => (ushort)number,
        (32, false) => (uint)number,
        _ => number,
    };

    /// <summary>Widens the low bytes by their sign.</summary>
    public static ulong SignExtend(int fromBytes, bool is32, ulong number)
    {
        int unused = 64 - (8 * fromBytes);
        long extended = (long)number << unused >> unused;
        return is32 ? (uint)extended : (ulong)extended;
    }

    /// <summary>Whether a number is one of those described, in every view.</summary>
    public static bool Describes(in Scalar scalar, ulong number)
    {
        Scalar constant = Scalar.Constant(number);
        return scalar.Contains(in constant);
    }

    private static ulong Apply64(AluOperation operation, ulong left, ulong right) => operation switch
    {
        AluOperation.Add => left + right,
        AluOperation.Subtract => left - right,
        AluOperation.Multiply => left * right,
        AluOperation.Divide => right == 0 ? 0 : left / right,
        AluOperation.Modulo => right == 0 ? left : left % right,
        AluOperation.Or => left | right,
        AluOperation.And => left & right,
        AluOperation.Xor => left ^ right,
        AluOperation.ShiftLeft => left << (int)(right & 63),
        AluOperation.ShiftRight => left >> (int)(right & 63),
        AluOperation.ArithmeticShiftRight => (ulong)((long)left >> (int)(right & 63)),
        AluOperation.Negate => 0 - left,
        _ => right,
    };

    private static uint Apply32(AluOperation operation, uint left, uint right) => operation switch
    {
        AluOperation.Add => left + right,
        AluOperation.Subtract => left - right,
        AluOperation.Multiply => left * right,
        AluOperation.Divide => right == 0 ? 0 : left / right,
        AluOperation.Modulo => right == 0 ? left : left % right,
        AluOperation.Or => left | right,
        AluOperation.And => left & right,
        AluOperation.Xor => left ^ right,
        AluOperation.ShiftLeft => left << (int)(right & 31),
        AluOperation.ShiftRight => left >> (int)(right & 31),
        AluOperation.ArithmeticShiftRight => (uint)((int)left >> (int)(right & 31)),
        AluOperation.Negate => 0 - left,
        _ => right,
    };
}
