// SPDX-License-Identifier: Apache-2.0
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>A condition as it is written; the argument's name is looked up when the calls and architectures are known.</summary>
/// <param name="Argument">The word for the argument.</param>
/// <param name="Mask">The bits that count.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Value">With what.</param>
internal sealed record PolicyConditionSyntax(PolicyToken Argument, ulong Mask, ArgumentComparison Comparison, ulong Value)
{
    private static readonly string[] Signs = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>Reads a condition: <c>argument [&amp; mask] sign value</c>, or <c>int(argument) …</c> for its lower 32 bits.</summary>
    public static PolicyConditionSyntax Read(PolicyTokens tokens)
    {
        bool isInt = false;
        bool isInParentheses = tokens.TryTake("(");
        PolicyToken argument = tokens.Next();
        if (!isInParentheses && argument.Is("int") && tokens.TryTake("("))
        {
            isInt = true;
            argument = tokens.Next();
        }

        if (argument.Kind != PolicyTokenKind.Word)
            throw new SeccompPolicyException("An argument is wanted: arg0 to arg5, or its name.", argument.Location);
        if (isInt)
            tokens.Expect(")");
        ulong mask = isInt ? uint.MaxValue : ulong.MaxValue;
        if (tokens.TryTake("&"))
            mask &= ReadValue(tokens, isInt);
        if (isInParentheses)
            tokens.Expect(")");

        PolicyToken sign = tokens.Next();
        int comparison = Array.FindIndex(Signs, s => sign.Is(s));
        if (comparison < 0)
            throw new SeccompPolicyException($"A comparison is wanted: {string.Join(' ', Signs)}.", sign.Location);
        SourceSpan valueStart = tokens.Current.Location;
        ulong value = ReadValue(tokens, isInt);
        if ((value & ~mask) != 0 && comparison <= 1)
        {
            throw new SeccompPolicyException(
                comparison == 0 ? "The value has bits that the mask leaves out, so this never holds." : "The value has bits that the mask leaves out, so this always holds.",
                valueStart.To(tokens.Previous.Location));
        }

        return new PolicyConditionSyntax(argument, mask, (ArgumentComparison)comparison, value);
    }

    /// <summary>The place of the argument among those of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="architectures">Where the rule holds.</param>
    public int IndexIn(PolicyToken call, IEnumerable<SeccompArchitecture> architectures)
    {
        string name = Argument.Text;
        if (name.Length == 4 && name.StartsWith("arg", StringComparison.Ordinal) && name[3] is >= '0' and <= '5')
            return name[3] - '0';
        int? found = null;
        foreach (SeccompArchitecture architecture in architectures)
        {
            if (!architecture.TryGetCall(call.Text, out SystemCall? known))
                continue;
            int index = known.ArgumentNames.IsDefault ? -1 : known.ArgumentNames.IndexOf(name);
            if (index < 0)
                throw new SeccompPolicyException($"{call.Text} has no argument '{name}' on {architecture}: it is {known}. arg0 to arg5 can always be written.", Argument.Location);
            if (found is not null && found != index)
                throw new SeccompPolicyException($"'{name}' is not the same argument of {call.Text} on all architectures of the policy: write arg0 to arg5, and 'on' which.", Argument.Location);
            found = index;
        }

        return found ?? throw new SeccompPolicyException($"{call.Text} is a call of no architecture the rule is for, so '{name}' has no meaning: write arg0 to arg5.", Argument.Location);
    }

    private static ulong ReadValue(PolicyTokens tokens, bool isInt)
    {
        ulong value = 0;
        do
        {
            PolicyToken token = tokens.Next();
            ulong part;
            if (token.Kind == PolicyTokenKind.Number)
                part = PolicyTokens.ReadNumber(token);
            else if (token.Kind != PolicyTokenKind.Word)
                throw new SeccompPolicyException("A value is wanted: a number or the name of a constant.", token.Location);
            else if (!PolicyConstants.TryGet(token.Text, out part))
                throw new SeccompPolicyException($"There is no constant '{token.Text}' that has one value on all architectures: write the number.", token.Location);
            if (isInt)
                part = AsInt(part, token);
            value |= part;
        }
        while (tokens.TryTake("|"));
        return value;
    }

    /// <summary>A value of a C integer: negative ones have the bits above 32 set, which do not count.</summary>
    private static ulong AsInt(ulong value, PolicyToken token) => unchecked((long)value) switch
    {
        >= int.MinValue and <= uint.MaxValue => (uint)value,
        _ => throw new SeccompPolicyException("The value does not fit into 32 bits.", token.Location),
    };
}
