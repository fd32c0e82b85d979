// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A tcx link.</summary>
public sealed record TcxLinkInfo : KernelLinkInfo
{
    /// <summary>The interface's index; 0 when it is gone.</summary>
    public required uint InterfaceIndex { get; init; }

    /// <summary>The direction.</summary>
    public required AttachType AttachType { get; init; }
}
