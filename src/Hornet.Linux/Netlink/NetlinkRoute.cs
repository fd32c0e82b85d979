// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;

namespace Hornet.Linux;

/// <summary>Routes with programs (lightweight tunnels), in the calling thread's network namespace.</summary>
internal static class NetlinkRoute
{
    private const byte InternetFamily = 2, InternetV6Family = 10;

    /// <summary>The most bytes that a program may put in front of a packet (<c>LWT_BPF_MAX_HEADROOM</c>).</summary>
    public const int LargestHeadroom = 256;

    /// <summary>Adds a route with programs for arriving, leaving and transmitted packets, of the types lwt_in, lwt_out and lwt_xmit; at least one.</summary>
    /// <param name="route">The route.</param>
    /// <param name="input">For packets that arrive for the destination, or null.</param>
    /// <param name="output">For packets that leave for the destination, or null.</param>
    /// <param name="transmit">For packets on their way out, which it may encapsulate, or null.</param>
    /// <param name="headroom">How many bytes <paramref name="transmit"/> may put in front of a packet, at most <see cref="LargestHeadroom"/>.</param>
    /// <param name="replace">Whether a route to the same destination gives way; otherwise that is an error (EEXIST).</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static void AddBpf(TunnelRoute route, TunnelProgram? input, TunnelProgram? output, TunnelProgram? transmit, int headroom = 0, bool replace = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(headroom);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(headroom, LargestHeadroom);
        NetlinkRequest request = Begin(route, NetlinkMessageTypes.NewRoute, NetlinkFlags.Create | (replace ? NetlinkFlags.Replace : NetlinkFlags.Exclusive));
        request.Add(RouteAttributes.EncapsulationType, RouteAttributes.EncapsulationBpf);
        using (request.Begin(RouteAttributes.Encapsulation))
        {
            AddProgram(request, RouteAttributes.BpfIn, input);
            AddProgram(request, RouteAttributes.BpfOut, output);
            AddProgram(request, RouteAttributes.BpfTransmit, transmit);
            if (headroom > 0)
                request.Add(RouteAttributes.BpfTransmitHeadroom, (uint)headroom);
        }

        Change($"adding a route to {route.Destination} through programs", request);
    }

    /// <summary>Adds an IPv6 route that ends a segment at this machine with a program of type lwt_seg6local (<c>End.BPF</c>).</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static void AddSegmentLocal(TunnelRoute route, TunnelProgram program, bool replace = false)
    {
        NetlinkRequest request = Begin(route, NetlinkMessageTypes.NewRoute, NetlinkFlags.Create | (replace ? NetlinkFlags.Replace : NetlinkFlags.Exclusive));
        request.Add(RouteAttributes.EncapsulationType, RouteAttributes.EncapsulationSegmentLocal);
        using (request.Begin(RouteAttributes.Encapsulation))
        {
            request.Add(RouteAttributes.SegmentLocalAction, RouteAttributes.EndBpf);
            using (request.Begin(RouteAttributes.SegmentLocalBpf))
            {
                request.Add(RouteAttributes.SegmentLocalProgramFd, program.Fd);
                request.Add(RouteAttributes.SegmentLocalProgramName, program.Name);
            }
        }

        Change($"adding a route to {route.Destination} that ends a segment with a program", request);
    }

    /// <summary>Removes a route, found by its destination, interface, table and, where given, gateway and metric.</summary>
    /// <exception cref="NetlinkException">There is no such route (ESRCH), or the kernel refused otherwise.</exception>
    public static void Delete(TunnelRoute route) =>
        Change($"removing the route to {route.Destination}", Begin(route, NetlinkMessageTypes.DeleteRoute, NetlinkFlags.None));

    private static NetlinkRequest Begin(TunnelRoute route, ushort type, NetlinkFlags flags)
    {
        IPAddress destination = route.Destination.BaseAddress;
        bool isDelete = type == NetlinkMessageTypes.DeleteRoute;
        var body = new RouteMessage
        {
            Family = destination.AddressFamily == AddressFamily.InterNetworkV6 ? InternetV6Family : InternetFamily,
            DestinationLength = (byte)route.Destination.PrefixLength,
            Protocol = isDelete ? (byte)0 : RouteAttributes.StaticProtocol,
            Type = isDelete ? (byte)0 : RouteAttributes.Unicast,

            // To delete, "nowhere" means whatever the scope is.
            Scope = isDelete ? RouteAttributes.NowhereScope : route.Gateway is null ? RouteAttributes.LinkScope : RouteAttributes.UniverseScope,
        };
        NetlinkRequest request = NetlinkRequest.Create(type, flags, body);
        request.Add(RouteAttributes.Destination, destination.GetAddressBytes());
        request.Add(RouteAttributes.OutputInterface, route.InterfaceIndex);
        request.Add(RouteAttributes.Table, route.Table);
        if (route.Gateway is IPAddress gateway)
            request.Add(RouteAttributes.Gateway, gateway.GetAddressBytes());
        if (route.Metric != 0)
            request.Add(RouteAttributes.Priority, route.Metric);
        return request;
    }

    private static void AddProgram(NetlinkRequest request, ushort type, TunnelProgram? program)
    {
        if (program is not TunnelProgram given)
            return;
        using (request.Begin(type))
        {
            request.Add(RouteAttributes.BpfProgramFd, given.Fd);
            request.Add(RouteAttributes.BpfProgramName, given.Name);
        }
    }

    private static void Change(string doing, NetlinkRequest request)
    {
        using NetlinkSocket socket = NetlinkSocket.Open();
        socket.Change(doing, request, Hint);
    }

    private static string Hint(int errno) => errno switch
    {
        SyscallErrors.Exists => "a route to this destination is there already; replace it, or choose another metric or table",
        SyscallErrors.NoProcess => "there is no such route; it was removed meanwhile, or with its interface",
        SyscallErrors.NotSupported => "this kernel was built without such routes (CONFIG_LWTUNNEL_BPF, for segments CONFIG_IPV6_SEG6_BPF)",
        SyscallErrors.Invalid => "no program was given, one has the wrong type for its place, or address and interface do not go together",
        SyscallErrors.NetworkDown => "the interface is down; set it up first",
        SyscallErrors.NetworkUnreachable => "the gateway cannot be reached by this interface",
        _ => "",
    };
}
