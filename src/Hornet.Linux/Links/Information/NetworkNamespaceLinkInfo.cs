// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A link to a network namespace.</summary>
public sealed record NetworkNamespaceLinkInfo : KernelLinkInfo
{
    /// <summary>The namespace's inode number; 0 when it is gone.</summary>
    public required uint NamespaceInode { get; init; }

    /// <summary>The hook.</summary>
    public required AttachType AttachType { get; init; }
}
