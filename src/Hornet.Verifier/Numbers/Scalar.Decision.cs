// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Bytecode;

namespace Hornet.Verification;

// What is known of a comparison of two numbers.
internal partial struct Scalar
{
    private const int Unclear = -1;

    /// <summary>Foretells a conditional jump.</summary>
    /// <param name="operation">The comparison.</param>
    /// <param name="is32">Whether of the low 32 bits only.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand; may be the left one.</param>
    /// <returns>1 where the comparison always holds, 0 where it never does, -1 where it may or may not.</returns>
    public static int Decide(JumpOperation operation, bool is32, in Scalar left, in Scalar right)
    {
        return operation switch
        {
            JumpOperation.Equal => DecideEqual(is32, in left, in right),
            JumpOperation.NotEqual => Contrary(DecideEqual(is32, in left, in right)),
            JumpOperation.BitsSet => DecideBitsSet(is32, in left, in right),
            JumpOperations.BitsClear => Contrary(DecideBitsSet(is32, in left, in right)),
            JumpOperation.GreaterThan => DecideLessUnsigned(is32, in right, in left),
            JumpOperation.LessThan => DecideLessUnsigned(is32, in left, in right),
            JumpOperation.GreaterOrEqual => Contrary(DecideLessUnsigned(is32, in left, in right)),
            JumpOperation.LessOrEqual => Contrary(DecideLessUnsigned(is32, in right, in left)),
            JumpOperation.SignedGreaterThan => DecideLessSigned(is32, in right, in left),
            JumpOperation.SignedLessThan => DecideLessSigned(is32, in left, in right),
            JumpOperation.SignedGreaterOrEqual => Contrary(DecideLessSigned(is32, in left, in right)),
            JumpOperation.SignedLessOrEqual => Contrary(DecideLessSigned(is32, in right, in left)),
            _ => Unclear,
        };
    }

    private static int Contrary(int decision) => decision < 0 ? Unclear : 1 - decision;

    private static int DecideEqual(bool is32, in Scalar left, in Scalar right)
    {
        ulong compared = is32 ? uint.MaxValue : ulong.MaxValue;
        ulong known = compared & ~(left.Bits.Mask | right.Bits.Mask);
        ulong different = left.Bits.Value ^ right.Bits.Value;
        if (known == compared)
        {
            return (different & compared) == 0 ? 1 : 0;
        }

        // Numbers of which a known bit or the low halves differ are different.
        bool canBeEqual = (different & known) == 0
            && left.UnsignedMin32 <= right.UnsignedMax32 && left.UnsignedMax32 >= right.UnsignedMin32
            && left.SignedMin32 <= right.SignedMax32 && left.SignedMax32 >= right.SignedMin32;
        if (!is32)
        {
            canBeEqual = canBeEqual
                && left.UnsignedMin <= right.UnsignedMax && left.UnsignedMax >= right.UnsignedMin
                && left.SignedMin <= right.SignedMax && left.SignedMax >= right.SignedMin;
        }

        return canBeEqual ? Unclear : 0;
    }

    private static int DecideBitsSet(bool is32, in Scalar left, in Scalar right)
    {
        Tnum leftBits = is32 ? left.Bits.LowWord : left.Bits;
        Tnum rightBits = is32 ? right.Bits.LowWord : right.Bits;
        if (!leftBits.IsConstant && !rightBits.IsConstant)
        {
            return Unclear;
        }

        Tnum common = leftBits.And(rightBits);
        return common.Value != 0 ? 1 : common.Mask == 0 ? 0 : Unclear;
    }

    private static int DecideLessUnsigned(bool is32, in Scalar left, in Scalar right) => is32
        ? DecideLess(left.UnsignedMin32, left.UnsignedMax32, right.UnsignedMin32, right.UnsignedMax32)
        : DecideLess(left.UnsignedMin, left.UnsignedMax, right.UnsignedMin, right.UnsignedMax);

    private static int DecideLessSigned(bool is32, in Scalar left, in Scalar right) => is32
        ? DecideLess(left.SignedMin32, left.SignedMax32, right.SignedMin32, right.SignedMax32)
        : DecideLess(left.SignedMin, left.SignedMax, right.SignedMin, right.SignedMax);

    private static int DecideLess<T>(T leftMin, T leftMax, T rightMin, T rightMax)
        where T : IComparisonOperators<T, T, bool> => leftMax < rightMin ? 1 : leftMin >= rightMax ? 0 : Unclear;
}
