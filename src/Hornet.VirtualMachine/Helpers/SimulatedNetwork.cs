// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>
/// The interfaces and routes of the simulated kernel. While no interface is described, every index but 0 is taken for an Ethernet interface
/// with an MTU of 1,500 bytes; while no route is, look-ups find none.
/// </summary>
public sealed class SimulatedNetwork
{
    private const int DefaultMtu = 1500;

    private readonly Lock _lock = new();
    private volatile SimulatedInterface[] _interfaces = [];
    private volatile PreparedRoute[] _routes = [];

    /// <summary>Describes an interface; one with the same index is replaced.</summary>
    public void Add(SimulatedInterface networkInterface)
    {
        ArgumentNullException.ThrowIfNull(networkInterface);
        lock (_lock)
            _interfaces = [.. _interfaces.Where(one => one.Index != networkInterface.Index), networkInterface];
    }

    /// <summary>Adds a route.</summary>
    /// <exception cref="ArgumentException">The gateway or the preferred source is not of the destination's family, or a hardware address is not 6 bytes long.</exception>
    public void Add(SimulatedRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        PreparedRoute prepared = new(route);
        lock (_lock)
            _routes = [.. _routes.Append(prepared).OrderByDescending(one => one.PrefixLength).ThenBy(one => one.Metric)];
    }

    /// <summary>The MTU of an interface, or null when there is none.</summary>
    internal int? GetMtu(uint index)
    {
        SimulatedInterface[] interfaces = _interfaces;
        if (interfaces.Length == 0)
            return index != 0 ? DefaultMtu : null;
        foreach (SimulatedInterface one in interfaces)
        {
            if ((uint)one.Index == index)
                return one.Mtu;
        }

        return null;
    }

    /// <summary>The MTU of the interface a packet came in by, described or not.</summary>
    internal int GetArrivalMtu(uint index) => GetMtu(index) ?? DefaultMtu;

    /// <summary>The best route to an address in network byte order, or null.</summary>
    internal PreparedRoute? FindRoute(scoped ReadOnlySpan<byte> address)
    {
        foreach (PreparedRoute route in _routes)
        {
            if (route.Covers(address))
                return route;
        }

        return null;
    }
}

/// <summary>An Ethernet interface of the simulated kernel.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Mtu">The most bytes of a packet from the network header on.</param>
public sealed record SimulatedInterface(int Index, int Mtu = 1500);

/// <summary>A route of the simulated kernel, with the neighbour behind it.</summary>
/// <param name="Destination">The addresses it is for.</param>
/// <param name="InterfaceIndex">The interface packets leave by.</param>
public sealed record SimulatedRoute(IPNetwork Destination, int InterfaceIndex)
{
    /// <summary>The next hop, or null when the destination is on the link.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The source address packets should have (<c>BPF_FIB_LOOKUP_SRC</c>), or null.</summary>
    public IPAddress? PreferredSource { get; init; }

    /// <summary>The hardware address of the interface, 6 bytes.</summary>
    public ReadOnlyMemory<byte> InterfaceAddress { get; init; } = new byte[6];

    /// <summary>The hardware address of the next hop, 6 bytes; empty when it is not known (<c>BPF_FIB_LKUP_RET_NO_NEIGH</c>).</summary>
    public ReadOnlyMemory<byte> NeighbourAddress { get; init; }

    /// <summary>The route's metric; the lowest of equally long prefixes wins.</summary>
    public int Metric { get; init; }

    /// <summary>What a look-up that ends at this route answers: success, or blackhole, unreachable, prohibit and the like.</summary>
    public FibLookupResult Result { get; init; } = FibLookupResult.Success;
}

/// <summary>A route as look-ups need it: addresses as bytes.</summary>
internal sealed class PreparedRoute
{
    private const int HardwareAddressLength = 6;
    private readonly byte[] _prefix;

    public PreparedRoute(SimulatedRoute route)
    {
        AddressFamily family = route.Destination.BaseAddress.AddressFamily;
        if ((route.Gateway is { } gateway && gateway.AddressFamily != family) ||
            (route.PreferredSource is { } source && source.AddressFamily != family))
        {
            throw new ArgumentException("Adding a route: its addresses are of different families.", nameof(route));
        }

        if (route.InterfaceAddress.Length != HardwareAddressLength || route.NeighbourAddress.Length is not (0 or HardwareAddressLength))
            throw new ArgumentException("Adding a route: hardware addresses have 6 bytes.", nameof(route));

        _prefix = route.Destination.BaseAddress.GetAddressBytes();
        PrefixLength = route.Destination.PrefixLength;
        InterfaceIndex = (uint)route.InterfaceIndex;
        Gateway = route.Gateway?.GetAddressBytes() ?? [];
        PreferredSource = route.PreferredSource?.GetAddressBytes() ?? [];
        InterfaceAddress = route.InterfaceAddress.ToArray();
        NeighbourAddress = route.NeighbourAddress.ToArray();
        Metric = route.Metric;
        Result = route.Result;
    }

    public int PrefixLength { get; }

    public uint InterfaceIndex { get; }

    public byte[] Gateway { get; }

    public byte[] PreferredSource { get; }

    public byte[] InterfaceAddress { get; }

    public byte[] NeighbourAddress { get; }

    public int Metric { get; }

    public FibLookupResult Result { get; }

    /// <summary>Whether an address of the same family lies in the destination.</summary>
    public bool Covers(scoped ReadOnlySpan<byte> address)
    {
        if (address.Length != _prefix.Length)
            return false;
        int whole = PrefixLength / 8;
        if (!address[..whole].SequenceEqual(_prefix.AsSpan(0, whole)))
            return false;
        int rest = PrefixLength % 8;
        return rest == 0 || ((address[whole] ^ _prefix[whole]) & (0xFF << (8 - rest))) == 0;
    }
}
