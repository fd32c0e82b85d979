// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Linux;

/// <summary>A link to many kernel functions.</summary>
public sealed record KprobeMultiLinkInfo : KernelLinkInfo
{
    /// <summary>How many functions.</summary>
    public required uint Count { get; init; }

    /// <summary>Flags; 1 runs at the functions' return (<c>BPF_F_KPROBE_MULTI_RETURN</c>).</summary>
    public required uint Flags { get; init; }

    /// <summary>How many hits were not run because the program was running on that CPU already.</summary>
    public required ulong Missed { get; init; }

    /// <summary>The functions' addresses; all 0 where the kernel hides them (<c>kernel.kptr_restrict</c>).</summary>
    public required ImmutableArray<ulong> Addresses { get; init; }

    /// <summary>The functions' cookies, in the order of <see cref="Addresses"/>.</summary>
    public required ImmutableArray<ulong> Cookies { get; init; }
}
