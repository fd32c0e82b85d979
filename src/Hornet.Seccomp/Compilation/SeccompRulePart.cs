// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;

namespace Hornet.Seccomp;

/// <summary>What a rule says about a number of an architecture.</summary>
/// <param name="Number">The number.</param>
/// <param name="Conditions">What must hold.</param>
/// <param name="Verdict">The verdict then.</param>
internal readonly record struct SeccompRulePart(uint Number, ImmutableArray<ArgumentCondition> Conditions, SeccompVerdict Verdict)
{
    /// <summary>The parts of a rule for one of its calls: none where the architecture has no such call, two where it has a second way to make it.</summary>
    public static IEnumerable<SeccompRulePart> Of(SeccompRule rule, string name, SeccompArchitecture architecture)
    {
        if (uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
            yield return new SeccompRulePart(number, rule.Conditions, rule.Verdict);
        else if (architecture.TryGetCall(name, out SystemCall? call))
            yield return new SeccompRulePart(call.Number, rule.Conditions, rule.Verdict);

        // What conditions are about lies in memory then, so a rule with conditions says nothing of the second way.
        if (rule.Conditions.IsEmpty && Multiplexer.TryGet(architecture, name, out SystemCall? through, out ArgumentCondition condition))
            yield return new SeccompRulePart(through.Number, [condition], rule.Verdict);
    }
}
