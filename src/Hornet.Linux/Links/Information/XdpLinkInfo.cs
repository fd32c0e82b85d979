// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>An XDP link.</summary>
public sealed record XdpLinkInfo : KernelLinkInfo
{
    /// <summary>The interface's index; 0 when it is gone.</summary>
    public required uint InterfaceIndex { get; init; }
}
