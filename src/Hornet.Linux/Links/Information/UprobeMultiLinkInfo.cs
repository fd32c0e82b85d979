// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Linux;

/// <summary>A link to many places of a file.</summary>
public sealed record UprobeMultiLinkInfo : KernelLinkInfo
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The places, as offsets into the file.</summary>
    public required ImmutableArray<ulong> Offsets { get; init; }

    /// <summary>The file offsets of the semaphores, in the order of <see cref="Offsets"/>; 0 for none.</summary>
    public required ImmutableArray<ulong> ReferenceCounters { get; init; }

    /// <summary>The places' cookies, in the same order.</summary>
    public required ImmutableArray<ulong> Cookies { get; init; }

    /// <summary>Flags; 1 runs at the functions' return (<c>BPF_F_UPROBE_MULTI_RETURN</c>).</summary>
    public required uint Flags { get; init; }

    /// <summary>The only process it is for, in the reader's process namespace; 0 for all.</summary>
    public required uint ProcessId { get; init; }
}
