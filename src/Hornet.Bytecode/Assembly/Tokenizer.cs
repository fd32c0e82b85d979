// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>Cuts lines into tokens and drops comments to the end of the line.</summary>
internal static class Tokenizer
{
    /// <summary>Operators of more than one character, longest first.</summary>
    private static readonly string[] LongSymbols =
        ["s>>=", "<<=", ">>=", "s>=", "s<=", "s/=", "s%=", "s>", "s<", "==", "!=", ">=", "<=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^="];

    /// <summary>Cuts a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="lineNumber">Its number, for errors.</param>
    /// <param name="tokens">Where the tokens go, after what it holds is cleared; the last is <see cref="TokenKind.End"/>.</param>
    public static void Cut(ReadOnlySpan<char> line, int lineNumber, List<Token> tokens)
    {
        tokens.Clear();
        int at = 0;
        while (at < line.Length)
        {
            char character = line[at];
            if (char.IsWhiteSpace(character))
            {
                at++;
                continue;
            }

            if (IsComment(line, at))
                break;
            bool isSpaced = at == 0 || char.IsWhiteSpace(line[at - 1]);
            int length = character == '"' ? TextLength(line[at..], lineNumber, at) : Length(line[at..]);
            tokens.Add(character == '"'
                ? new Token(TokenKind.Text, line.Slice(at + 1, length - 2).ToString(), at + 2, isSpaced)
                : new Token(IsWord(line[at + length - 1]) ? TokenKind.Word : TokenKind.Symbol, line.Slice(at, length).ToString(), at + 1, isSpaced));
            at += length;
        }

        tokens.Add(new Token(TokenKind.End, "", at + 1, IsSpaced: true));
    }

    /// <summary>Whether a comment to the end of the line begins: a slash pair, or a number sign other than the one between a function's name and number (<c>bpf_redirect#23</c>).</summary>
    public static bool IsComment(ReadOnlySpan<char> line, int at)
    {
        if (line[at] == '/')
            return at + 1 < line.Length && line[at + 1] == '/';
        if (line[at] != '#')
            return false;
        bool joins = at > 0 && IsWord(line[at - 1]) && at + 1 < line.Length && (char.IsAsciiDigit(line[at + 1]) || line[at + 1] == '-');
        return !joins;
    }

    private static int Length(ReadOnlySpan<char> rest)
    {
        foreach (string symbol in LongSymbols)
        {
            if (rest.StartsWith(symbol, StringComparison.Ordinal))
                return symbol.Length;
        }

        if (!IsWord(rest[0]))
            return 1;
        int length = 1;
        while (length < rest.Length && IsWord(rest[length]))
            length++;
        return length;
    }

    private static int TextLength(ReadOnlySpan<char> rest, int lineNumber, int at)
    {
        int end = rest[1..].IndexOf('"');
        return end < 0 ? throw new AssemblyException("Assembling: the quotation mark is not closed", lineNumber, at + 1) : end + 2;
    }

    /// <summary>Whether a character is part of a word.</summary>
    public static bool IsWord(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '$' or '@';
}
