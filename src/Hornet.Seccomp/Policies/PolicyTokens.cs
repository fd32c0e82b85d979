// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>The tokens of a policy, read from the first to the last.</summary>
internal sealed class PolicyTokens(List<PolicyToken> tokens, SourceText source)
{
    private int _next;

    /// <summary>Whether all have been read.</summary>
    public bool IsAtEnd => _next >= tokens.Count;

    /// <summary>The one to be read next.</summary>
    public PolicyToken Current => IsAtEnd ? new PolicyToken(PolicyTokenKind.End, new SourceSpan(source, source.Text.Length, 0)) : tokens[_next];

    /// <summary>The one that was read last.</summary>
    public PolicyToken Previous => tokens[_next - 1];

    /// <summary>Reads one; the end of a statement stays.</summary>
    public PolicyToken Next()
    {
        PolicyToken token = Current;
        if (token.Kind != PolicyTokenKind.End)
            _next++;
        return token;
    }

    /// <summary>Reads this word or sign if it is next.</summary>
    public bool TryTake(string text)
    {
        bool found = Current.Is(text);
        if (found)
            _next++;
        return found;
    }

    /// <summary>Reads this word or sign.</summary>
    public void Expect(string text)
    {
        if (!TryTake(text))
            throw new SeccompPolicyException($"'{text}' is wanted{Instead(Current)}.", Current.Location);
    }

    /// <summary>Reads the end of the statement.</summary>
    public void ExpectEnd()
    {
        if (Current.Kind != PolicyTokenKind.End)
            throw new SeccompPolicyException($"The statement should end here{Instead(Current)}.", Current.Location);
        _next++;
    }

    /// <summary>The value of a number: decimal, <c>0x</c>, <c>0o</c> or <c>0b</c>; of a negative one, its 64 bits.</summary>
    public static ulong ReadNumber(PolicyToken token)
    {
        string digits = token.Text.Replace("_", "", StringComparison.Ordinal);
        bool isNegative = digits[0] == '-';
        if (isNegative)
            digits = digits[1..];
        int radix = digits.Length > 1 && digits[0] == '0' ? digits[1] switch { 'x' or 'X' => 16, 'o' => 8, 'b' => 2, _ => 0 } : 10;
        if (radix == 0)
            throw new SeccompPolicyException("A number with a leading 0 could be octal or decimal: write 0o for octal.", token.Location);
        if (radix != 10)
            digits = digits[2..];
        ulong value = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : int.MaxValue;
            if (digit >= radix)
                throw new SeccompPolicyException($"'{c}' is no digit of a number with the base {radix.ToString(CultureInfo.InvariantCulture)}.", token.Location);
            UInt128 next = ((UInt128)value * (uint)radix) + (uint)digit;
            if (next > ulong.MaxValue)
                throw new SeccompPolicyException("The number has more than 64 bits.", token.Location);
            value = (ulong)next;
        }

        if (digits.Length == 0)
            throw new SeccompPolicyException("The number has no digits.", token.Location);
        if (isNegative && value > (ulong)long.MaxValue + 1)
            throw new SeccompPolicyException("The number is less than the least of 64 bits.", token.Location);
        return isNegative ? unchecked(0 - value) : value;
    }

    private static string Instead(PolicyToken token) => token.Kind == PolicyTokenKind.End ? "" : $", not '{token.Text}'";
}
