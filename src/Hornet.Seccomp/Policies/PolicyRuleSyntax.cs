// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>A rule as it is written.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Calls">The calls.</param>
/// <param name="Only">Where it holds; none for everywhere.</param>
/// <param name="Alternatives">Groups of conditions, of which one must hold as a whole; none for no condition.</param>
internal sealed record PolicyRuleSyntax(
    SeccompVerdict Verdict, List<PolicyToken> Calls, ImmutableArray<SeccompArchitecture> Only, List<List<PolicyConditionSyntax>> Alternatives)
{
    /// <summary>The rules it stands for: one a group of conditions.</summary>
    public IEnumerable<SeccompRule> Resolve(ImmutableArray<SeccompArchitecture> architectures, SourceSpan location)
    {
        foreach (SeccompArchitecture architecture in Only)
        {
            if (!architectures.Contains(architecture))
                throw new SeccompPolicyException($"The policy is not about {architecture}: name it under 'architectures'.", location);
        }

        ImmutableArray<string> names = [.. Calls.Select(NameOf)];
        if (Alternatives.Count == 0)
            return [new SeccompRule { Verdict = Verdict, Calls = names, Architectures = Only, Location = location }];
        ImmutableArray<SeccompArchitecture> where = Only.IsEmpty ? architectures : Only;
        return Alternatives.Select(group => new SeccompRule
        {
            Verdict = Verdict,
            Calls = names,
            Architectures = Only,
            Conditions = [.. group.Select(condition => new ArgumentCondition(Index(condition, where), condition.Comparison, condition.Value, condition.Mask))],
            Location = location,
        });
    }

    private static string NameOf(PolicyToken call) =>
        call.Kind == PolicyTokenKind.Number ? PolicyTokens.ReadNumber(call).ToString(CultureInfo.InvariantCulture) : call.Text;

    private int Index(PolicyConditionSyntax condition, ImmutableArray<SeccompArchitecture> where)
    {
        int index = condition.IndexIn(Calls[0], where);
        foreach (PolicyToken call in Calls.Skip(1))
        {
            if (condition.IndexIn(call, where) != index)
                throw new SeccompPolicyException($"'{condition.Argument.Text}' is not the same argument of {Calls[0].Text} and {call.Text}: write two rules.", condition.Argument.Location);
        }

        return index;
    }
}
