// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Verification;

/// <summary>The format strings that <c>bpf_snprintf</c> and its kin take: fewer conversions than C's, one 8-byte value each.</summary>
internal static class FormatStrings
{
    private const byte Delete = 0x7f, NoBreakSpace = 0xa0;

    /// <summary>Whether a format is well formed and asks for no more values than there are.</summary>
    /// <param name="format">The format, without its final zero.</param>
    /// <param name="valueCount">How many values are passed.</param>
    public static bool IsValid(ReadOnlySpan<byte> format, int valueCount)
    {
        int used = 0;
        for (int i = 0; i < format.Length; i++)
        {
            if (!IsText(format[i]))
                return false;
            if (format[i] != '%')
                continue;
            if (At(format, i + 1) == '%')
            {
                i++;
                continue;
            }

            if (used >= valueCount || !TrySkipConversion(format, ref i))
                return false;
            used++;
        }

        return true;
    }

    // From the percent sign to the last character of the conversion.
    private static bool TrySkipConversion(ReadOnlySpan<byte> format, ref int i)
    {
        i++;
        while (At(format, i) is (byte)'0' or (byte)'+' or (byte)'-' or (byte)' ')
            i++;
        if (At(format, i) is >= (byte)'1' and <= (byte)'9')
        {
            while (At(format, i) is >= (byte)'0' and <= (byte)'9')
                i++;
        }

        switch (At(format, i))
        {
            case (byte)'p':
                return TrySkipPointer(format, ref i);
            case (byte)'s':
                return IsEnd(At(format, i + 1));
            case (byte)'c':
                return true;
        }

        for (int longs = 0; longs < 2 && At(format, i) == 'l'; longs++)
            i++;
        return At(format, i) is (byte)'i' or (byte)'d' or (byte)'u' or (byte)'x' or (byte)'X';
    }

    private static bool TrySkipPointer(ReadOnlySpan<byte> format, ref int i)
    {
        byte next = At(format, i + 1);
        if (IsEnd(next))
            return true;
        if (next is (byte)'k' or (byte)'u' && At(format, i + 2) == 's')
        {
            i += 2;
            return IsEnd(At(format, i + 1));
        }

        switch (next)
        {
            case (byte)'K' or (byte)'x' or (byte)'s' or (byte)'S':
                return true;
            case (byte)'B':
                i++;
                return true;
            case (byte)'i' or (byte)'I' when At(format, i + 2) is (byte)'4' or (byte)'6':
                i += 2;
                return true;
            default:
                return false;
        }
    }

    private static byte At(ReadOnlySpan<byte> format, int index) => index < format.Length ? format[index] : (byte)0;

    // Beyond ASCII there may be UTF-8.
    private static bool IsText(byte character) => character is >= (byte)' ' and not Delete || IsSpace(character);

    private static bool IsSpace(byte character) => character is (byte)' ' or >= (byte)'\t' and <= (byte)'\r' or NoBreakSpace;

    private static bool IsEnd(byte character) => character == 0 || IsSpace(character) || IsPunctuation(character);

    // As in the kernel's table, which is that of Latin-1.
    private static bool IsPunctuation(byte character) => character < Delete
        ? character > ' ' && !char.IsAsciiLetterOrDigit((char)character)
        : character is > NoBreakSpace and <= 0xbf or 0xd7 or 0xf7;
}
