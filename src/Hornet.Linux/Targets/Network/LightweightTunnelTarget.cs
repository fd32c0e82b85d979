// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// A route whose packets a program sees (Linux 4.10): by its type those that arrive for the destination (<c>lwt_in</c>), that leave for it
/// (<c>lwt_out</c>), on their last step, where it may encapsulate or redirect them (<c>lwt_xmit</c>), or IPv6 segments that end here
/// (<c>lwt_seg6local</c>). The link is the route: it is made with it, and removed with it.
/// </summary>
public sealed record LightweightTunnelTarget : NetworkInterfaceTarget
{
    private const uint MainTable = 254;

    /// <summary>Creates the target.</summary>
    /// <param name="destination">Which packets, IPv4 or IPv6.</param>
    /// <param name="interfaceName">The name of the interface they leave by, in the network namespace of the thread that attaches.</param>
    public LightweightTunnelTarget(IPNetwork destination, string interfaceName)
        : base(interfaceName) => Destination = destination;

    /// <summary>Creates the target.</summary>
    /// <param name="destination">Which packets, IPv4 or IPv6.</param>
    /// <param name="interfaceIndex">The number of the interface they leave by, in the network namespace of the thread that attaches.</param>
    public LightweightTunnelTarget(IPNetwork destination, int interfaceIndex)
        : base(interfaceIndex) => Destination = destination;

    /// <summary>Which packets.</summary>
    public IPNetwork Destination { get; }

    /// <summary>The next hop, or null for the destination itself.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The routing table; 254 is the main one.</summary>
    public uint Table { get; init; } = MainTable;

    /// <summary>The route's priority among those to the same destination, low ones first; 0 lets the kernel choose.</summary>
    public uint Metric { get; init; }

    /// <summary>How many bytes an <c>lwt_xmit</c> program may put in front of a packet, at most 256.</summary>
    public int Headroom { get; init; }

    /// <summary>A program of type <c>lwt_in</c> for the same route, besides the one that is attached; or null.</summary>
    public KernelProgram? Input { get; init; }

    /// <summary>A program of type <c>lwt_out</c> for the same route, besides the one that is attached; or null.</summary>
    public KernelProgram? Output { get; init; }

    /// <summary>A program of type <c>lwt_xmit</c> for the same route, besides the one that is attached; or null.</summary>
    public KernelProgram? Transmit { get; init; }

    /// <summary>Whether a route to the same destination gives way; otherwise that is an error (<c>EEXIST</c>).</summary>
    public bool ReplacesExisting { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"route:{Destination}:{InterfaceText}";

    /// <summary>Adds the route.</summary>
    internal void Add(TunnelRoute route, KernelProgram program, bool isReplacing)
    {
        if (program.Type == ProgramType.LightweightTunnelSeg6Local)
        {
            NetlinkRoute.AddSegmentLocal(route, TunnelProgram.Of(program), isReplacing);
            return;
        }

        NetlinkRoute.AddBpf(route, In(ProgramType.LightweightTunnelIn, Input), In(ProgramType.LightweightTunnelOut, Output), In(ProgramType.LightweightTunnelTransmit, Transmit),
            Headroom, isReplacing);

        TunnelProgram? In(ProgramType place, KernelProgram? other) =>
            program.Type == place ? TunnelProgram.Of(program) : other is null ? null : TunnelProgram.Of(other);
    }

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.LightweightTunnelIn, ProgramType.LightweightTunnelOut, ProgramType.LightweightTunnelTransmit, ProgramType.LightweightTunnelSeg6Local);
        var route = new TunnelRoute(Destination, (int)FindInterface(program)) { Gateway = Gateway, Table = Table, Metric = Metric };
        return new LightweightTunnelLink(program, this, route);
    }
}
