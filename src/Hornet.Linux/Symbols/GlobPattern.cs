// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Hornet.Linux;

/// <summary>
/// A pattern of names as shells write it: <c>*</c> any characters, <c>?</c> one, <c>[a-z]</c> one of a set, <c>[!a-z]</c> one outside it.
/// Works on UTF-8 bytes and allocates nothing when matching.
/// </summary>
internal sealed class GlobPattern(string pattern)
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create("*?[");

    private readonly byte[] _pattern = Encoding.UTF8.GetBytes(pattern);

    /// <summary>Whether a text has characters that make it a pattern.</summary>
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny(Special);

    /// <summary>Whether the whole text matches.</summary>
    public bool Matches(ReadOnlySpan<byte> text)
    {
        // One point to return to is enough: a later star makes what an earlier one took irrelevant.
        int at = 0, inText = 0, starAt = -1, starInText = 0;
        while (inText < text.Length)
        {
            if (at < _pattern.Length && _pattern[at] == '*')
            {
                starAt = ++at;
                starInText = inText;
            }
            else if (at < _pattern.Length && MatchesOne(at, text[inText], out int next))
            {
                at = next;
                inText++;
            }
            else if (starAt >= 0)
            {
                at = starAt;
                inText = ++starInText;
            }
            else
            {
                return false;
            }
        }

        while (at < _pattern.Length && _pattern[at] == '*')
            at++;
        return at == _pattern.Length;
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool Matches(string text) => Matches(Encoding.UTF8.GetBytes(text));

    private bool MatchesOne(int at, byte value, out int next)
    {
        next = at + 1;
        if (_pattern[at] == '?')
            return true;
        if (_pattern[at] != '[')
            return _pattern[at] == value;

        int i = at + 1;
        bool negated = i < _pattern.Length && _pattern[i] is (byte)'!' or (byte)'^';
        if (negated)
            i++;
        bool found = false;
        // A closing bracket that comes first is one of the set.
        for (int first = i; i < _pattern.Length && (_pattern[i] != ']' || i == first); i++)
        {
            if (i + 2 < _pattern.Length && _pattern[i + 1] == '-' && _pattern[i + 2] != ']')
            {
                found |= _pattern[i] <= value && value <= _pattern[i + 2];
                i += 2;
            }
            else
            {
                found |= _pattern[i] == value;
            }
        }

        // A bracket that is never closed stands for itself.
        if (i >= _pattern.Length)
            return value == '[';
        next = i + 1;
        return found != negated;
    }
}
