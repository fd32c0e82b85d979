// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>What the kernel says about a link (<c>struct bpf_link_info</c>). Kinds of links that have more to say are records derived from this one.</summary>
public record KernelLinkInfo
{
    /// <summary>The link's number in this kernel.</summary>
    public required uint Id { get; init; }

    /// <summary>What kind of link it is.</summary>
    public required BpfLinkType Type { get; init; }

    /// <summary>The number of the attached program; 0 where there is none (structures of operations, links that were detached).</summary>
    public required uint ProgramId { get; init; }
}
