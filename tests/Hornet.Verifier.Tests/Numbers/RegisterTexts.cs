// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hornet.Verification.Tests.Numbers;

/// <summary>The registers that hold numbers in one state of the kernel's log.</summary>
internal sealed partial class RegisterTexts
{
    private readonly Dictionary<int, (string Text, string Identity)> _registers = [];
    private readonly string _state;

    /// <summary>Reads a state such as <c>R0=scalar(id=1,umax=7) R6=5</c>.</summary>
    public RegisterTexts(string state)
    {
        _state = state;
        foreach (Match match in Registers().Matches(state))
        {
            Match identity = Identity().Match(match.Groups["number"].Value);
            string text = identity.Success ? match.Groups["number"].Value.Remove(identity.Index, identity.Length) : match.Groups["number"].Value;
            _registers[int.Parse(match.Groups["register"].Value, CultureInfo.InvariantCulture)] = (text, identity.Groups["id"].Value);
        }
    }

    /// <summary>The numbers in the parentheses of a pointer to the context, without the constant part of its offset; null where it is not shown.</summary>
    public string? ContextOffset(int register)
    {
        Match match = Regex.Match(_state, $@"\bR{register}=ctx\((?:off=-?\w+,?)?(?<offset>(?:[^()]|\([^()]*\))*)\)");
        return match.Success ? $"scalar({match.Groups["offset"].Value})" : null;
    }

    /// <summary>The registers shown.</summary>
    public IEnumerable<int> Numbers => _registers.Keys;

    /// <summary>The text of a register's number without its identity; null where it is not shown.</summary>
    public string? this[int register] => _registers.TryGetValue(register, out (string Text, string Identity) shown) ? shown.Text : null;

    /// <summary>The identity of a register's number, by which the kernel knows registers of the same origin; empty where there is none.</summary>
    public string IdentityOf(int register) => _registers[register].Identity;

    [GeneratedRegex(@"\bR(?<register>\d+)=P?(?<number>scalar\((?:[^()]|\([^()]*\))*\)|-?\d\w*)(?= |$)")]
    private static partial Regex Registers();

    [GeneratedRegex(@"id=(?<id>\d+)(?:[+-]\d+)?,?")]
    private static partial Regex Identity();
}
