// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The addresses of the network interfaces of the calling thread's network namespace.</summary>
public static class NetworkAddresses
{
    /// <summary>Every IPv4 and IPv6 address.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static IReadOnlyList<NetworkAddress> All()
    {
        using NetlinkSocket socket = NetlinkSocket.Open();
        NetlinkRequest request = NetlinkRequest.Create(NetlinkMessageTypes.GetAddress, NetlinkFlags.Dump, default(AddressMessage));
        return socket.Dump("listing the addresses of the network interfaces", request, NetworkAddress.Read);
    }

    /// <summary>The addresses of one interface.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static IReadOnlyList<NetworkAddress> Of(NetworkLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return [.. All().Where(address => address.LinkIndex == link.Index)];
    }
}
