// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Compiler.Ssa;

namespace Hornet.Seccomp;

/// <summary>A rule: the verdict about calls whose arguments fulfil all conditions.</summary>
public sealed class SeccompRule
{
    /// <summary>The verdict.</summary>
    public required SeccompVerdict Verdict { get; init; }

    /// <summary>The calls, by name, or by number for calls without a name.</summary>
    public required ImmutableArray<string> Calls { get; init; }

    /// <summary>What all must hold; none for every call of the name.</summary>
    public ImmutableArray<ArgumentCondition> Conditions { get; init; } = [];

    /// <summary>Where the rule holds; none for all architectures of the policy.</summary>
    public ImmutableArray<SeccompArchitecture> Architectures { get; init; } = [];

    /// <summary>The part of the policy's text it comes from.</summary>
    public SourceSpan Location { get; init; }

    /// <summary>Whether the rule holds on an architecture.</summary>
    /// <param name="architecture">The architecture.</param>
    public bool AppliesTo(SeccompArchitecture architecture) => Architectures.IsEmpty || Architectures.Contains(architecture);

    /// <summary>The form policies have: <c>allow socket on x86_64 when arg0 == 1</c>.</summary>
    public override string ToString() =>
        $"{Verdict} {string.Join(", ", Calls)}"
        + (Architectures.IsEmpty ? "" : " on " + string.Join(", ", Architectures))
        + (Conditions.IsEmpty ? "" : " when " + string.Join(" and ", Conditions));
}
