// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Verification;

/// <summary>
/// What stands in brackets after a register's type in the kernel's log: <c>id=1,off=14,r=34,smin=smin32=0,smax=umax=255,var_off=(0x0; 0xff)</c>.
/// Equal values share one number.
/// </summary>
internal sealed class StateAttributes
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>A value by its name, or null.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The constant offset from the start of what a pointer points to.</summary>
    public long Offset => Signed("off") ?? 0;

    /// <summary>How many bytes of a packet are proven to exist.</summary>
    public ulong Range => Unsigned("r") ?? 0;

    /// <summary>The smallest value as an unsigned number, where that is not 0.</summary>
    public ulong? UnsignedMinimum => Unsigned("umin");

    /// <summary>The largest value as an unsigned number, where there is a limit.</summary>
    public ulong? UnsignedMaximum => Unsigned("umax");

    /// <summary>The smallest value as a signed number, where there is a limit.</summary>
    public long? SignedMinimum => Signed("smin");

    /// <summary>The largest value as a signed number, where there is a limit.</summary>
    public long? SignedMaximum => Signed("smax");

    /// <summary>Whether anything is known of the lower 32 bits alone.</summary>
    public bool HasNarrowLimits => _values.Keys.Any(name => name.EndsWith("32", StringComparison.Ordinal));

    /// <summary>Whether a number that is not constant was added to a pointer.</summary>
    public bool IsVariable => _values.ContainsKey("var_off") || UnsignedMaximum is not null || SignedMaximum is not null;

    /// <summary>The limits of the number that was added to a pointer, in words.</summary>
    public string VariableRange => UnsignedMaximum is { } high
        ? string.Create(CultureInfo.InvariantCulture, $"{UnsignedMinimum ?? 0} to {high}")
        : (SignedMinimum, SignedMaximum) is ({ } low, { } top) ? string.Create(CultureInfo.InvariantCulture, $"{low} to {top}") : "without limits";

    /// <summary>What the known bits say beyond the limits: <c>, a multiple of 4</c>.</summary>
    public string Multiple
    {
        get
        {
            string[] parts = (this["var_off"] ?? "").Trim('(', ')').Split("; ");
            if (parts.Length != 2 || !TryParseUnsigned(parts[0], out ulong value) || !TryParseUnsigned(parts[1], out ulong mask) || mask == 0)
                return "";
            int zeros = Math.Min(System.Numerics.BitOperations.TrailingZeroCount(mask), value == 0 ? 64 : System.Numerics.BitOperations.TrailingZeroCount(value));
            return zeros == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", a multiple of {1UL << zeros}");
        }
    }

    /// <summary>Reads the attributes.</summary>
    public static StateAttributes Parse(string text)
    {
        var attributes = new StateAttributes();
        List<string> waiting = [];
        int at = 0;
        while (at < text.Length)
        {
            int end = text.IndexOfAny(['=', ','], at);
            if (end < 0 || text[end] == ',')
                break;
            waiting.Add(text[at..end].Trim());
            at = end + 1;

            // A name follows instead of a number where several share it.
            if (at < text.Length && char.IsAsciiLetterLower(text[at]) && text.IndexOfAny(['=', ','], at) is var next and > 0 && text[next] == '=')
                continue;
            int stop = EndOfValue(text, at);
            foreach (string name in waiting)
                attributes._values[name] = text[at..stop];
            waiting.Clear();
            at = stop + 1;
        }

        return attributes;
    }

    /// <summary>Reads a number as the log prints it: decimal, or hexadecimal when large.</summary>
    public static bool TryParseNumber(string text, out long number)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return true;
        bool isRead = TryParseUnsigned(text, out ulong bits);
        number = unchecked((long)bits);
        return isRead;
    }

    private static int EndOfValue(string text, int at)
    {
        int depth = 0;
        for (int index = at; index < text.Length; index++)
        {
            if (text[index] == '(')
                depth++;
            else if (text[index] == ')')
                depth--;
            else if (text[index] == ',' && depth == 0)
                return index;
        }

        return text.Length;
    }

    private static bool TryParseUnsigned(string text, out ulong number) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private long? Signed(string name) => this[name] is { } text && TryParseNumber(text, out long number) ? number : null;

    private ulong? Unsigned(string name) => this[name] is { } text && TryParseUnsigned(text, out ulong number) ? number : null;
}
