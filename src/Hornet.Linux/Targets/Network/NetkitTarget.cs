// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// One end of a netkit pair (Linux 6.7): programs see the packets that leave that end. Both ends are attached to through the primary interface, so
/// that whoever has the peer cannot change them.
/// </summary>
public sealed record NetkitTarget : OrderedInterfaceTarget
{
    /// <summary>Creates the target.</summary>
    /// <param name="interfaceName">The name of the primary interface in the network namespace of the thread that attaches.</param>
    /// <param name="isPeer">The end: the peer rather than the primary interface.</param>
    public NetkitTarget(string interfaceName, bool isPeer = false)
        : base(interfaceName) => IsPeer = isPeer;

    /// <summary>Creates the target.</summary>
    /// <param name="interfaceIndex">The number of the primary interface in the network namespace of the thread that attaches.</param>
    /// <param name="isPeer">The end: the peer rather than the primary interface.</param>
    public NetkitTarget(int interfaceIndex, bool isPeer = false)
        : base(interfaceIndex) => IsPeer = isPeer;

    /// <summary>The end: the peer rather than the primary interface.</summary>
    public bool IsPeer { get; }

    /// <inheritdoc/>
    public override string ToString() => $"netkit:{InterfaceText}:{(IsPeer ? "peer" : "primary")}";

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program) => Attach(program, IsPeer ? AttachType.NetkitPeer : AttachType.NetkitPrimary);
}
