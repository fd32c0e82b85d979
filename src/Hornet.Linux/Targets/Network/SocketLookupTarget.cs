// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The look-up of the listening TCP or unconnected UDP socket for what arrives in a network namespace (Linux 5.9): the program chooses a socket of
/// a socket map, drops, or leaves the choice to the kernel. Up to 64 programs run in the order in which they were attached.
/// </summary>
public sealed record SocketLookupTarget : NetworkNamespaceTarget
{
    /// <summary>Creates the target.</summary>
    /// <param name="path">The file of the namespace, or null for the namespace of the thread that attaches.</param>
    public SocketLookupTarget(string? path = null)
        : base(path)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => Path is null ? "netns" : $"netns:{Path}";

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.SkLookup);
        return LinkTo(program, AttachType.SkLookup);
    }
}
