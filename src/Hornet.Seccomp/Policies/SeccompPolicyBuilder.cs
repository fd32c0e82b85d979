// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Seccomp;

/// <summary>Builds a <see cref="SeccompPolicy"/>; each method adds to it and returns it. Rules are asked in the order in which they are added.</summary>
/// <param name="defaultVerdict">What calls get that no rule is about.</param>
public sealed class SeccompPolicyBuilder(SeccompVerdict defaultVerdict)
{
    private readonly List<SeccompRule> _rules = [];
    private readonly List<SeccompArchitecture> _architectures = [];
    private SeccompVerdict _unknownArchitecture = SeccompVerdict.KillProcess;
    private SeccompFlags _flags;

    /// <summary>Adds architectures that the policy is about; without any it is about that of this process.</summary>
    public SeccompPolicyBuilder For(params ReadOnlySpan<SeccompArchitecture> architectures)
    {
        foreach (SeccompArchitecture architecture in architectures)
        {
            ArgumentNullException.ThrowIfNull(architecture);
            if (!_architectures.Contains(architecture))
                _architectures.Add(architecture);
        }

        return this;
    }

    /// <summary>Says what calls of other architectures get.</summary>
    public SeccompPolicyBuilder OtherArchitectures(SeccompVerdict verdict)
    {
        _unknownArchitecture = verdict;
        return this;
    }

    /// <summary>Adds flags for the installation.</summary>
    public SeccompPolicyBuilder With(SeccompFlags flags)
    {
        _flags |= flags;
        return this;
    }

    /// <summary>Allows calls, whatever their arguments.</summary>
    public SeccompPolicyBuilder Allow(params ReadOnlySpan<string> calls) => On(calls).Allow();

    /// <summary>Fails calls with an error number.</summary>
    public SeccompPolicyBuilder Deny(ushort errno, params ReadOnlySpan<string> calls) => On(calls).Apply(SeccompVerdict.Errno(errno));

    /// <summary>Begins a rule about calls.</summary>
    public SeccompRuleBuilder On(params ReadOnlySpan<string> calls) => new(this, [.. calls]);

    /// <summary>The policy as it is now.</summary>
    /// <exception cref="SeccompPolicyException">A rule names a call that no architecture has.</exception>
    public SeccompPolicy Build()
    {
        ImmutableArray<SeccompArchitecture> architectures = _architectures.Count == 0 ? [SeccompArchitecture.Current] : [.. _architectures];
        foreach (SeccompRule rule in _rules)
        {
            foreach (string call in rule.Calls)
                PolicyWords.CheckCall(call, default);
        }

        return new SeccompPolicy
        {
            Default = defaultVerdict,
            UnknownArchitecture = _unknownArchitecture,
            Architectures = architectures,
            Rules = [.. _rules],
            Flags = _flags,
        };
    }

    internal SeccompPolicyBuilder Add(SeccompRule rule)
    {
        _rules.Add(rule);
        return this;
    }
}
