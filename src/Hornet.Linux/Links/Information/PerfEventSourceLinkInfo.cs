// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A link to a counting or sampling event.</summary>
public sealed record PerfEventSourceLinkInfo : PerfEventLinkInfo
{
    /// <summary>The kind of source (<c>PERF_TYPE_HARDWARE</c> 0, <c>PERF_TYPE_SOFTWARE</c> 1, <c>PERF_TYPE_BREAKPOINT</c> 5, …).</summary>
    public required uint SourceType { get; init; }

    /// <summary>The event of that source (<c>PERF_COUNT_SW_CPU_CLOCK</c> 0, …).</summary>
    public required ulong Configuration { get; init; }
}
