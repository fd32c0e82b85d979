// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Verification;

// Numbers as the kernel's log writes them.
internal partial struct Scalar
{
    // Every other view is of the same sign, from the widest to the narrowest.
    private static readonly string[] s_viewNames = ["smin", "smax", "umin", "umax", "smin32", "smax32", "umin32", "umax32"];

    /// <summary>
    /// Writes what the kernel's log has in the parentheses after <c>scalar</c> or a pointer's kind: the ends of ranges that tell something,
    /// equal ones joined (<c>smin=smin32=0,smax=umax=255,var_off=(0x0; 0xff)</c>); nothing where nothing is known.
    /// </summary>
    /// <param name="text">Where to.</param>
    /// <param name="follows">Whether something stands before it in the parentheses, from which a comma parts it.</param>
    public readonly void AppendTo(StringBuilder text, bool follows = false)
    {
        Span<ulong> values =
        [
            (ulong)SignedMin, (ulong)SignedMax, UnsignedMin, UnsignedMax,
            SignedView(SignedMin32), SignedView(SignedMax32), UnsignedMin32, UnsignedMax32,
        ];
        Span<bool> omitted =
        [
            SignedMin == long.MinValue, SignedMax == long.MaxValue, UnsignedMin == 0, UnsignedMax == ulong.MaxValue,
            SignedMin32 == int.MinValue, SignedMax32 == int.MaxValue, UnsignedMin32 == 0, UnsignedMax32 == uint.MaxValue,
        ];
        for (int view = 0; view < values.Length; view++)
        {
            if (omitted[view])
            {
                continue;
            }

            AppendSeparator(text, ref follows);
            text.Append(s_viewNames[view]).Append('=');
            for (int other = view + 2; other < values.Length; other += 2)
            {
                if (!omitted[other] && values[other] == values[view] && IsNegative(other, values) == IsNegative(view, values))
                {
                    omitted[other] = true;
                    text.Append(s_viewNames[other]).Append('=');
                }
            }

            AppendView(text, view, values[view]);
        }

        if (!Bits.IsUnknown)
        {
            AppendSeparator(text, ref follows);
            text.Append("var_off=").Append(Bits.ToString());
        }
    }

    /// <summary>Writes a known number as the kernel's log does: in decimal where it takes 16 bits, else in hexadecimal.</summary>
    public static void AppendConstant(StringBuilder text, long number)
    {
        if (number is >= short.MinValue and <= short.MaxValue)
        {
            text.Append(number);
        }
        else
        {
            AppendHexadecimal(text, (ulong)number);
        }
    }

    private static void AppendView(StringBuilder text, int view, ulong value)
    {
        if (IsSigned(view))
        {
            AppendConstant(text, (long)value);
        }
        else if (value <= ushort.MaxValue)
        {
            text.Append(value);
        }
        else
        {
            AppendHexadecimal(text, value);
        }
    }

    private static void AppendHexadecimal(StringBuilder text, ulong value) => text.Append(CultureInfo.InvariantCulture, $"0x{value:x}");

    private static void AppendSeparator(StringBuilder text, ref bool follows)
    {
        if (follows)
        {
            text.Append(',');
        }

        follows = true;
    }

    private static bool IsSigned(int view) => view is 0 or 1 or 4 or 5;

    private static bool IsNegative(int view, ReadOnlySpan<ulong> values) => IsSigned(view) && (long)values[view] < 0;

    // A negative word is the same number as its extension in decimal, but not in hexadecimal.
    private static ulong SignedView(int value) => value is >= short.MinValue and <= short.MaxValue ? (ulong)(long)value : (uint)value;
}
