// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

// Numbers cut to fewer bits, and widened again.
internal partial struct Scalar
{
    /// <summary>Makes the high 32 bits 0. The views are not synchronised.</summary>
    public void ZeroExtend32()
    {
        Bits = Bits.LowWord;
        (UnsignedMin, UnsignedMax) = (UnsignedMin32, UnsignedMax32);
        (SignedMin, SignedMax) = SignedMin32 >= 0 && SignedMax32 >= 0 ? (SignedMin32, SignedMax32) : (0L, (long)uint.MaxValue);
    }

    /// <summary>Keeps the low bytes and makes the others 0, as a load of fewer than 8 bytes does.</summary>
    /// <param name="bytes">1, 2 or 4.</param>
    public void Truncate(int bytes)
    {
        ulong kept = ulong.MaxValue >> (64 - (8 * bytes));
        Bits = Bits.Cast(bytes);
        (UnsignedMin, UnsignedMax) = (UnsignedMin & ~kept) == (UnsignedMax & ~kept)
            ? (UnsignedMin & kept, UnsignedMax & kept)
            : (0, kept);
        (SignedMin, SignedMax) = ((long)UnsignedMin, (long)UnsignedMax);
        if (bytes < sizeof(uint))
        {
            ForgetRanges32();
        }

        Synchronize();
    }

    /// <summary>Widens the low bytes by their sign, as <c>movsx</c> does.</summary>
    /// <param name="fromBytes">How many: 1, 2 or 4.</param>
    /// <param name="is32">Whether to 32 bits, the high ones becoming 0, or to 64.</param>
    public void SignExtend(int fromBytes, bool is32)
    {
        if (is32)
        {
            SignExtendTo32(fromBytes);
            ZeroExtend32();
            Synchronize();
        }
        else
        {
            SignExtendTo64(fromBytes);
        }
    }

    /// <summary>Converts the byte order, as the instructions of <see cref="Bytecode.AluOperation.ByteSwap"/> do.</summary>
    /// <param name="width">How many bits are converted, the others becoming 0: 16, 32 or 64.</param>
    /// <param name="reverses">Whether the bytes change their order; a conversion to the machine's own only drops bits.</param>
    public void ConvertByteOrder(int width, bool reverses)
    {
        if (reverses)
        {
            Bits = width switch
            {
                16 => Bits.ByteSwap16(),
                32 => Bits.ByteSwap32(),
                _ => Bits.ByteSwap64(),
            };
            ForgetRanges();
        }

        if (width < 64)
        {
            Truncate(width / 8);
        }

        Synchronize();
    }

    private void SignExtendTo64(int fromBytes)
    {
        int unused = 64 - (8 * fromBytes);
        if (IsConstant)
        {
            this = Constant((ulong)SignExtend((long)Bits.Value, unused));
            return;
        }

        // The low bytes keep their order where nothing above them changes and their own sign does not either.
        long minimum = SignExtend(SignedMin, unused);
        long maximum = SignExtend(SignedMax, unused);
        if (SignedMin >> (8 * fromBytes) == SignedMax >> (8 * fromBytes) && minimum < 0 == maximum < 0)
        {
            (SignedMin, SignedMax) = (minimum, maximum);
            (UnsignedMin, UnsignedMax) = ((ulong)minimum, (ulong)maximum);
            (SignedMin32, SignedMax32) = ((int)minimum, (int)maximum);
            (UnsignedMin32, UnsignedMax32) = ((uint)minimum, (uint)maximum);
            Bits = Tnum.Range(UnsignedMin, UnsignedMax);
        }
        else
        {
            this = Unknown;
            (SignedMin, SignedMax) = (long.MinValue >> unused, long.MaxValue >> unused);
            (SignedMin32, SignedMax32) = ((int)SignedMin, (int)SignedMax);
        }
    }

    private void SignExtendTo32(int fromBytes)
    {
        int unused = 32 - (8 * fromBytes);
        if (IsConstant)
        {
            this = Constant((ulong)SignExtend((long)Bits.Value, unused + 32));
            return;
        }

        int minimum = (int)SignExtend(SignedMin32, unused + 32);
        int maximum = (int)SignExtend(SignedMax32, unused + 32);
        if (SignedMin32 >> (8 * fromBytes) == SignedMax32 >> (8 * fromBytes) && minimum < 0 == maximum < 0)
        {
            (SignedMin32, SignedMax32) = (minimum, maximum);
            (UnsignedMin32, UnsignedMax32) = ((uint)minimum, (uint)maximum);
            Bits = Tnum.Range(UnsignedMin32, UnsignedMax32);
        }
        else
        {
            (SignedMin32, SignedMax32) = (int.MinValue >> unused, int.MaxValue >> unused);
            (UnsignedMin32, UnsignedMax32) = (0, uint.MaxValue);
            Bits = Tnum.Unknown;
        }
    }

    private static long SignExtend(long number, int unused) => number << unused >> unused;
}
