// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Bytecode.Classic;

/// <summary>
/// Splits assembly (the grammar of the kernel's bpf_asm) and listings into tokens. Comments are <c>/* */</c>, <c>;</c> to the end of the line,
/// and <c>#</c> at the start of a line.
/// </summary>
internal sealed class ClassicLexer
{
    private readonly string _text;
    private readonly bool _octal;
    private int _position;
    private int _line = 1;
    private int _lineStart;

    private ClassicLexer(string text, bool octal)
    {
        _text = text;
        _octal = octal;
    }

    /// <summary>Splits a text. A leading 0 means octal in assembly; listings pad their numbers with it.</summary>
    public static List<ClassicToken> Split(string text, bool octal)
    {
        var lexer = new ClassicLexer(text, octal);
        var tokens = new List<ClassicToken>();
        do
            tokens.Add(lexer.Next());
        while (tokens[^1].Kind != ClassicTokenKind.End);
        return tokens;
    }

    private ClassicToken Next()
    {
        SkipBlanks();
        int start = _position;
        int column = start - _lineStart + 1;
        if (start == _text.Length)
            return new ClassicToken(ClassicTokenKind.End, "the end", 0, _line, column);
        char c = _text[start];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] == '_'))
                _position++;
            return new ClassicToken(ClassicTokenKind.Word, _text[start.._position], 0, _line, column);
        }

        bool signed = c is '+' or '-' && start + 1 < _text.Length && char.IsAsciiDigit(_text[start + 1]);
        if (char.IsAsciiDigit(c) || signed)
        {
            _position++;
            while (_position < _text.Length && char.IsAsciiLetterOrDigit(_text[_position]))
                _position++;
            string digits = _text[start.._position];
            return new ClassicToken(ClassicTokenKind.Number, digits, Number(digits, column), _line, column);
        }

        _position++;
        return new ClassicToken(ClassicTokenKind.Symbol, c.ToString(), 0, _line, column);
    }

    /// <summary>Decimal with a sign, <c>0x</c> hexadecimal, <c>0b</c> binary, or octal with a leading 0; 32 bits.</summary>
    private uint Number(string text, int column)
    {
        string digits = text.TrimStart('+', '-');
        bool negative = text[0] == '-';
        bool valid;
        ulong value;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            valid = ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        else if (digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase))
            valid = ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out value);
        else if (_octal && digits.Length > 1 && digits[0] == '0')
            valid = TryOctal(digits, out value);
        else
            valid = ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        if (!valid || value > (negative ? 1UL << 31 : uint.MaxValue))
            throw new AssemblyException($"Reading a classic BPF program: {text} is no number of 32 bits", _line, column);
        return negative ? (uint)-(long)value : (uint)value;
    }

    private static bool TryOctal(string digits, out ulong value)
    {
        value = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7' || value > uint.MaxValue)
                return false;
            value = (value * 8) + (uint)(digit - '0');
        }

        return true;
    }

    private void SkipBlanks()
    {
        bool startOfLine = _position == 0;
        while (_position < _text.Length)
        {
            char c = _text[_position];
            if (c == '\n')
            {
                _position++;
                _line++;
                _lineStart = _position;
                startOfLine = true;
            }
            else if (char.IsWhiteSpace(c))
            {
                _position++;
            }
            else if (c == ';' || (c == '#' && startOfLine))
            {
                int end = _text.IndexOf('\n', _position);
                _position = end < 0 ? _text.Length : end;
            }
            else if (c == '/' && _position + 1 < _text.Length && _text[_position + 1] == '*')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipComment()
    {
        int end = _text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        if (end < 0)
            throw new AssemblyException("Reading a classic BPF program: the comment that starts here has no end", _line, _position - _lineStart + 1);
        for (; _position < end + 2; _position++)
        {
            if (_text[_position] == '\n')
            {
                _line++;
                _lineStart = _position + 1;
            }
        }
    }
}
