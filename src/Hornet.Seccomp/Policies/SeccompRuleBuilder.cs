// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Seccomp;

/// <summary>A rule being built; the verdict ends it.</summary>
public sealed class SeccompRuleBuilder
{
    private readonly SeccompPolicyBuilder _policy;
    private readonly ImmutableArray<string> _calls;
    private readonly List<ArgumentCondition> _conditions = [];
    private ImmutableArray<SeccompArchitecture> _architectures = [];

    internal SeccompRuleBuilder(SeccompPolicyBuilder policy, ImmutableArray<string> calls)
    {
        if (calls.IsEmpty)
            throw new ArgumentException("A rule is about at least one call.", nameof(calls));
        _policy = policy;
        _calls = calls;
    }

    /// <summary>Adds conditions; all must hold.</summary>
    public SeccompRuleBuilder When(params ReadOnlySpan<ArgumentCondition> conditions)
    {
        _conditions.AddRange(conditions);
        return this;
    }

    /// <summary>Has the rule hold on some architectures only.</summary>
    public SeccompRuleBuilder Only(params ReadOnlySpan<SeccompArchitecture> architectures)
    {
        _architectures = [.. architectures];
        return this;
    }

    /// <summary>Allows the call.</summary>
    public SeccompPolicyBuilder Allow() => Apply(SeccompVerdict.Allow);

    /// <summary>Fails the call with an error number.</summary>
    public SeccompPolicyBuilder Deny(ushort errno) => Apply(SeccompVerdict.Errno(errno));

    /// <summary>Gives the call any verdict.</summary>
    public SeccompPolicyBuilder Apply(SeccompVerdict verdict) =>
        _policy.Add(new SeccompRule { Verdict = verdict, Calls = _calls, Conditions = [.. _conditions], Architectures = _architectures });
}
