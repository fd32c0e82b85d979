// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A link to the start or the return of a kernel function, or to a place in one.</summary>
public sealed record KprobeLinkInfo : PerfEventLinkInfo
{
    /// <summary>The function; empty where only the address was given.</summary>
    public required string Function { get; init; }

    /// <summary>The place, in bytes from the function's start.</summary>
    public required uint Offset { get; init; }

    /// <summary>The address; 0 where the kernel hides it.</summary>
    public required ulong Address { get; init; }

    /// <summary>How many hits were not run.</summary>
    public required ulong Missed { get; init; }
}
