// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>How far the kernel keeps even root from changing or reading it (<c>/sys/kernel/security/lockdown</c>).</summary>
public enum Lockdown
{
    /// <summary>The kernel does not say: it has no lockdown, or securityfs is not mounted.</summary>
    Unknown = 0,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>The running kernel cannot be changed: <c>bpf_probe_write_user</c> is refused.</summary>
    Integrity,

    /// <summary>Nor can it be read: <c>bpf_probe_read_kernel</c> and all that reads kernel memory are refused too.</summary>
    Confidentiality,
}
