// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>How a policy is made of what a program did.</summary>
public sealed record RecordOptions
{
    /// <summary>What calls get that the program did not make; <c>errno(EPERM)</c>.</summary>
    public SeccompVerdict Default { get; init; } = SeccompVerdict.Errno(1);

    /// <summary>Whether rules also ask for the values seen of the arguments that choose what a call does: socket families, requests of ioctl, …</summary>
    public bool WithArguments { get; init; }
}
