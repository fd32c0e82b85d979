// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Hornet.Linux;

/// <summary>A route whose packets go through programs.</summary>
/// <param name="Destination">Which packets it is for.</param>
/// <param name="InterfaceIndex">The number of the interface they leave by.</param>
internal sealed record TunnelRoute(IPNetwork Destination, int InterfaceIndex)
{
    /// <summary>The next hop, or null for the destination itself.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The routing table; 254 is the main one.</summary>
    public uint Table { get; init; } = RouteAttributes.MainTable;

    /// <summary>Its priority among routes to the same destination, lower first; 0 lets the kernel choose.</summary>
    public uint Metric { get; init; }
}
