// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters.Syntax;

/// <summary>
/// Cuts an expression into words. Of the words that can start at a place the longest counts, and of equally long ones keyword, address,
/// number, name, in this order; so <c>6000-6063</c> and <c>80a</c> are names, and <c>10-5</c> is no subtraction.
/// </summary>
internal sealed class FilterLexer(SourceText source)
{
    /// <summary>The longest IPv6 address: eight groups of four digits, the last two as IPv4.</summary>
    private const int LongestIpv6Address = 45;

    private static readonly string[] s_symbols = ["<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "%", "&", "|", "^", "<", ">", "=", "!", "(", ")", "[", "]", ":"];

    private readonly string _text = source.Text;
    private int _position;

    /// <summary>The next word.</summary>
    /// <exception cref="PacketFilterException">What stands there is none.</exception>
    public FilterToken Next()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t' or '\r' or '\n')
            _position++;
        if (_position == _text.Length)
            return new FilterToken(FilterTokenKind.End, "", 0, new SourceSpan(source, _position, 0));
        char first = _text[_position];
        if (first == '\\')
            return EscapedName();
        if (first == '$')
            return ArcnetAddress();
        if (AddressWithColons() is { } address)
            return address;
        if (char.IsAsciiLetterOrDigit(first))
            return Word();
        return Symbol();
    }

    private FilterToken Take(FilterTokenKind kind, int length, string? text = null, uint number = 0)
    {
        var span = new SourceSpan(source, _position, length);
        _position += length;
        return new FilterToken(kind, text ?? span.Text.ToString(), number, span);
    }

    private PacketFilterException Error(string reason, int length) => new(reason, new SourceSpan(source, _position, length));

    /// <summary>A backslash makes a name of a keyword, and of any other characters up to a space or a parenthesis.</summary>
    private FilterToken EscapedName()
    {
        int end = _position + 1;
        while (end < _text.Length && _text[end] is not (' ' or '!' or '(' or ')' or '\n' or '\t'))
            end++;
        if (end == _position + 1)
            throw Error("a backslash stands before a name, as in `ip proto \\tcp`; no name follows this one", 1);
        return Take(FilterTokenKind.Name, end - _position, _text[(_position + 1)..end]);
    }

    private FilterToken ArcnetAddress()
    {
        int length = 1;
        while (length < 3 && _position + length < _text.Length && char.IsAsciiHexDigit(_text[_position + length]))
            length++;
        if (length == 1)
            throw Error("`$` starts an ARCnet address of one or two hexadecimal digits, as `$1f`; none follows", 1);
        return Take(FilterTokenKind.ArcnetAddress, length);
    }

    /// <summary>Addresses with colons: none when fewer than two colons follow, as in <c>ip[6:2]</c>.</summary>
    private FilterToken? AddressWithColons()
    {
        int run = 0, colons = 0;
        while (_position + run < _text.Length && (char.IsAsciiHexDigit(_text[_position + run]) || _text[_position + run] is ':' or '.'))
            colons += _text[_position + run++] == ':' ? 1 : 0;
        if (colons < 2)
            return null;
        ReadOnlySpan<char> characters = _text.AsSpan(_position, run);
        for (int length = Math.Min(run, LongestIpv6Address); length >= 2; length--)
        {
            ReadOnlySpan<char> candidate = characters[..length];
            if (candidate.Count(':') >= 2 && IPAddress.TryParse(candidate, out IPAddress? ip) && ip.AddressFamily == AddressFamily.InterNetworkV6)
            {
                if (length < run)
                    break;
                return Take(FilterTokenKind.Ipv6Address, length);
            }
        }
        if (LinkAddressGroups(characters, ':', 6, 2))
            return Take(FilterTokenKind.LinkAddress, run);
        string kind = characters.IndexOf("::") >= 0 || characters.IndexOf('.') >= 0 || colons > 5 ? "an IPv6 address" : "a link address of six bytes or an IPv6 address";
        throw Error($"`{characters}` is not {kind}", run);
    }

