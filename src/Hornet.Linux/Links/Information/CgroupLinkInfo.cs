// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A link to a control group.</summary>
public sealed record CgroupLinkInfo : KernelLinkInfo
{
    /// <summary>The control group's number (the inode of its folder); 0 when it is gone.</summary>
    public required ulong CgroupId { get; init; }

    /// <summary>The hook.</summary>
    public required AttachType AttachType { get; init; }
}
