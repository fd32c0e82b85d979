// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>A link of a tracing program (<c>fentry</c>, <c>fexit</c>, <c>fmod_ret</c>, BTF raw tracepoint, LSM) or of a program that replaces a function of another.</summary>
public sealed record TracingLinkInfo : KernelLinkInfo
{
    /// <summary>How it is attached.</summary>
    public required AttachType AttachType { get; init; }

    /// <summary>The program whose function is replaced or traced, or the BTF object (the kernel's, a module's) that the target is in.</summary>
    public required uint TargetObjectId { get; init; }

    /// <summary>The target's type in that BTF.</summary>
    public required uint TargetBtfId { get; init; }

    /// <summary>What <c>bpf_get_attach_cookie</c> answers; kernels before 6.18 do not say.</summary>
    public required ulong Cookie { get; init; }
}
