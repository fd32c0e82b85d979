// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A link of an iterator.</summary>
public sealed record IteratorLinkInfo : KernelLinkInfo
{
    /// <summary>What it goes over, for example <c>task</c> or <c>bpf_map_elem</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The map whose elements it goes over; otherwise 0.</summary>
    public uint MapId { get; init; }

    /// <summary>The control group it starts at; otherwise 0.</summary>
    public ulong CgroupId { get; init; }

    /// <summary>In which order it goes over control groups.</summary>
    public CgroupIteratorOrder CgroupOrder { get; init; }

    /// <summary>The thread whose tasks, files or memory it goes over; 0 for all.</summary>
    public uint ThreadId { get; init; }

    /// <summary>The process whose tasks, files or memory it goes over; 0 for all.</summary>
    public uint ProcessId { get; init; }
}
