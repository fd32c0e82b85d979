// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Hornet.Bytecode;

namespace Hornet.Verification;

// What the outcome of a comparison says of the numbers compared.
internal partial struct Scalar
{
    /// <summary>Learns from a comparison that holds, and synchronises both operands.</summary>
    /// <param name="operation">The comparison that holds: negated by <see cref="JumpOperations.Negate"/> where the jump falls through.</param>
    /// <param name="is32">Whether of the low 32 bits only.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand; may be the left one.</param>
    /// <returns>
    /// Whether what was learned is consistent. If not, the comparison can not hold: the branch need not be followed, and where it is, as Linux
    /// does, the contradicting ranges have been forgotten.
    /// </returns>
    public static bool Assume(JumpOperation operation, bool is32, ref Scalar left, ref Scalar right)
    {
        switch (operation)
        {
            case JumpOperation.Equal:
                AssumeEqual(is32, ref left, ref right);
                break;
            case JumpOperation.NotEqual or JumpOperation.BitsSet or JumpOperations.BitsClear:
                AssumeOfConstant(operation, is32, ref left, ref right);
                break;
            case JumpOperation.LessThan or JumpOperation.LessOrEqual:
                AssumeLessUnsigned(is32, operation == JumpOperation.LessThan, ref left, ref right);
                break;
            case JumpOperation.GreaterThan or JumpOperation.GreaterOrEqual:
                AssumeLessUnsigned(is32, operation == JumpOperation.GreaterThan, ref right, ref left);
                break;
            case JumpOperation.SignedLessThan or JumpOperation.SignedLessOrEqual:
                AssumeLessSigned(is32, operation == JumpOperation.SignedLessThan, ref left, ref right);
                break;
            case JumpOperation.SignedGreaterThan or JumpOperation.SignedGreaterOrEqual:
                AssumeLessSigned(is32, operation == JumpOperation.SignedGreaterThan, ref right, ref left);
                break;
        }

        left.Synchronize();
        right.Synchronize();
        return left.ForgetContradictions() & right.ForgetContradictions();
    }

    private static void AssumeEqual(bool is32, ref Scalar left, ref Scalar right)
    {
        if (is32)
        {
            MeetRanges32(ref left, ref right);
            Tnum low = left.Bits.LowWord.Intersect(right.Bits.LowWord);
            left.Bits = left.Bits.WithLowWord(low);
            right.Bits = right.Bits.WithLowWord(low);
            return;
        }

        left.UnsignedMin = right.UnsignedMin = Math.Max(left.UnsignedMin, right.UnsignedMin);
        left.UnsignedMax = right.UnsignedMax = Math.Min(left.UnsignedMax, right.UnsignedMax);
        left.SignedMin = right.SignedMin = Math.Max(left.SignedMin, right.SignedMin);
        left.SignedMax = right.SignedMax = Math.Min(left.SignedMax, right.SignedMax);
        left.Bits = right.Bits = left.Bits.Intersect(right.Bits);
    }

    private static void MeetRanges32(ref Scalar left, ref Scalar right)
    {
        left.UnsignedMin32 = right.UnsignedMin32 = Math.Max(left.UnsignedMin32, right.UnsignedMin32);
        left.UnsignedMax32 = right.UnsignedMax32 = Math.Min(left.UnsignedMax32, right.UnsignedMax32);
        left.SignedMin32 = right.SignedMin32 = Math.Max(left.SignedMin32, right.SignedMin32);
        left.SignedMax32 = right.SignedMax32 = Math.Min(left.SignedMax32, right.SignedMax32);
    }

    // These tell something of a number only when the other is known.
    private static void AssumeOfConstant(JumpOperation operation, bool is32, ref Scalar left, ref Scalar right)
    {
        bool rightIsKnown = is32 ? right.IsConstant32 : right.IsConstant;
        if (!rightIsKnown && !(is32 ? left.IsConstant32 : left.IsConstant))
        {
            return;
        }

        ref Scalar number = ref rightIsKnown ? ref left : ref right;
        ref Scalar known = ref rightIsKnown ? ref right : ref left;
        ulong constant = is32 ? known.ConstantValue32 : known.ConstantValue;
        if (operation == JumpOperation.NotEqual)
        {
            number.ExcludeAtEnds(is32, constant);
        }
        else if (operation == JumpOperations.BitsClear)
        {
            number.ForgetRanges();
            number.Bits = number.Bits.And(Tnum.Constant(is32 ? ~(ulong)(uint)constant : ~constant));
        }
        else if (BitOperations.IsPow2(constant))
        {
            number.Bits = number.Bits.Or(Tnum.Constant(constant));
        }
    }

    private void ExcludeAtEnds(bool is32, ulong constant)
    {
        if (is32)
        {
            ExcludeAtEnds(ref UnsignedMin32, ref UnsignedMax32, (uint)constant);
            ExcludeAtEnds(ref SignedMin32, ref SignedMax32, (int)constant);
        }
        else
        {
            ExcludeAtEnds(ref UnsignedMin, ref UnsignedMax, constant);
            ExcludeAtEnds(ref SignedMin, ref SignedMax, (long)constant);
        }
    }

    private static void ExcludeAtEnds<T>(ref T minimum, ref T maximum, T excluded)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (minimum == excluded)
        {
            minimum++;
        }

        if (maximum == excluded)
        {
            maximum--;
        }
    }

    private static void AssumeLessUnsigned(bool is32, bool strictly, ref Scalar less, ref Scalar more)
    {
        if (is32)
        {
            AssumeLess(strictly, ref less.UnsignedMax32, ref more.UnsignedMin32, less.UnsignedMin32, more.UnsignedMax32);
        }
        else
        {
            AssumeLess(strictly, ref less.UnsignedMax, ref more.UnsignedMin, less.UnsignedMin, more.UnsignedMax);
        }
    }

    private static void AssumeLessSigned(bool is32, bool strictly, ref Scalar less, ref Scalar more)
    {
        if (is32)
        {
            AssumeLess(strictly, ref less.SignedMax32, ref more.SignedMin32, less.SignedMin32, more.SignedMax32);
        }
        else
        {
            AssumeLess(strictly, ref less.SignedMax, ref more.SignedMin, less.SignedMin, more.SignedMax);
        }
    }

    private static void AssumeLess<T>(bool strictly, ref T lessMax, ref T moreMin, T lessMin, T moreMax)
        where T : unmanaged, IBinaryInteger<T>
    {
        T gap = strictly ? T.One : T.Zero;
        lessMax = T.Min(lessMax, moreMax - gap);
        moreMin = T.Max(moreMin, lessMin + gap);
    }
}
