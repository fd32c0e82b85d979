// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace Hornet.Verification;

/// <summary>
/// What a host in user space offers to programs in the place of a kernel. Functions of the host's own that Linux does not know are its
/// responsibility: they may be given any initialised values, are taken to write wherever a pointer to the stack leads, and return any number.
/// </summary>
public sealed record HostEnvironment
{
    /// <summary>The numbers of helpers that the host defines itself, whether new ones or in the place of Linux's.</summary>
    public ImmutableHashSet<int> Helpers { get; init; } = [];

    /// <summary>The names of the kernel functions that the host has.</summary>
    public ImmutableHashSet<string> KernelFunctions { get; init; } = [];

    /// <summary>The kernel variables that the host has, with the bytes of each that programs may read.</summary>
    public ImmutableDictionary<string, int> Symbols { get; init; } = ImmutableDictionary<string, int>.Empty;
}
