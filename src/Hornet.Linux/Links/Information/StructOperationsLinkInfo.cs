// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A link of a structure of operations.</summary>
public sealed record StructOperationsLinkInfo : KernelLinkInfo
{
    /// <summary>The map that holds the structure.</summary>
    public required uint MapId { get; init; }
}
