// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Net;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Names;

/// <summary>Looks up the names of a filter expression.</summary>
public interface INameLookup
{
    /// <summary>What an error about an unknown host says beside that: where it was looked for, and how to look elsewhere. Null for nothing.</summary>
    string? HostAdvice => null;

    /// <summary>The same for an unknown network.</summary>
    string? NetworkAdvice => null;

    /// <summary>The same for an unknown link address.</summary>
    string? LinkAddressAdvice => null;

    /// <summary>The addresses of a host; empty when it is unknown.</summary>
    /// <param name="name">The name.</param>
    ImmutableArray<IPAddress> FindHost(string name);

    /// <summary>The address of a network, or null when it is unknown.</summary>
    /// <param name="name">The name.</param>
    IPAddress? FindNetwork(string name);

    /// <summary>The link address of a host, 6 bytes; empty when it is unknown.</summary>
    /// <param name="name">The name.</param>
    ImmutableArray<byte> FindLinkAddress(string name);

    /// <summary>The port of a service, or null when it is unknown for the transport.</summary>
    /// <param name="name">The name.</param>
    /// <param name="transport">TCP, UDP or SCTP.</param>
    ushort? FindPort(string name, FilterProtocol transport);

    /// <summary>The number of an IP protocol, or null when it is unknown.</summary>
    /// <param name="name">The name.</param>
    byte? FindProtocol(string name);
}
