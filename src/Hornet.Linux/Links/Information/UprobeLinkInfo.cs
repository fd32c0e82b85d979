// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A link to a place of a file: the start or the return of a function.</summary>
public sealed record UprobeLinkInfo : PerfEventLinkInfo
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The place, as an offset into the file.</summary>
    public required uint Offset { get; init; }

    /// <summary>The file offset of the semaphore, or 0.</summary>
    public required ulong ReferenceCounter { get; init; }
}
