// SPDX-License-Identifier: Apache-2.0
using System.Net;

namespace Hornet.Linux;

/// <summary>An address of a network interface (rtnetlink's <c>RTM_NEWADDR</c>).</summary>
/// <param name="LinkIndex">The number of the interface.</param>
/// <param name="Address">The interface's own address; an IPv6 address of one link alone carries that link as its scope.</param>
/// <param name="PrefixLength">How many leading bits name the network.</param>
/// <param name="Peer">The other end's address on a point-to-point interface, otherwise null.</param>
/// <param name="Label">The address's name (IPv4), or empty.</param>
public sealed record NetworkAddress(int LinkIndex, IPAddress Address, int PrefixLength, IPAddress? Peer, string Label)
{
    private const byte LinkScope = 253;

    /// <summary>Reads an address; null when the message is something else.</summary>
    internal static NetworkAddress? Read(NetlinkMessage message)
    {
        if (message.Type != NetlinkMessageTypes.NewAddress)
            return null;
        AddressMessage body = message.Body<AddressMessage>();
        NetlinkAttributes attributes = message.Attributes<AddressMessage>();

        // Where there is a local address, the other one is the peer's, which without a peer is the same (linux/if_addr.h).
        bool hasLocal = attributes.TryFind(AddressAttributes.Local, out NetlinkAttribute local);
        bool hasOther = attributes.TryFind(AddressAttributes.Address, out NetlinkAttribute other);
        if (!hasLocal && !hasOther)
            return null;
        ReadOnlySpan<byte> own = hasLocal ? local.Value : other.Value;
        if (own.Length is not (4 or 16))
            return null;
        bool isLinkLocal = own.Length == 16 && body.Scope == LinkScope;
        var address = isLinkLocal ? new IPAddress(own, body.Index) : new IPAddress(own);
        IPAddress? peer = hasLocal && hasOther && !other.Value.SequenceEqual(own) ? new IPAddress(other.Value) : null;
        string label = attributes.TryFind(AddressAttributes.Label, out NetlinkAttribute name) ? name.Text : "";
        return new NetworkAddress(body.Index, address, body.PrefixLength, peer, label);
    }
}
