// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Compiler.Ssa;

namespace Hornet.PacketFilters;

/// <summary>Whether a filter can tell packets apart at all.</summary>
public enum FilterOutcomeKind
{
    /// <summary>It may match or not; or neither could be proved.</summary>
    Sometimes,

    /// <summary>It matches no packet.</summary>
    Never,

    /// <summary>
    /// It matches every packet; without the optimiser, every packet that has the bytes which its tests read (<c>tcp or not tcp</c> reads the
    /// type, so that unoptimised a frame of ten bytes does not match).
    /// </summary>
    Always,
}

/// <summary>What is known of a filter before it sees a packet.</summary>
/// <param name="Kind">Never, always, or sometimes.</param>
/// <param name="Reason">Why, naming the parts of the expression that decide it; empty for sometimes.</param>
/// <param name="Parts">Those parts.</param>
public sealed record FilterOutcome(FilterOutcomeKind Kind, string Reason, ImmutableArray<SourceSpan> Parts)
{
    /// <summary>It may match or not.</summary>
    public static FilterOutcome Sometimes { get; } = new(FilterOutcomeKind.Sometimes, "", []);

    /// <summary><c>never matches: …</c> or <c>always matches: …</c>; empty for sometimes.</summary>
    public override string ToString() => Kind == FilterOutcomeKind.Sometimes ? "" : $"{(Kind == FilterOutcomeKind.Never ? "never" : "always")} matches: {Reason}";
}
