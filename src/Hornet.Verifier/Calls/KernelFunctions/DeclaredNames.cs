// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>The names of the parameters in a C declaration of a function.</summary>
internal static class DeclaredNames
{
    /// <summary>The names, in order.</summary>
    /// <param name="declaration">For example <c>int f(struct s *p, bool (less)(int, int), u32 size__sz)</c>, which gives <c>p</c>, <c>less</c> and <c>size__sz</c>.</param>
    public static ImmutableArray<string> Of(string declaration)
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        int begin = declaration.IndexOf('(', StringComparison.Ordinal) + 1, depth = 0;
        if (begin == 0)
            return [];
        for (int i = begin; i < declaration.Length; i++)
        {
            char at = declaration[i];
            if (depth == 0 && (at is ',' or ')'))
            {
                string name = NameOf(declaration[begin..i]);
                if (name is not ("" or "void"))
                    names.Add(name);
                begin = i + 1;
                if (at == ')')
                    break;
            }
            else if (at == '(')
            {
                depth++;
            }
            else if (at == ')')
            {
                depth--;
            }
        }

        return names.ToImmutable();
    }

    // The last word, or of a pointer to a function the last word before its parameters.
    private static string NameOf(string parameter)
    {
        int close = parameter.IndexOf(')', StringComparison.Ordinal);
        string text = close < 0 ? parameter : parameter[..close];
        int end = text.Length;
        while (end > 0 && !IsLetter(text[end - 1]))
            end--;
        int begin = end;
        while (begin > 0 && IsLetter(text[begin - 1]))
            begin--;
        return text[begin..end];
    }

    private static bool IsLetter(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';
}
