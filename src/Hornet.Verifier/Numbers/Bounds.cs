// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hornet.Verification;

/// <summary>Arithmetic on the two ends of a range, for each of the four kinds of number a <see cref="Scalar"/> has ranges of.</summary>
internal static class Bounds
{
    /// <summary>Adds a range of signed numbers; a sum that may overflow can be anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSigned<T>(ref T minimum, ref T maximum, T otherMinimum, T otherMaximum)
        where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>, IMinMaxValue<T>
    {
        T least = minimum + otherMinimum;
        T greatest = maximum + otherMaximum;
        bool overflows = T.IsNegative((least ^ minimum) & (least ^ otherMinimum)) || T.IsNegative((greatest ^ maximum) & (greatest ^ otherMaximum));
        (minimum, maximum) = overflows ? (T.MinValue, T.MaxValue) : (least, greatest);
    }

    /// <summary>Subtracts a range of signed numbers; a difference that may overflow can be anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractSigned<T>(ref T minimum, ref T maximum, T otherMinimum, T otherMaximum)
        where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>, IMinMaxValue<T>
    {
        T least = minimum - otherMaximum;
        T greatest = maximum - otherMinimum;
        bool overflows = T.IsNegative((minimum ^ otherMaximum) & (minimum ^ least)) || T.IsNegative((maximum ^ otherMinimum) & (maximum ^ greatest));
        (minimum, maximum) = overflows ? (T.MinValue, T.MaxValue) : (least, greatest);
    }

    /// <summary>Adds a range of unsigned numbers. Where every sum overflows, or none, the sums are still a range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddUnsigned<T>(ref T minimum, ref T maximum, T otherMinimum, T otherMaximum)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>, IMinMaxValue<T>
    {
        T least = minimum + otherMinimum;
        T greatest = maximum + otherMaximum;
        bool someOverflow = least >= minimum && greatest < maximum;
        (minimum, maximum) = someOverflow ? (T.MinValue, T.MaxValue) : (least, greatest);
    }

    /// <summary>Subtracts a range of unsigned numbers. Where every difference overflows, or none, the differences are still a range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractUnsigned<T>(ref T minimum, ref T maximum, T otherMinimum, T otherMaximum)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>, IMinMaxValue<T>
    {
        bool someOverflow = minimum < otherMaximum && maximum >= otherMinimum;
        (minimum, maximum) = someOverflow ? (T.MinValue, T.MaxValue) : (minimum - otherMaximum, maximum - otherMinimum);
    }

    /// <summary>Sharpens the signed and the unsigned range of the same number by each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LearnFromOtherSign<TSigned, TUnsigned>(
        ref TSigned signedMin, ref TSigned signedMax, ref TUnsigned unsignedMin, ref TUnsigned unsignedMax)
        where TSigned : unmanaged, IBinaryInteger<TSigned>
        where TUnsigned : unmanaged, IBinaryInteger<TUnsigned>
    {
        if (AsSigned(unsignedMin) <= AsSigned(unsignedMax))
        {
            signedMin = TSigned.Max(signedMin, AsSigned(unsignedMin));
            signedMax = TSigned.Min(signedMax, AsSigned(unsignedMax));
        }

        if (AsUnsigned(signedMin) <= AsUnsigned(signedMax))
        {
            unsignedMin = TUnsigned.Max(unsignedMin, AsUnsigned(signedMin));
            unsignedMax = TUnsigned.Min(unsignedMax, AsUnsigned(signedMax));
        }
        else if (unsignedMax < AsUnsigned(signedMin))
        {
            // The signed range is at both ends of the unsigned numbers, and the unsigned range meets it only at the lower.
            signedMin = AsSigned(unsignedMin);
            unsignedMax = TUnsigned.Min(unsignedMax, AsUnsigned(signedMax));
        }
        else if (unsignedMin > AsUnsigned(signedMax))
        {
            signedMax = AsSigned(unsignedMax);
            unsignedMin = TUnsigned.Max(unsignedMin, AsUnsigned(signedMin));
        }

        static TSigned AsSigned(TUnsigned value) => Unsafe.BitCast<TUnsigned, TSigned>(value);
        static TUnsigned AsUnsigned(TSigned value) => Unsafe.BitCast<TSigned, TUnsigned>(value);
    }
}
