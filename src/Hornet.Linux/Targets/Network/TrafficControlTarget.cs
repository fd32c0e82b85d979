// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A filter of the clsact queueing discipline of a network interface (Linux 4.5). The discipline is made if the interface has none, and removed with
/// the link if the link made it and nothing else hangs on it. From Linux 6.6 on, <see cref="TcxTarget"/> needs neither discipline nor priority.
/// </summary>
public sealed record TrafficControlTarget : NetworkInterfaceTarget
{
    /// <summary>Creates the target.</summary>
    /// <param name="interfaceName">The name of the interface in the network namespace of the thread that attaches.</param>
    /// <param name="direction">Which packets.</param>
    public TrafficControlTarget(string interfaceName, TrafficDirection direction)
        : base(interfaceName) => Direction = direction;

    /// <summary>Creates the target.</summary>
    /// <param name="interfaceIndex">The number of the interface in the network namespace of the thread that attaches.</param>
    /// <param name="direction">Which packets.</param>
    public TrafficControlTarget(int interfaceIndex, TrafficDirection direction)
        : base(interfaceIndex) => Direction = direction;

    /// <summary>Which packets.</summary>
    public TrafficDirection Direction { get; }

    /// <summary>Its place among the filters, low ones first, at most 65,535; 0 lets the kernel choose: from 49,152 downwards, so that
    /// the new one runs before those it chose for earlier, and after those that were given small numbers.</summary>
    public int Priority { get; init; }

    /// <summary>Its number among those of its priority; 0 lets the kernel choose.</summary>
    public uint Handle { get; init; }

    /// <summary>Only packets of this protocol (<c>ETH_P_*</c>, linux/if_ether.h, in the machine's byte order: 0x0800 for IPv4); 3 (<c>ETH_P_ALL</c>) for all.</summary>
    public int Protocol { get; init; } = TrafficControlFilterRequest.AllProtocols;

    /// <summary>Whether what the program answers (<see cref="TrafficControlAction"/>) is done; otherwise it is the number of a class, 0 for no match, -1 for <see cref="ClassId"/>.</summary>
    public bool IsDirectAction { get; init; } = true;

    /// <summary>The class that matching packets go to, where the program does not decide itself; 0 for none.</summary>
    public uint ClassId { get; init; }

    /// <summary>Whether a filter with this priority and handle gives way; otherwise that is an error (<c>EEXIST</c>).</summary>
    public bool ReplacesExisting { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"tc:{InterfaceText}:{(Direction == TrafficDirection.Ingress ? "ingress" : "egress")}";

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.SchedulerClassifier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Priority, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegative(Priority);
        return new TrafficControlLink(program, this, (int)FindInterface(program));
    }

    /// <summary>The filter to make.</summary>
    internal TrafficControlFilterRequest ToRequest(int interfaceIndex, KernelProgram program) =>
        new(interfaceIndex, Direction == TrafficDirection.Ingress ? TrafficControlFilter.IngressParent : TrafficControlFilter.EgressParent, program.Handle.FileDescriptor, program.Name)
        {
            Priority = Priority,
            Handle = Handle,
            Protocol = Protocol,
            IsDirectAction = IsDirectAction,
            ClassId = ClassId,
        };
}
