// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The list of tc programs of a network interface (tcx, Linux 6.6), without queueing disciplines. Programs run in order until one answers something
/// other than <see cref="TcxAction.Next"/>; filters of <see cref="TrafficControlTarget"/> come after them.
/// </summary>
/// <example>
/// <code>
/// using KernelLink link = loaded.Program("police").Attach(new TcxTarget("eth0", TrafficDirection.Ingress) { Anchor = AttachAnchor.First });
/// </code>
/// </example>
public sealed record TcxTarget : OrderedInterfaceTarget
{
    /// <summary>Creates the target.</summary>
    /// <param name="interfaceName">The name of the interface in the network namespace of the thread that attaches.</param>
    /// <param name="direction">Which packets.</param>
    public TcxTarget(string interfaceName, TrafficDirection direction)
        : base(interfaceName) => Direction = direction;

    /// <summary>Creates the target.</summary>
    /// <param name="interfaceIndex">The number of the interface in the network namespace of the thread that attaches.</param>
    /// <param name="direction">Which packets.</param>
    public TcxTarget(int interfaceIndex, TrafficDirection direction)
        : base(interfaceIndex) => Direction = direction;

    /// <summary>Which packets.</summary>
    public TrafficDirection Direction { get; }

    /// <inheritdoc/>
    public override string ToString() => $"tcx:{InterfaceText}:{(Direction == TrafficDirection.Ingress ? "ingress" : "egress")}";

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program) => Attach(program, Direction == TrafficDirection.Ingress ? AttachType.TcxIngress : AttachType.TcxEgress);
}
