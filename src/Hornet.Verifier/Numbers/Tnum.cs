// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Numerics;

namespace Hornet.Verification;

/// <summary>What is known of each bit of a 64-bit number (a "tristate number"): 0, 1 or either.</summary>
/// <param name="Value">The known bits; 0 wherever <paramref name="Mask"/> is 1.</param>
/// <param name="Mask">The bits that are not known.</param>
/// <remarks>
/// The operations follow Vishwanathan et al., "Sound, Precise, and Fast Abstract Interpretation with Tristate Numbers" (CGO 2022):
/// each is sound, and addition, subtraction and the bitwise operations are also optimal.
/// </remarks>
internal readonly record struct Tnum(ulong Value, ulong Mask)
{
    private const ulong LowBits = uint.MaxValue;

    /// <summary>A number of which no bit is known.</summary>
    public static Tnum Unknown => new(0, ulong.MaxValue);

    /// <summary>Whether every bit is known.</summary>
    public bool IsConstant => Mask == 0;

    /// <summary>Whether no bit is known.</summary>
    public bool IsUnknown => Mask == ulong.MaxValue;

    /// <summary>The smallest unsigned number with these bits.</summary>
    public ulong Minimum => Value;

    /// <summary>The largest unsigned number with these bits.</summary>
    public ulong Maximum => Value | Mask;

    /// <summary>The low 32 bits, the others 0.</summary>
    public Tnum LowWord => new((uint)Value, (uint)Mask);

    /// <summary>A number all of whose bits are known.</summary>
    public static Tnum Constant(ulong value) => new(value, 0);

    /// <summary>The best description of the numbers of an unsigned range: the bits above the highest in which its ends differ.</summary>
    public static Tnum Range(ulong minimum, ulong maximum)
    {
        ulong difference = minimum ^ maximum;
        ulong mask = difference == 0 ? 0 : ulong.MaxValue >> BitOperations.LeadingZeroCount(difference);
        return new Tnum(minimum & ~mask, mask);
    }

    /// <summary>Whether the number is certainly a multiple of a power of two.</summary>
    public bool IsAligned(ulong size) => ((Value | Mask) & (size - 1)) == 0;

    /// <summary>Whether every number that <paramref name="other"/> describes is described by this one too.</summary>
    public bool Contains(Tnum other) => (other.Mask & ~Mask) == 0 && (other.Value & ~Mask) == Value;

    /// <summary>The smallest number with these bits that is greater than <paramref name="number"/>; the greatest where there is none.</summary>
    public ulong Next(ulong number)
    {
        if (number >= Maximum)
        {
            return Maximum;
        }

        // The first number that may be it, if it has the known bits. If not, the highest bit that is wrong decides:
        ulong next = number + 1;
        ulong wrong = (next ^ Value) & ~Mask;
        if (wrong == 0)
        {
            return next;
        }

        ulong fromWrong = ulong.MaxValue >> BitOperations.LeadingZeroCount(wrong);
        bool isTooSmall = (next & wrong & ~(fromWrong >> 1)) == 0;

        // a bit that has to be 1 makes the number greater, so that the unknown bits below can be 0;
        // a bit that has to be 0 makes it smaller, so that the unknown bits above must count one up.
        ulong above = isTooSmall ? next & ~fromWrong : (next | ~Mask | fromWrong) + 1;
        return (above & Mask) | Value;
    }

    /// <summary>What is known of a number that is described by both; where the two contradict each other, the bit is taken to be 1.</summary>
    public Tnum Intersect(Tnum other)
    {
        ulong mask = Mask & other.Mask;
        return new Tnum((Value | other.Value) & ~mask, mask);
    }

    /// <summary>What is known of a number that is described by one or the other.</summary>
    public Tnum Union(Tnum other)
    {
        ulong mask = Mask | other.Mask | (Value ^ other.Value);
        return new Tnum(Value & ~mask, mask);
    }

    /// <summary>The sum.</summary>
    public Tnum Add(Tnum other)
    {
        // A bit of the sum can vary where an operand's can, or where a carry can: there the least and the greatest sum differ.
        ulong least = Value + other.Value;
        ulong greatest = least + Mask + other.Mask;
        ulong mask = (least ^ greatest) | Mask | other.Mask;
        return new Tnum(least & ~mask, mask);
    }

    /// <summary>The difference.</summary>
    public Tnum Subtract(Tnum other)
    {
        ulong difference = Value - other.Value;
        ulong mask = ((difference + Mask) ^ (difference - other.Mask)) | Mask | other.Mask;
        return new Tnum(difference & ~mask, mask);
    }

    /// <summary>The bitwise and.</summary>
    public Tnum And(Tnum other)
    {
        ulong value = Value & other.Value;
        return new Tnum(value, Maximum & other.Maximum & ~value);
    }

    /// <summary>The bitwise or.</summary>
    public Tnum Or(Tnum other)
    {
        ulong value = Value | other.Value;
        return new Tnum(value, (Mask | other.Mask) & ~value);
    }

    /// <summary>The bitwise exclusive or.</summary>
    public Tnum Xor(Tnum other)
    {
        ulong mask = Mask | other.Mask;
        return new Tnum((Value ^ other.Value) & ~mask, mask);
    }

    /// <summary>The product.</summary>
    public Tnum Multiply(Tnum other)
    {
        if (other.IsConstant && BitOperations.IsPow2(other.Value))
        {
            return ShiftLeft((byte)BitOperations.TrailingZeroCount(other.Value));
        }

        // Long multiplication over the bits of this number that can be 1; one that is not known may add its term or not.
        Tnum product = Constant(0);
        for (ulong rest = Maximum; rest != 0; rest &= rest - 1)
        {
            int position = BitOperations.TrailingZeroCount(rest);
            Tnum withTerm = product.Add(other.ShiftLeft((byte)position));
            product = ((Value >> position) & 1) != 0 ? withTerm : product.Union(withTerm);
        }

        return product;
    }

    /// <summary>The number shifted left.</summary>
    public Tnum ShiftLeft(byte amount) => new(Value << amount, Mask << amount);

    /// <summary>The number shifted right, zeros coming in.</summary>
    public Tnum ShiftRight(byte amount) => new(Value >> amount, Mask >> amount);

    /// <summary>The number of 32 or 64 bits shifted right, its sign coming in.</summary>
    public Tnum ArithmeticShiftRight(byte amount, int width) => width == 32
        ? new Tnum((uint)((int)Value >> amount), (uint)((int)Mask >> amount))
        : new Tnum((ulong)((long)Value >> amount), (ulong)((long)Mask >> amount));

    /// <summary>The low bytes, the others 0.</summary>
    /// <param name="bytes">How many: 1 to 8.</param>
    public Tnum Cast(int bytes)
    {
        ulong kept = ulong.MaxValue >> (64 - (8 * bytes));
        return new Tnum(Value & kept, Mask & kept);
    }

    /// <summary>This number's high 32 bits with the low 32 bits of another.</summary>
    public Tnum WithLowWord(Tnum low) => new((Value & ~LowBits) | (uint)low.Value, (Mask & ~LowBits) | (uint)low.Mask);

    /// <summary>The low two bytes swapped, the others 0.</summary>
    public Tnum ByteSwap16() => new(BinaryPrimitives.ReverseEndianness((ushort)Value), BinaryPrimitives.ReverseEndianness((ushort)Mask));

    /// <summary>The low four bytes in reverse order, the others 0.</summary>
    public Tnum ByteSwap32() => new(BinaryPrimitives.ReverseEndianness((uint)Value), BinaryPrimitives.ReverseEndianness((uint)Mask));

    /// <summary>The eight bytes in reverse order.</summary>
    public Tnum ByteSwap64() => new(BinaryPrimitives.ReverseEndianness(Value), BinaryPrimitives.ReverseEndianness(Mask));

    /// <summary>The number as the kernel's messages write it: <c>(value; mask)</c> in hexadecimal, or just the value where it is known.</summary>
    public override string ToString() => !IsConstant ? $"(0x{Value:x}; 0x{Mask:x})" : Value <= ushort.MaxValue ? $"{Value}" : $"0x{Value:x}";
}
