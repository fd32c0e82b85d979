// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace Hornet.Verification;

/// <summary>Arithmetic on the two ends of a range, for each of the four kinds of number a <see cref="Scalar"/> has ranges of.</summary>
internal static class Bounds
{
    /// <summary>Adds a range of signed numbers; a sum that may overflow can be anything.</summary>
    public static void AddSigned<T>(ref T minimum, ref T maximum, T otherMinimum, T otherMaximum)
        where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>, IMinMaxValue<T>
    {
        T least = minimum + otherMinimum;
        T greatest = maximum + otherMaximum;
        bool overflows = T.IsNegative((least ^ minimum) & (least ^ otherMinimum)) || T.IsNegative((greatest ^ maximum) & (greatest ^ otherMaximum));
        (minimum, maximum) = overflows ? (T.MinValue, T.MaxValue) : (least, greatest);
    }

    /// <summary>Subtracts a range of signed numbers; a difference that may overflow can be anything.</summary>
    public static void SubtractSigned<T>(ref T minimum, ref T maximum, T otherMinimum, T otherMaximum)
        where T : unmanaged, IBinaryInteger<T>, ISignedNumber<T>, IMinMaxValue<T>
    {
        T least = minimum - otherMaximum;
        T greatest = maximum - otherMinimum;
        bool overflows = T.IsNegative((minimum ^ otherMaximum) & (minimum ^ least)) || T.IsNegative((maximum ^ otherMinimum) & (maximum ^ greatest));
        (minimum, maximum) = overflows ? (T.MinValue, T.MaxValue) : (least, greatest);
    }

    /// <summary>Adds a range of unsigned numbers. Where every sum overflows, or none, the sums are still a range.</summary>
    public static void AddUnsigned<T>(ref T minimum, ref T maximum, T otherMinimum, T otherMaximum)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>, IMinMaxValue<T>
    {
        T least = minimum + otherMinimum;
        T greatest = maximum + otherMaximum;
        bool someOverflow = least >= minimum && greatest < maximum;
        (minimum, maximum) = someOverflow ? (T.MinValue, T.MaxValue) : (least, greatest);
    }

    /// <summary>Subtracts a range of unsigned numbers. Where every difference overflows, or none, the differences are still a range.</summary>
    public static void SubtractUnsigned<T>(ref T minimum, ref T maximum, T otherMinimum, T otherMaximum)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>, IMinMaxValue<T>
    {
        bool someOverflow = minimum < otherMaximum && maximum >= otherMinimum;
        (minimum, maximum) = someOverflow ? (T.MinValue, T.MaxValue) : (minimum - otherMaximum, maximum - otherMinimum);
    }
}
