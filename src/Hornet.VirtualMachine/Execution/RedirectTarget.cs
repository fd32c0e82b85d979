// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>How a program redirected its packet.</summary>
public enum RedirectKind
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>To a network interface (<c>bpf_redirect</c>).</summary>
    Interface,

    /// <summary>To a network interface, through its neighbour table (<c>bpf_redirect_neigh</c>).</summary>
    Neighbour,

    /// <summary>To the peer of a virtual interface (<c>bpf_redirect_peer</c>).</summary>
    Peer,

    /// <summary>To an entry of a devmap, cpumap or xskmap (<c>bpf_redirect_map</c>).</summary>
    Map,

    /// <summary>To a socket of a sockmap or sockhash (<c>bpf_sk_redirect_map</c> and its relatives).</summary>
    Socket,

    /// <summary>A copy was sent to a network interface (<c>bpf_clone_redirect</c>).</summary>
    Clone,
}

/// <summary>Where a program redirected its packet; recorded, because there is no network behind the virtual machine.</summary>
/// <param name="Kind">How.</param>
/// <param name="Target">The interface index, or the key in the map.</param>
/// <param name="Map">The map's name, for redirects through a map.</param>
/// <param name="Flags">The flags the program gave.</param>
public readonly record struct RedirectTarget(RedirectKind Kind, ulong Target, string? Map = null, ulong Flags = 0);