    /// <summary>Whether characters are groups of one to so many hexadecimal digits; groups of four have all four.</summary>
    private static bool LinkAddressGroups(ReadOnlySpan<char> characters, char separator, int groups, int digits)
    {
        int count = 0;
        foreach (Range range in characters.Split(separator))
        {
            ReadOnlySpan<char> group = characters[range];
            if (++count > groups || group.Length == 0 || group.Length > digits || (digits > 2 && group.Length != digits))
                return false;
            foreach (char digit in group)
            {
                if (!char.IsAsciiHexDigit(digit))
                    return false;
            }
        }
        return count == groups;
    }

    private FilterToken Word()
    {
        int length = 1;
        while (_position + length < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position + length]) || _text[_position + length] is '-' or '_' or '.'))
            length++;
        while (_text[_position + length - 1] is '-' or '_')
            length--;
        ReadOnlySpan<char> word = _text.AsSpan(_position, length);
        if (FilterKeywords.Words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out string? keyword))
            return Take(FilterTokenKind.Keyword, length, keyword);
        if (FilterKeywords.Numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out uint constant))
            return Take(FilterTokenKind.Number, length, null, constant);
        if (LinkAddressGroups(word, '-', 6, 2) || LinkAddressGroups(word, '.', 6, 2) || LinkAddressGroups(word, '.', 3, 4) || (length == 12 && LinkAddressGroups(word, '.', 1, 12)))
            return Take(FilterTokenKind.LinkAddress, length);
        if (IsNumber(word))
            return Take(FilterTokenKind.Number, length, null, NumberValue(word));
        if (word.Count('.') is >= 1 and <= 3 && IsDottedNumber(word))
            return Take(FilterTokenKind.DottedNumber, length);
        return Take(FilterTokenKind.Name, length);
    }

    private static bool IsDottedNumber(ReadOnlySpan<char> word)
    {
        foreach (Range part in word.Split('.'))
        {
            if (!IsNumber(word[part]))
                return false;
        }
        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> word)
    {
        bool hexadecimal = word.Length > 2 && word[0] == '0' && word[1] is 'x' or 'X';
        foreach (char digit in hexadecimal ? word[2..] : word)
        {
            if (hexadecimal ? !char.IsAsciiHexDigit(digit) : !char.IsAsciiDigit(digit))
                return false;
        }
        return !word.IsEmpty;
    }

    /// <summary>The value in C's manner: hexadecimal after <c>0x</c>, octal after <c>0</c>.</summary>
    private uint NumberValue(ReadOnlySpan<char> word)
    {
        (int start, uint radix) = word.Length > 1 && word[0] == '0' ? (word[1] is 'x' or 'X' ? (2, 16u) : (1, 8u)) : (0, 10u);
        ulong value = 0;
        foreach (char digit in word[start..])
        {
            uint digitValue = char.IsAsciiDigit(digit) ? (uint)(digit - '0') : (uint)((digit | 0x20) - 'a' + 10);
            if (digitValue >= radix)
                throw Error($"`{word}` starts with 0 and so is octal, which has no digit {digit}", word.Length);
            value = (value * radix) + digitValue;
            if (value > uint.MaxValue)
                throw Error($"`{word}` does not fit in 32 bits; the greatest number is 4294967295", word.Length);
        }
        return (uint)value;
    }

    private FilterToken Symbol()
    {
        ReadOnlySpan<char> rest = _text.AsSpan(_position);
        foreach (string symbol in s_symbols)
        {
            if (!rest.StartsWith(symbol))
                continue;
            return symbol switch
            {
                "&&" => Take(FilterTokenKind.Keyword, 2, "and"),
                "||" => Take(FilterTokenKind.Keyword, 2, "or"),
                "!" => Take(FilterTokenKind.Keyword, 1, "not"),
                "==" => Take(FilterTokenKind.Symbol, 2, "="),
                _ => Take(FilterTokenKind.Symbol, symbol.Length, symbol),
            };
        }
        int length = char.IsHighSurrogate(rest[0]) && rest.Length > 1 && char.IsLowSurrogate(rest[1]) ? 2 : 1;
        string shown = char.IsControl(rest[0]) || char.IsSurrogate(rest[0]) && length == 1 ? $"the character U+{(int)rest[0]:X4}" : $"`{rest[..length]}`";
        throw Error($"{shown} has no meaning in a filter expression", length);
    }
}
