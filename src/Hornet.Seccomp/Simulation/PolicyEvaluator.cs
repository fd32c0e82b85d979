// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;

namespace Hornet.Seccomp;

/// <summary>Answers a call by asking the rules one after the other, without compiling them: what compiled programs are compared with.</summary>
internal static class PolicyEvaluator
{
    /// <summary>What a call gets.</summary>
    public static SeccompVerdict Evaluate(SeccompPolicy policy, in SeccompCall call)
    {
        SeccompArchitecture? architecture = null;
        foreach (SeccompArchitecture candidate in policy.Architectures)
        {
            if (candidate.AuditValue == call.AuditValue && IsOf(candidate, call.Number))
                architecture = candidate;
        }

        if (architecture is null)
            return policy.UnknownArchitecture;
        foreach (SeccompRule rule in policy.Rules)
        {
            if (!rule.AppliesTo(architecture))
                continue;
            foreach (string name in rule.Calls)
            {
                if (Names(architecture, name, call.Number) && Hold(rule.Conditions, call.Arguments))
                    return rule.Verdict;
                if (rule.Conditions.IsEmpty && Multiplexer.TryGet(architecture, name, out SystemCall? through, out ArgumentCondition condition)
                    && through.Number == call.Number && condition.Holds(call.Arguments[condition.Index]))
                    return rule.Verdict;
            }
        }

        return policy.Default;
    }

    /// <summary>Numbers of x86_64 and x32 differ by a bit; all others have all numbers.</summary>
    private static bool IsOf(SeccompArchitecture architecture, uint number) =>
        architecture.AuditValue != SeccompArchitecture.X64.AuditValue || (number >= SeccompArchitecture.X32Bit) == (architecture.NumberBit != 0);

    private static bool Names(SeccompArchitecture architecture, string name, uint number) =>
        uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint given)
            ? given == number
            : architecture.TryGetCall(name, out SystemCall? call) && call.Number == number;

    private static bool Hold(ImmutableArray<ArgumentCondition> conditions, ReadOnlySpan<ulong> arguments)
    {
        foreach (ArgumentCondition condition in conditions)
        {
            if (!condition.Holds(arguments[condition.Index]))
                return false;
        }

        return true;
    }
}
