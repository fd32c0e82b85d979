// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A link to a tracepoint.</summary>
public sealed record TracepointLinkInfo : PerfEventLinkInfo
{
    /// <summary>The tracepoint without its category, for example <c>sched_switch</c>.</summary>
    public required string Tracepoint { get; init; }
}
