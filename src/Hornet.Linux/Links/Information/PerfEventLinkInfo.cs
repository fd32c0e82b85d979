// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A link to a perf event. Kernels from 6.6 on say which; what they say is in derived records.</summary>
public record PerfEventLinkInfo : KernelLinkInfo
{
    /// <summary>What kind of event it is; <see cref="PerfEventLinkType.Unspec"/> where the kernel does not say.</summary>
    public required PerfEventLinkType EventKind { get; init; }

    /// <summary>What <c>bpf_get_attach_cookie</c> answers; 0 where none was given.</summary>
    public ulong Cookie { get; init; }
}
