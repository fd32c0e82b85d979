// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Linux;

/// <summary>Brings the runtime's names of .NET methods into one form: <c>Namespace.Type.Method</c>, without generic arguments and parameters.</summary>
internal static class ManagedNames
{
    /// <summary>The name of a method.</summary>
    /// <param name="type">The type as events give it: <c>System.Collections.Generic.Dictionary`2[System.Int32,System.__Canon]+Enumerator</c>.</param>
    /// <param name="method">The method's name.</param>
    public static string Of(string type, string method)
    {
        string holder = Plain(type);
        string name = Plain(method);
        return holder.Length == 0 ? name : $"{holder}.{name}";
    }

    /// <summary>
    /// The name in a line that the runtime wrote into a perf map, <c>instance void [Assembly] Namespace.Type`1[System.Int32]::Method(int32)[OptimizedTier1]</c>;
    /// a text of another form as it is.
    /// </summary>
    public static string FromPerfMap(string text)
    {
        int tier = text.LastIndexOf(")[", StringComparison.Ordinal);
        int assembly = text.IndexOf('[', StringComparison.Ordinal);
        int assemblyEnd = assembly < 0 ? -1 : text.IndexOf("] ", assembly, StringComparison.Ordinal);
        if (tier < 0 || assemblyEnd < 0 || assemblyEnd > tier || !text.EndsWith(']'))
            return text;
        ReadOnlySpan<char> rest = text.AsSpan(assemblyEnd + 2, tier - assemblyEnd - 2);
        int separator = rest.IndexOf("::");
        if (separator <= 0)
            return text;
        ReadOnlySpan<char> method = rest[(separator + 2)..];
        int parameters = method.IndexOf('(');
        return Of(rest[..separator].ToString(), (parameters < 0 ? method : method[..parameters]).ToString());
    }

    /// <summary>Without what is in brackets and without the counts behind grave accents; a plus sign between nested types becomes a dot.</summary>
    private static string Plain(string text)
    {
        if (text.AsSpan().IndexOfAny("`[+") < 0)
            return text;
        StringBuilder plain = new(text.Length);
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (letter == ']' && depth > 0)
                depth--;
            else if (letter == '[')
                depth++;
            else if (depth > 0)
                continue;
            else if (letter == '`')
                i += Digits(text, i + 1);
            else
                plain.Append(letter == '+' ? '.' : letter);
        }

        return plain.ToString();
    }

    private static int Digits(string text, int start)
    {
        int count = 0;
        while (start + count < text.Length && char.IsAsciiDigit(text[start + count]))
            count++;
        return count;
    }
}
