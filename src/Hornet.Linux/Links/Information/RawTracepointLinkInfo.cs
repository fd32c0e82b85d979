// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>A link to a raw tracepoint.</summary>
public sealed record RawTracepointLinkInfo : KernelLinkInfo
{
    /// <summary>The tracepoint, for example <c>sched_switch</c>.</summary>
    public required string Tracepoint { get; init; }

    /// <summary>What <c>bpf_get_attach_cookie</c> answers (Linux 6.10); 0 where none was given.</summary>
    public required ulong Cookie { get; init; }
}
