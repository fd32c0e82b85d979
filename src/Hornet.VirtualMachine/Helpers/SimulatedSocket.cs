// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>A socket of the simulated kernel.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Local">The address and port it is bound to; the unspecified address takes packets for any.</param>
public sealed record SimulatedSocket(ProtocolType Protocol, IPEndPoint Local)
{
    /// <summary>The peer, or null for a socket that listens or is not connected.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>The state; null means listening or established by <see cref="Remote"/>.</summary>
    public TcpState? State { get; init; }

    /// <summary>The owner's user id (<c>bpf_get_socket_uid</c>).</summary>
    public uint UserId { get; init; }

    /// <summary>The cookie (<c>bpf_get_socket_cookie</c>).</summary>
    public ulong Cookie { get; init; } = 1;

    /// <summary>The id of its cgroup.</summary>
    public ulong CgroupId { get; init; } = 1;

    /// <summary>The firewall mark.</summary>
    public uint Mark { get; init; }

    /// <summary>The queueing priority.</summary>
    public uint Priority { get; init; }

    /// <summary>The index of the interface it is bound to, or 0.</summary>
    public int BoundInterface { get; init; }

    /// <summary>The state it is in.</summary>
    internal TcpState EffectiveState => State ?? (Protocol == ProtocolType.Tcp && Remote is null ? TcpState.Listen : Remote is null ? TcpState.Close : TcpState.Established);
}
