// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>A value of a JSON document with its place in the text, which System.Text.Json does not keep.</summary>
/// <param name="Value">A string, a <see cref="decimal"/>, a Boolean, null, a list of values, or a list of members.</param>
/// <param name="Location">Where it stands.</param>
internal sealed record LocatedJson(object? Value, SourceSpan Location)
{
    /// <summary>Deeper documents are refused; a profile has five levels.</summary>
    private const int MaximumDepth = 32;

    /// <summary>Reads a document (RFC 8259).</summary>
    /// <exception cref="SeccompPolicyException">It is none.</exception>
    public static LocatedJson Parse(SourceText source)
    {
        int position = 0;
        LocatedJson value = ReadValue(source, ref position, 0);
        SkipSpace(source.Text, ref position);
        return position == source.Text.Length ? value : throw Error(source, position, "The document should end here.");
    }

    private static LocatedJson ReadValue(SourceText source, ref int position, int depth)
    {
        if (depth > MaximumDepth)
            throw Error(source, position, "The document is nested too deeply.");
        SkipSpace(source.Text, ref position);
        int start = position;
        object? value = Peek(source.Text, position) switch
        {
            '{' => ReadMembers(source, ref position, depth),
            '[' => ReadItems(source, ref position, depth),
            '"' => ReadString(source, ref position),
            't' => ReadWord(source, ref position, "true", true),
            'f' => ReadWord(source, ref position, "false", false),
            'n' => ReadWord(source, ref position, "null", null),
            '-' or (>= '0' and <= '9') => ReadNumber(source, ref position),
            '\0' when position >= source.Text.Length => throw Error(source, position, "The document ends too early."),
            _ => throw Error(source, position, "A value is wanted."),
        };
        return new LocatedJson(value, new SourceSpan(source, start, position - start));
    }

    private static List<(LocatedJson Name, LocatedJson Value)> ReadMembers(SourceText source, ref int position, int depth)
    {
        var members = new List<(LocatedJson, LocatedJson)>();
        HashSet<string> names = new(StringComparer.Ordinal);
        position++;
        SkipSpace(source.Text, ref position);
        if (Take(source.Text, ref position, '}'))
            return members;
        do
        {
            SkipSpace(source.Text, ref position);
            int start = position;
            if (Peek(source.Text, position) != '"')
                throw Error(source, position, "The name of a member is wanted, in quotation marks.");
            string name = ReadString(source, ref position);
            SourceSpan location = new(source, start, position - start);
            if (!names.Add(name))
                throw new SeccompPolicyException($"'{name}' stands in the object already.", location);
            SkipSpace(source.Text, ref position);
            if (!Take(source.Text, ref position, ':'))
                throw Error(source, position, "A colon is wanted.");
            members.Add((new LocatedJson(name, location), ReadValue(source, ref position, depth + 1)));
            SkipSpace(source.Text, ref position);
        }
        while (Take(source.Text, ref position, ','));
        return Take(source.Text, ref position, '}') ? members : throw Error(source, position, "A comma or a closing brace is wanted.");
    }

    private static List<LocatedJson> ReadItems(SourceText source, ref int position, int depth)
    {
        var items = new List<LocatedJson>();
        position++;
        SkipSpace(source.Text, ref position);
        if (Take(source.Text, ref position, ']'))
            return items;
        do
        {
            items.Add(ReadValue(source, ref position, depth + 1));
            SkipSpace(source.Text, ref position);
        }
        while (Take(source.Text, ref position, ','));
        return Take(source.Text, ref position, ']') ? items : throw Error(source, position, "A comma or a closing bracket is wanted.");
    }

    private static string ReadString(SourceText source, ref int position)
    {
        string text = source.Text;
        var value = new StringBuilder();
        int start = position++;
        while (true)
        {
            if (position >= text.Length || text[position] < ' ')
                throw Error(source, position >= text.Length ? start : position, "The string is not closed.");
            char c = text[position++];
            if (c == '"')
                return value.ToString();
            value.Append(c == '\\' ? ReadEscape(source, ref position) : c);
        }
    }

    private static char ReadEscape(SourceText source, ref int position)
    {
        string text = source.Text;
        char c = Peek(text, position++);
        if (c != 'u')
        {
            int index = "\"\\/bfnrt".IndexOf(c, StringComparison.Ordinal);
            return index >= 0 ? "\"\\/\b\f\n\r\t"[index] : throw Error(source, position - 2, "No such escape.");
        }

        if (position + 4 > text.Length || !ushort.TryParse(text.AsSpan(position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            throw Error(source, position - 2, "Four hexadecimal digits are wanted.");
        position += 4;
        return (char)code;
    }

    private static decimal ReadNumber(SourceText source, ref int position)
    {
        int start = position;
        while (position < source.Text.Length && (char.IsAsciiDigit(source.Text[position]) || source.Text[position] is '-' or '+' or '.' or 'e' or 'E'))
            position++;
        ReadOnlySpan<char> digits = source.Text.AsSpan(start, position - start);
        bool isWellFormed = digits is "0" or "-0" || !digits.TrimStart('-').StartsWith("0") || digits.TrimStart('-').StartsWith("0.") || digits.TrimStart('-').StartsWith("0e");
        return isWellFormed && decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal value)
            ? value
            : throw new SeccompPolicyException("This is no number of JSON.", new SourceSpan(source, start, position - start));
    }

    private static object? ReadWord(SourceText source, ref int position, string word, object? value)
    {
        if (!source.Text.AsSpan(position).StartsWith(word))
            throw Error(source, position, "A value is wanted.");
        position += word.Length;
        return value;
    }

    private static void SkipSpace(string text, ref int position)
    {
        while (position < text.Length && (text[position] is ' ' or '\t' or '\r' or '\n'))
            position++;
    }

    private static bool Take(string text, ref int position, char c)
    {
        bool found = Peek(text, position) == c && position < text.Length;
        if (found)
            position++;
        return found;
    }

    private static char Peek(string text, int position) => position < text.Length ? text[position] : '\0';

    private static SeccompPolicyException Error(SourceText source, int position, string message) =>
        new(message, new SourceSpan(source, Math.Min(position, source.Text.Length), 0));
}
