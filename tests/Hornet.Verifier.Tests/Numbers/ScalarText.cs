// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>Numbers as the kernel's log writes them, read and written whole.</summary>
internal static class ScalarText
{
    /// <summary>The text of a number as the log has it after <c>R1=</c>, without its identity.</summary>
    public static string Format(in Scalar scalar)
    {
        var text = new StringBuilder();
        if (scalar.IsConstant)
        {
            Scalar.AppendConstant(text, (long)scalar.ConstantValue);
            return text.ToString();
        }

        text.Append("scalar(");
        scalar.AppendTo(text);
        return text.Append(')').ToString();
    }

    /// <summary>Reads what <see cref="Format"/> writes.</summary>
    public static Scalar Parse(string text)
    {
        const string Opening = "scalar(";
        if (!text.StartsWith(Opening, StringComparison.Ordinal))
        {
            return Scalar.Constant(ParseNumber(text));
        }

        Scalar scalar = Scalar.Unknown;
        foreach (string group in text[Opening.Length..^1].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = group.Split('=');
            foreach (string view in parts[..^1])
            {
                Set(ref scalar, view, parts[^1]);
            }
        }

        return scalar;
    }

    private static void Set(ref Scalar scalar, string view, string value)
    {
        if (view == "var_off")
        {
            string[] halves = value.Trim('(', ')').Split("; ");
            scalar.Bits = new Tnum(ParseNumber(halves[0]), ParseNumber(halves[1]));
            return;
        }

        ulong number = ParseNumber(value);
        switch (view)
        {
            case "smin": scalar.SignedMin = (long)number; break;
            case "smax": scalar.SignedMax = (long)number; break;
            case "umin": scalar.UnsignedMin = number; break;
            case "umax": scalar.UnsignedMax = number; break;
            case "smin32": scalar.SignedMin32 = (int)number; break;
            case "smax32": scalar.SignedMax32 = (int)number; break;
            case "umin32": scalar.UnsignedMin32 = (uint)number; break;
            case "umax32": scalar.UnsignedMax32 = (uint)number; break;
            default: throw new FormatException($"A view that is not known: {view}.");
        }
    }

    private static ulong ParseNumber(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : (ulong)long.Parse(text, CultureInfo.InvariantCulture);
}
