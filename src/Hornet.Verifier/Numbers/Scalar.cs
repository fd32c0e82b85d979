// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace Hornet.Verification;

/// <summary>
/// What is known of a 64-bit number: its bits, and its range as each of the four kinds of number a comparison can take it for.
/// </summary>
/// <remarks>
/// The five views describe the same number, so each may sharpen the others: <see cref="Synchronize"/>. The fields are open because whoever
/// learns something of a number writes it into one view and synchronises. Nothing here allocates.
/// </remarks>
internal partial struct Scalar
{
    /// <summary>The bits.</summary>
    public Tnum Bits;

    /// <summary>The least signed value.</summary>
    public long SignedMin;

    /// <summary>The greatest signed value.</summary>
    public long SignedMax;

    /// <summary>The least unsigned value.</summary>
    public ulong UnsignedMin;

    /// <summary>The greatest unsigned value.</summary>
    public ulong UnsignedMax;

    /// <summary>The least signed value of the low 32 bits.</summary>
    public int SignedMin32;

    /// <summary>The greatest signed value of the low 32 bits.</summary>
    public int SignedMax32;

    /// <summary>The least unsigned value of the low 32 bits.</summary>
    public uint UnsignedMin32;

    /// <summary>The greatest unsigned value of the low 32 bits.</summary>
    public uint UnsignedMax32;

    /// <summary>A number of which nothing is known.</summary>
    public static Scalar Unknown
    {
        get
        {
            Unsafe.SkipInit(out Scalar scalar);
            scalar.Bits = Tnum.Unknown;
            scalar.ForgetRanges();
            return scalar;
        }
    }

    /// <summary>Whether the number is known.</summary>
    public readonly bool IsConstant => Bits.Mask == 0;

    /// <summary>The number, where it is known.</summary>
    public readonly ulong ConstantValue => Bits.Value;

    /// <summary>Whether the low 32 bits are known.</summary>
    public readonly bool IsConstant32 => (uint)Bits.Mask == 0;

    /// <summary>The low 32 bits, where they are known.</summary>
    public readonly uint ConstantValue32 => (uint)Bits.Value;

    /// <summary>
    /// Whether some number can be meant: no range ends before it begins, and a number whose bits are all known is the only one in its ranges.
    /// A condition that can not hold leaves numbers that are not consistent.
    /// </summary>
    public readonly bool IsConsistent
    {
        get
        {
            bool ordered = SignedMin <= SignedMax && UnsignedMin <= UnsignedMax && SignedMin32 <= SignedMax32 && UnsignedMin32 <= UnsignedMax32;
            return ordered && (!IsConstant32 || AgreesWithConstant());
        }
    }

    /// <summary>A known number.</summary>
    public static Scalar Constant(ulong value)
    {
        Unsafe.SkipInit(out Scalar scalar);
        scalar.Bits = new Tnum(value, 0);
        scalar.SignedMin = scalar.SignedMax = (long)value;
        scalar.UnsignedMin = scalar.UnsignedMax = value;
        scalar.SetConstant32((uint)value);
        return scalar;
    }

    /// <summary>Whether every number that <paramref name="other"/> describes is described by this one too, in each view.</summary>
    public readonly bool Contains(in Scalar other) =>
        UnsignedMin <= other.UnsignedMin && UnsignedMax >= other.UnsignedMax
        && SignedMin <= other.SignedMin && SignedMax >= other.SignedMax
        && UnsignedMin32 <= other.UnsignedMin32 && UnsignedMax32 >= other.UnsignedMax32
        && SignedMin32 <= other.SignedMin32 && SignedMax32 >= other.SignedMax32
        && Bits.Contains(other.Bits);

    /// <summary>Forgets the ranges and keeps the bits.</summary>
    public void ForgetRanges()
    {
        ForgetRanges64();
        ForgetRanges32();
    }

    /// <summary>Forgets the ranges where they contradict each other or the bits, as Linux does with what it learns where no program can come.</summary>
    /// <returns>Whether the number was consistent.</returns>
    public bool ForgetContradictions()
    {
        bool isConsistent = IsConsistent;
        if (!isConsistent)
        {
            ForgetRanges();
        }

        return isConsistent;
    }

    private void ForgetRanges32()
    {
        (SignedMin32, SignedMax32) = (int.MinValue, int.MaxValue);
        (UnsignedMin32, UnsignedMax32) = (0, uint.MaxValue);
    }

    private void ForgetRanges64()
    {
        (SignedMin, SignedMax) = (long.MinValue, long.MaxValue);
        (UnsignedMin, UnsignedMax) = (0, ulong.MaxValue);
    }

    private void SetConstant32(uint value)
    {
        SignedMin32 = SignedMax32 = (int)value;
        UnsignedMin32 = UnsignedMax32 = value;
    }

    private readonly bool AgreesWithConstant()
    {
        uint low = (uint)Bits.Value;
        bool agrees32 = UnsignedMin32 == low && UnsignedMax32 == low && SignedMin32 == (int)low && SignedMax32 == (int)low;
        if (Bits.Mask != 0)
        {
            return agrees32;
        }

        ulong value = Bits.Value;
        return agrees32 && UnsignedMin == value && UnsignedMax == value && SignedMin == (long)value && SignedMax == (long)value;
    }
}
