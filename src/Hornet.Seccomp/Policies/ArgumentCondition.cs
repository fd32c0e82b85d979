// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Seccomp;

/// <summary>A condition on an argument: <c>(argument &amp; mask) comparison value</c>.</summary>
/// <param name="Index">Which argument, from 0 to 5.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Value">With what.</param>
/// <param name="Mask">
/// The bits that count. The kernel looks at the lower 32 bits only of arguments that are C integers, while filters see all 64: a rule that forbids
/// a value of such an argument wants the mask 0xffffffff, because a caller may set the bits above.
/// </param>
public readonly record struct ArgumentCondition(int Index, ArgumentComparison Comparison, ulong Value, ulong Mask = ulong.MaxValue)
{
    private static readonly string[] Symbols = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>Whether an argument fulfils it.</summary>
    /// <param name="argument">The argument's value.</param>
    public bool Holds(ulong argument)
    {
        ulong seen = argument & Mask;
        return Comparison switch
        {
            ArgumentComparison.Equal => seen == Value,
            ArgumentComparison.NotEqual => seen != Value,
            ArgumentComparison.Less => seen < Value,
            ArgumentComparison.LessOrEqual => seen <= Value,
            ArgumentComparison.Greater => seen > Value,
            _ => seen >= Value,
        };
    }

    /// <summary>The form policies have: <c>arg0 == 1</c>, <c>int(arg1) == 0x5412</c>, <c>arg2 &amp; 0x4 == 0</c>.</summary>
    public override string ToString()
    {
        string argument = string.Create(CultureInfo.InvariantCulture, $"arg{Index}");
        string subject = Mask switch
        {
            ulong.MaxValue => argument,
            uint.MaxValue when Value <= uint.MaxValue => $"int({argument})",
            _ => $"{argument} & {Number(Mask)}",
        };
        return $"{subject} {Symbols[(int)Comparison]} {Number(Value)}";
    }

    private static string Number(ulong value) =>
        value < 10_000 ? value.ToString(CultureInfo.InvariantCulture) : "0x" + value.ToString("x", CultureInfo.InvariantCulture);
}
