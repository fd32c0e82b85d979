// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Bytecode;

namespace Hornet.Verification;

// What arithmetic makes of numbers.
internal partial struct Scalar
{
    /// <summary>Applies an arithmetic instruction to two numbers.</summary>
    /// <param name="operation">
    /// The operation; <see cref="AluOperation.Negate"/> ignores the source. Not <see cref="AluOperation.ByteSwap"/> nor a sign-extending move,
    /// which have operands of their own: <see cref="ConvertByteOrder"/>, <see cref="SignExtend(int, bool)"/>.
    /// </param>
    /// <param name="is32">Whether on the low 32 bits, the high ones becoming 0.</param>
    /// <param name="destination">The left operand, and then the result.</param>
    /// <param name="source">The right operand; may be the destination.</param>
    public static void Apply(AluOperation operation, bool is32, ref Scalar destination, in Scalar source)
    {
        if (Unsafe.AreSame(in destination, in source))
        {
            Scalar copy = source;
            Apply(operation, is32, ref destination, in copy);
            return;
        }

        switch (operation)
        {
            case AluOperation.Move:
                destination = source;
                if (!is32)
                {
                    return;
                }

                break;
            case AluOperation.Add:
                destination.Add(in source);
                break;
            case AluOperation.Subtract:
                destination.Subtract(in source);
                break;
            case AluOperation.Negate:
                Scalar number = destination;
                destination = Constant(0);
                destination.Subtract(in number);
                break;
            case AluOperation.Multiply:
                destination.Multiply(in source);
                break;
            case AluOperation.And:
                destination.And(in source);
                break;
            case AluOperation.Or:
                destination.Or(in source);
                break;
            case AluOperation.Xor:
                destination.Xor(in source);
                break;
            case AluOperation.ShiftLeft or AluOperation.ShiftRight or AluOperation.ArithmeticShiftRight when IsShiftAmount(in source, is32):
                destination.Shift(operation, is32, (byte)source.UnsignedMin);
                break;
            default:
                // Linux does not follow division, nor shifts by an amount that is not known.
                destination = Unknown;
                return;
        }

        if (is32)
        {
            destination.ZeroExtend32();
        }

        destination.Synchronize();
        destination.ForgetContradictions();
    }

    /// <summary>Moves the part of a pointer's offset that is not constant. The views are not synchronised.</summary>
    /// <param name="offset">The offset; Linux follows it in 64 bits only.</param>
    /// <param name="distance">How far.</param>
    /// <param name="back">Whether to subtract the distance.</param>
    public static void Displace(ref Scalar offset, in Scalar distance, bool back)
    {
        bool mayWrap = back
            ? offset.UnsignedMin < distance.UnsignedMax
            : offset.UnsignedMin + distance.UnsignedMin < offset.UnsignedMin || offset.UnsignedMax + distance.UnsignedMax < offset.UnsignedMax;
        if (back)
        {
            offset.Subtract(in distance);
        }
        else
        {
            offset.Add(in distance);
        }

        // Sums that all wrap would make a range for numbers, but not for addresses.
        if (mayWrap)
        {
            (offset.UnsignedMin, offset.UnsignedMax) = (0, ulong.MaxValue);
        }

        offset.ForgetRanges32();
    }

    private void Add(in Scalar other)
    {
        Bounds.AddSigned(ref SignedMin32, ref SignedMax32, other.SignedMin32, other.SignedMax32);
        Bounds.AddUnsigned(ref UnsignedMin32, ref UnsignedMax32, other.UnsignedMin32, other.UnsignedMax32);
        Bounds.AddSigned(ref SignedMin, ref SignedMax, other.SignedMin, other.SignedMax);
        Bounds.AddUnsigned(ref UnsignedMin, ref UnsignedMax, other.UnsignedMin, other.UnsignedMax);
        Bits = Bits.Add(other.Bits);
    }

    private void Subtract(in Scalar other)
    {
        Bounds.SubtractSigned(ref SignedMin32, ref SignedMax32, other.SignedMin32, other.SignedMax32);
        Bounds.SubtractUnsigned(ref UnsignedMin32, ref UnsignedMax32, other.UnsignedMin32, other.UnsignedMax32);
        Bounds.SubtractSigned(ref SignedMin, ref SignedMax, other.SignedMin, other.SignedMax);
        Bounds.SubtractUnsigned(ref UnsignedMin, ref UnsignedMax, other.UnsignedMin, other.UnsignedMax);
        Bits = Bits.Subtract(other.Bits);
    }

    private void Multiply(in Scalar other)
    {
        Bits = Bits.Multiply(other.Bits);
        MultiplyUnsigned32(other.UnsignedMin32, other.UnsignedMax32);
        MultiplySigned32(other.SignedMin32, other.SignedMax32);
        MultiplyUnsigned(other.UnsignedMin, other.UnsignedMax);
        MultiplySigned(other.SignedMin, other.SignedMax);
    }

    private void MultiplyUnsigned32(uint minimum, uint maximum)
    {
        ulong greatest = (ulong)UnsignedMax32 * maximum;
        (UnsignedMin32, UnsignedMax32) = greatest > uint.MaxValue ? (0, uint.MaxValue) : (UnsignedMin32 * minimum, (uint)greatest);
    }

    private void MultiplyUnsigned(ulong minimum, ulong maximum)
    {
        bool overflows = Math.BigMul(UnsignedMax, maximum, out ulong greatest) != 0;
        (UnsignedMin, UnsignedMax) = overflows ? (0, ulong.MaxValue) : (UnsignedMin * minimum, greatest);
    }

    // The product's ends are among the products of the ends.
    private void MultiplySigned32(int minimum, int maximum)
    {
        long a = (long)SignedMin32 * minimum;
        long b = (long)SignedMin32 * maximum;
        long c = (long)SignedMax32 * minimum;
        long d = (long)SignedMax32 * maximum;
        long least = Math.Min(Math.Min(a, b), Math.Min(c, d));
        long greatest = Math.Max(Math.Max(a, b), Math.Max(c, d));
        bool overflows = least < int.MinValue || greatest > int.MaxValue;
        (SignedMin32, SignedMax32) = overflows ? (int.MinValue, int.MaxValue) : ((int)least, (int)greatest);
    }

    private void MultiplySigned(long minimum, long maximum)
    {
        bool overflows = Overflows(SignedMin, minimum, out long a) | Overflows(SignedMin, maximum, out long b)
            | Overflows(SignedMax, minimum, out long c) | Overflows(SignedMax, maximum, out long d);
        (SignedMin, SignedMax) = overflows
            ? (long.MinValue, long.MaxValue)
            : (Math.Min(Math.Min(a, b), Math.Min(c, d)), Math.Max(Math.Max(a, b), Math.Max(c, d)));
    }

    private static bool Overflows(long left, long right, out long product) => Math.BigMul(left, right, out product) != product >> 63;
}
