// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Verification;

// What bitwise operations and shifts make of numbers. They are exact on the bits; the ranges add what bits can not say.
internal partial struct Scalar
{
    /// <summary>
    /// Tells apart the two numbers that a sign spread over all bits can be, before a mask is applied to it: Linux follows both, as compilers
    /// make branchless selections of it (<c>(x s&gt;&gt; 63) &amp; mask</c>).
    /// </summary>
    /// <param name="operation">The operation that comes next.</param>
    /// <param name="destination">Its left operand: where told apart, 0 or -1 before and -1 after.</param>
    /// <param name="source">Its right operand.</param>
    /// <param name="zero">Where told apart, the left operand as 0: to be followed from the same instruction.</param>
    /// <returns>Whether the two are to be told apart.</returns>
    public static bool TryFork(AluOperation operation, ref Scalar destination, in Scalar source, out Scalar zero)
    {
        zero = destination;
        if (operation is not (AluOperation.And or AluOperation.Or) || !source.IsConstant)
        {
            return false;
        }

        if (destination is { SignedMin: -1, SignedMax: 0 })
        {
            (zero, destination) = (Constant(0), Constant(ulong.MaxValue));
            return true;
        }

        if (destination is { SignedMin32: -1, SignedMax32: 0 })
        {
            zero.SetLowWord(0);
            destination.SetLowWord(uint.MaxValue);
            return true;
        }

        return false;
    }

    private void SetLowWord(uint value)
    {
        Bits = Bits.WithLowWord(Tnum.Constant(value));
        SetConstant32(value);
    }

    // No result is greater than either operand.
    private void And(in Scalar other)
    {
        Bits = Bits.And(other.Bits);
        SetUnsigned32((uint)Bits.Minimum, Math.Min(UnsignedMax32, other.UnsignedMax32));
        SetUnsigned(Bits.Minimum, Math.Min(UnsignedMax, other.UnsignedMax));
    }

    // No result is less than either operand.
    private void Or(in Scalar other)
    {
        Bits = Bits.Or(other.Bits);
        SetUnsigned32(Math.Max(UnsignedMin32, other.UnsignedMin32), (uint)Bits.Maximum);
        SetUnsigned(Math.Max(UnsignedMin, other.UnsignedMin), Bits.Maximum);
    }

    private void Xor(in Scalar other)
    {
        Bits = Bits.Xor(other.Bits);
        SetUnsigned32((uint)Bits.Minimum, (uint)Bits.Maximum);
        SetUnsigned(Bits.Minimum, Bits.Maximum);
    }

    // The signed range is the unsigned one where that does not cross from positive to negative.
    private void SetUnsigned32(uint minimum, uint maximum)
    {
        (UnsignedMin32, UnsignedMax32) = (minimum, maximum);
        (SignedMin32, SignedMax32) = (int)minimum <= (int)maximum ? ((int)minimum, (int)maximum) : (int.MinValue, int.MaxValue);
    }

    private void SetUnsigned(ulong minimum, ulong maximum)
    {
        (UnsignedMin, UnsignedMax) = (minimum, maximum);
        (SignedMin, SignedMax) = (long)minimum <= (long)maximum ? ((long)minimum, (long)maximum) : (long.MinValue, long.MaxValue);
    }

    private static bool IsShiftAmount(in Scalar source, bool is32) =>
        is32 ? source.IsConstant32 && source.UnsignedMax < 32 : source.IsConstant && source.UnsignedMax < 64;

    private void Shift(AluOperation operation, bool is32, byte amount)
    {
        switch (operation)
        {
            case AluOperation.ShiftLeft when is32:
                ShiftRangesLeft32(amount);
                Bits = Bits.LowWord.ShiftLeft(amount).LowWord;
                break;
            case AluOperation.ShiftLeft:
                ShiftRangesLeft(amount);
                ShiftRangesLeft32(amount);
                Bits = Bits.ShiftLeft(amount);
                break;
            case AluOperation.ShiftRight when is32:
                (UnsignedMin32, UnsignedMax32) = (UnsignedMin32 >> amount, UnsignedMax32 >> amount);
                (SignedMin32, SignedMax32) = (int.MinValue, int.MaxValue);
                Bits = Bits.LowWord.ShiftRight(amount);
                break;
            case AluOperation.ShiftRight:
                (UnsignedMin, UnsignedMax) = (UnsignedMin >> amount, UnsignedMax >> amount);
                (SignedMin, SignedMax) = (long.MinValue, long.MaxValue);
                ForgetRanges32();
                Bits = Bits.ShiftRight(amount);
                break;
            case AluOperation.ArithmeticShiftRight when is32:
                (SignedMin32, SignedMax32) = (SignedMin32 >> amount, SignedMax32 >> amount);
                (UnsignedMin32, UnsignedMax32) = (0, uint.MaxValue);
                Bits = Bits.LowWord.ArithmeticShiftRight(amount, 32);
                break;
            default:
                (SignedMin, SignedMax) = (SignedMin >> amount, SignedMax >> amount);
                (UnsignedMin, UnsignedMax) = (0, ulong.MaxValue);
                ForgetRanges32();
                Bits = Bits.ArithmeticShiftRight(amount, 64);
                break;
        }

        // A word's ranges are about to become the number's: they must hold what the bits tell.
        LearnRanges32FromBits();
    }

    private void ShiftRangesLeft32(byte amount)
    {
        (SignedMin32, SignedMax32) = (int.MinValue, int.MaxValue);
        bool losesBits = amount > 31 || UnsignedMax32 > 1U << (31 - amount);
        (UnsignedMin32, UnsignedMax32) = losesBits ? (0, uint.MaxValue) : (UnsignedMin32 << amount, UnsignedMax32 << amount);
    }

    private void ShiftRangesLeft(byte amount)
    {
        // By 32, the first half of what compilers emit to extend a signed word, the word's sign becomes the number's.
        (SignedMin, SignedMax) = amount == 32 ? ((long)SignedMin32 << 32, (long)SignedMax32 << 32) : (long.MinValue, long.MaxValue);
        bool losesBits = UnsignedMax > 1UL << (63 - amount);
        (UnsignedMin, UnsignedMax) = losesBits ? (0, ulong.MaxValue) : (UnsignedMin << amount, UnsignedMax << amount);
    }
}
