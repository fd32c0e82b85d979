// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Seccomp;

/// <summary>What the conditions of an OCI or Docker profile (<c>includes</c>, <c>excludes</c>, <c>archMap</c>) are asked about.</summary>
public sealed record SeccompProfileOptions
{
    /// <summary>The architecture the profile is for; null for that of this process.</summary>
    public SeccompArchitecture? Architecture { get; init; }

    /// <summary>The capabilities of the process (<c>CAP_SYS_ADMIN</c>, …); none by default, so that what only privileged processes get is left out.</summary>
    public ImmutableHashSet<string> Capabilities { get; init; } = [];

    /// <summary>The kernel's version, for <c>minKernel</c>; null for that of this machine.</summary>
    public Version? Kernel { get; init; }
}
