// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>Cuts a policy into tokens. A statement is a line with the indented lines behind it; <c>#</c> starts a comment.</summary>
internal static class PolicyLexer
{
    private static readonly string[] Signs = ["==", "!=", "<=", ">=", "<", ">", "&", "|", "(", ")", ",", "="];

    /// <summary>All tokens; each statement ends with one of kind <see cref="PolicyTokenKind.End"/>.</summary>
    public static List<PolicyToken> Read(SourceText source)
    {
        var tokens = new List<PolicyToken>();
        string text = source.Text;
        int position = 0;
        while (position < text.Length)
        {
            int start = position;
            char c = text[position];
            if (c == '\n')
            {
                position++;
                bool goesOn = position < text.Length && (text[position] is ' ' or '\t' or '\r' or '\n' or '#');
                if (!goesOn)
                    EndStatement(tokens, source, start);
            }
            else if (c == '#')
            {
                while (position < text.Length && text[position] != '\n')
                    position++;
            }
            else if (char.IsWhiteSpace(c))
            {
                position++;
            }
            else
            {
                if (IsAtLineStart(text, position))
                    EndStatement(tokens, source, start);
                PolicyTokenKind kind = Scan(source, ref position);
                tokens.Add(new PolicyToken(kind, new SourceSpan(source, start, position - start)));
            }
        }

        EndStatement(tokens, source, text.Length);
        return tokens;
    }

    private static bool IsAtLineStart(string text, int position) => position == 0 || text[position - 1] == '\n';

    private static void EndStatement(List<PolicyToken> tokens, SourceText source, int position)
    {
        if (tokens.Count > 0 && tokens[^1].Kind != PolicyTokenKind.End)
            tokens.Add(new PolicyToken(PolicyTokenKind.End, new SourceSpan(source, position, 0)));
    }

    private static PolicyTokenKind Scan(SourceText source, ref int position)
    {
        string text = source.Text;
        int start = position;
        char c = text[position];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] is '_' or '-'))
                position++;
            return PolicyTokenKind.Word;
        }

        if (char.IsAsciiDigit(c) || (c == '-' && position + 1 < text.Length && char.IsAsciiDigit(text[position + 1])))
        {
            position++;
            while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
                position++;
            return PolicyTokenKind.Number;
        }

        foreach (string sign in Signs)
        {
            if (text.AsSpan(position).StartsWith(sign))
            {
                position += sign.Length;
                return PolicyTokenKind.Sign;
            }
        }

        throw new SeccompPolicyException($"This character has no meaning in a policy: {Describe(c)}.", new SourceSpan(source, start, 1));
    }

    private static string Describe(char c) => c < ' ' || c > '~' ? $"U+{(int)c:X4}" : $"'{c}'";
}
