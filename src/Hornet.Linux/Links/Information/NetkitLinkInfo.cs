// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A netkit link.</summary>
public sealed record NetkitLinkInfo : KernelLinkInfo
{
    /// <summary>The interface's index; 0 when it is gone.</summary>
    public required uint InterfaceIndex { get; init; }

    /// <summary>The side: primary or peer.</summary>
    public required AttachType AttachType { get; init; }
}
