// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>The number parser behind <c>bpf_strtol</c> and <c>bpf_strtoul</c> (<c>kernel/bpf/helpers.c</c>).</summary>
internal static class KernelNumbers
{
    private const ulong BaseMask = 0x1F;

    /// <summary>The kernel copies what follows the sign into 64 bytes with a terminator: no more characters than this are looked at.</summary>
    private const int LongestNumber = 63;

    /// <summary>Parses a signed number; returns the characters consumed, or <c>-EINVAL</c> or <c>-ERANGE</c> with <paramref name="value"/> 0.</summary>
    public static int ParseSigned(ReadOnlySpan<byte> text, ulong flags, out long value)
    {
        value = 0;
        int consumed = Parse(text, flags, out ulong magnitude, out bool negative);
        if (consumed < 0)
            return consumed;

        long signed = unchecked((long)(negative ? 0 - magnitude : magnitude));
        if (negative ? signed > 0 : signed < 0)
            return -Errno.ERANGE;

        value = signed;
        return consumed;
    }

    /// <summary>Parses an unsigned number; a minus sign is <c>-EINVAL</c>.</summary>
    public static int ParseUnsigned(ReadOnlySpan<byte> text, ulong flags, out ulong value)
    {
        int consumed = Parse(text, flags, out value, out bool negative);
        if (consumed >= 0 && !negative)
            return consumed;

        value = 0;
        return consumed < 0 ? consumed : -Errno.EINVAL;
    }

    private static int Parse(ReadOnlySpan<byte> text, ulong flags, out ulong value, out bool negative)
    {
        value = 0;
        negative = false;
        uint radix = (uint)(flags & BaseMask);
        if (text.IsEmpty || radix is not (0 or 8 or 10 or 16) || (flags & ~BaseMask) != 0)
            return -Errno.EINVAL;

        int start = 0;
        while (start < text.Length && KernelCharacters.IsSpace(text[start]))
            start++;
        negative = start < text.Length && text[start] == '-';
        if (negative)
            start++;
        if (start == text.Length)
            return -Errno.EINVAL;

        ReadOnlySpan<byte> number = text[start..];
        if (number.Length > LongestNumber)
            number = number[..LongestNumber];
        int prefix = SkipPrefix(number, ref radix);
        int digits = ParseDigits(number[prefix..], radix, out value);
        return digits <= 0 ? (digits == 0 ? -Errno.EINVAL : digits) : start + prefix + digits;
    }

    /// <summary>Settles an open base and steps over <c>0x</c>; without a hexadecimal digit behind it, an open base takes it as octal zero.</summary>
    private static int SkipPrefix(ReadOnlySpan<byte> number, ref uint radix)
    {
        bool zero = number[0] == '0';
        bool marked = zero && number.Length > 1 && (number[1] | 0x20) == 'x';
        if (radix == 0)
            radix = !zero ? 10u : marked && number.Length > 2 && KernelCharacters.IsHexDigit(number[2]) ? 16u : 8u;
        return radix == 16 && marked ? 2 : 0;
    }

    private static int ParseDigits(ReadOnlySpan<byte> digits, uint radix, out ulong value)
    {
        value = 0;
        bool overflow = false;
        int count = 0;
        for (; count < digits.Length; count++)
        {
            byte c = digits[count];
            uint digit = KernelCharacters.IsDigit(c) ? (uint)(c - '0') : KernelCharacters.IsHexDigit(c) ? (uint)((c | 0x20) - 'a' + 10) : uint.MaxValue;
            if (digit >= radix)
                break;

            UInt128 next = ((UInt128)value * radix) + digit;
            overflow |= next > ulong.MaxValue;
            value = unchecked((ulong)next);
        }

        return overflow ? -Errno.ERANGE : count;
    }
}
