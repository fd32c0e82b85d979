// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.Verification;

// What each view of a number says about the others.
internal partial struct Scalar
{
    // As many as Linux 6.18 makes.
    private const int DeductionRounds = 3;

    /// <summary>Sharpens each view by the others.</summary>
    /// <remarks>
    /// No number described before is lost. This does what Linux 6.18 does, no less and no more, as a program that is accepted here must be
    /// accepted there: a second call may find still more.
    /// </remarks>
    public void Synchronize()
    {
        LearnRangesFromBits();
        if (Bits.Mask == 0 && UnsignedMin == UnsignedMax && IsConsistent)
        {
            return;
        }

        for (int round = 0; round < DeductionRounds && Deduce(); round++)
        {
        }

        LearnBitsFromRanges();
        LearnRangesFromBits();
    }

    // One round: each range by the others. Whether anything has changed.
    private bool Deduce()
    {
        (long signedMin, long signedMax) = (SignedMin, SignedMax);
        (ulong unsignedMin, ulong unsignedMax) = (UnsignedMin, UnsignedMax);
        (int signedMin32, int signedMax32) = (SignedMin32, SignedMax32);
        (uint unsignedMin32, uint unsignedMax32) = (UnsignedMin32, UnsignedMax32);

        LearnWordFromNumber();
        Bounds.LearnFromOtherSign(ref SignedMin32, ref SignedMax32, ref UnsignedMin32, ref UnsignedMax32);
        Bounds.LearnFromOtherSign(ref SignedMin, ref SignedMax, ref UnsignedMin, ref UnsignedMax);
        LearnNumberFromWord();

        return signedMin != SignedMin || signedMax != SignedMax || unsignedMin != UnsignedMin || unsignedMax != UnsignedMax
            || signedMin32 != SignedMin32 || signedMax32 != SignedMax32 || unsignedMin32 != UnsignedMin32 || unsignedMax32 != UnsignedMax32;
    }

    private void LearnRangesFromBits()
    {
        LearnRanges32FromBits();
        LearnRanges64FromBits();
    }

    // The least signed number takes an unknown sign bit as 1 and the other unknown bits as 0, the greatest the other way round.
    private void LearnRanges32FromBits()
    {
        uint value = (uint)Bits.Value;
        uint mask = (uint)Bits.Mask;
        SignedMin32 = Math.Max(SignedMin32, (int)(value | (mask & 0x8000_0000)));
        SignedMax32 = Math.Min(SignedMax32, (int)(value | (mask & 0x7fff_ffff)));
        UnsignedMin32 = Math.Max(UnsignedMin32, value);
        UnsignedMax32 = Math.Min(UnsignedMax32, value | mask);
    }

    private void LearnRanges64FromBits()
    {
        (ulong value, ulong mask) = Bits;
        SignedMin = Math.Max(SignedMin, (long)(value | (mask & 0x8000_0000_0000_0000)));
        SignedMax = Math.Min(SignedMax, (long)(value | (mask & 0x7fff_ffff_ffff_ffff)));
        UnsignedMin = Math.Max(UnsignedMin, value);
        UnsignedMax = Math.Min(UnsignedMax, value | mask);

        // Where the unknown bits are the lowest ones, every number of the range has these bits.
        bool hasGaps = (mask & (mask + 1)) != 0;
        if (hasGaps || UnsignedMin >= UnsignedMax)
        {
            LearnOnlyNumberInRange();
        }
    }

    // Of the numbers with these bits, only one may lie in the range.
    private void LearnOnlyNumberInRange()
    {
        bool hasMinimum = Bits.Contains(Tnum.Constant(UnsignedMin));
        ulong next = Bits.Next(UnsignedMin);
        if (hasMinimum && next > UnsignedMax)
        {
            this = Constant(UnsignedMin);
        }
        else if (!hasMinimum && (next == Bits.Maximum || (next <= UnsignedMax && Bits.Next(next) > UnsignedMax)))
        {
            this = Constant(next);
        }
    }

    private void LearnBitsFromRanges()
    {
        Tnum bits = Bits.Intersect(Tnum.Range(UnsignedMin, UnsignedMax));
        Bits = bits.WithLowWord(bits.LowWord.Intersect(Tnum.Range(UnsignedMin32, UnsignedMax32)));
    }

    // The low halves of a range's ends are the ends of a range of low halves where the high half stays the same throughout.
    private void LearnWordFromNumber()
    {
        if (UnsignedMin >> 32 == UnsignedMax >> 32)
        {
            NarrowUnsigned32((uint)UnsignedMin, (uint)UnsignedMax);
            NarrowSigned32WhereOrdered((int)UnsignedMin, (int)UnsignedMax);
        }

        if (SignedMin >> 32 == SignedMax >> 32)
        {
            NarrowUnsigned32WhereOrdered((uint)SignedMin, (uint)SignedMax);
            NarrowSigned32WhereOrdered((int)SignedMin, (int)SignedMax);
        }

        LearnWordAroundZero(UnsignedMin, UnsignedMax);
        LearnWordAroundZero((ulong)SignedMin, (ulong)SignedMax);
    }

    // Where the high half goes up by one, from a negative low half to one that is not, the low half runs through zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LearnWordAroundZero(ulong minimum, ulong maximum)
    {
        if ((uint)(minimum >> 32) + 1 == (uint)(maximum >> 32) && (int)minimum < 0 && (int)maximum >= 0)
        {
            NarrowSigned32((int)minimum, (int)maximum);
        }
    }

    private void LearnNumberFromWord()
    {
        // With the same high half, no number is below the least low half nor above the greatest.
        UnsignedMin = Math.Max(UnsignedMin, WithLowHalf(UnsignedMin, UnsignedMin32));
        UnsignedMax = Math.Min(UnsignedMax, WithLowHalf(UnsignedMax, UnsignedMax32));
        SignedMin = Math.Max(SignedMin, (long)WithLowHalf((ulong)SignedMin, UnsignedMin32));
        SignedMax = Math.Min(SignedMax, (long)WithLowHalf((ulong)SignedMax, UnsignedMax32));

        // A number that fits a signed word and whose low half is not negative is its low half (the code after a sign-extending load).
        // Linux takes the word's ranges also where the number's were narrower; who did better here would accept what it refuses.
        if (SignedMin32 >= 0 && SignedMin >= int.MinValue && SignedMax <= int.MaxValue)
        {
            (SignedMin, SignedMax) = (SignedMin32, SignedMax32);
            (UnsignedMin, UnsignedMax) = ((ulong)SignedMin32, (ulong)SignedMax32);
            Bits = Bits.Intersect(Tnum.Range(UnsignedMin, UnsignedMax));
        }
    }

    private static ulong WithLowHalf(ulong number, uint low) => (number & ~(ulong)uint.MaxValue) | low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NarrowUnsigned32(uint minimum, uint maximum)
    {
        UnsignedMin32 = Math.Max(UnsignedMin32, minimum);
        UnsignedMax32 = Math.Min(UnsignedMax32, maximum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NarrowSigned32(int minimum, int maximum)
    {
        SignedMin32 = Math.Max(SignedMin32, minimum);
        SignedMax32 = Math.Min(SignedMax32, maximum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NarrowUnsigned32WhereOrdered(uint minimum, uint maximum)
    {
        if (minimum <= maximum)
        {
            NarrowUnsigned32(minimum, maximum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NarrowSigned32WhereOrdered(int minimum, int maximum)
    {
        if (minimum <= maximum)
        {
            NarrowSigned32(minimum, maximum);
        }
    }
}
