// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Seccomp;

/// <summary>The restriction a process is under (<c>SECCOMP_MODE_</c> of linux/seccomp.h).</summary>
public enum SeccompMode
{
    /// <summary>None.</summary>
    Disabled,

    /// <summary>It may read, write, return from signals and exit, nothing else.</summary>
    Strict,

    /// <summary>Filters decide.</summary>
    Filter,
}
