// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// Character classes as the kernel has them: ISO 8859-1, so bytes from 0xA0 up are spaces, punctuation and letters too
/// (<c>lib/ctype.c</c>). Format strings and number parsing depend on it.
/// </summary>
internal static class KernelCharacters
{
    private const byte NoBreakSpace = 0xA0;
    private const byte FirstLetter = 0xC0;
    private const byte MultiplicationSign = 0xD7;
    private const byte DivisionSign = 0xF7;

    public static bool IsAscii(byte c) => c < 0x80;

    public static bool IsDigit(byte c) => (uint)(c - '0') <= 9;

    public static bool IsHexDigit(byte c) => IsDigit(c) || (uint)((c | 0x20) - 'a') <= 5;

    public static bool IsSpace(byte c) => c is (byte)' ' or (>= 9 and <= 13) or NoBreakSpace;

    public static bool IsAlphanumeric(byte c)
    {
        if (c >= FirstLetter)
            return c is not (MultiplicationSign or DivisionSign);
        return IsDigit(c) || (uint)((c | 0x20) - 'a') <= 25;
    }

    public static bool IsPunctuation(byte c)
    {
        if (c > NoBreakSpace)
            return !IsAlphanumeric(c);
        return c is > (byte)' ' and < 0x7F && !IsAlphanumeric(c);
    }

    /// <summary>Printable ASCII; of the upper half only what format strings ask, which let it pass unseen.</summary>
    public static bool IsPrintableAscii(byte c) => c is >= (byte)' ' and < 0x7F;
}
