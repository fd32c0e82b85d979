// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Hornet.PacketFilters.Syntax;

namespace Hornet.PacketFilters.Names;

/// <summary>
/// The names of this machine: its files <c>hosts</c>, <c>services</c>, <c>protocols</c>, <c>networks</c> and <c>ethers</c> in <c>/etc</c>, each
/// read once, when a name asks for it. Services and protocols that the files lack, as in most containers, come from a table of the well-known
/// ones. Nothing is sent to the network, unless <see cref="WithDns"/> is taken.
/// </summary>
public sealed class SystemNames : INameLookup
{
    private readonly string _directory;
    private readonly bool _asksDns;
    private readonly Lazy<FrozenDictionary<string, ImmutableArray<IPAddress>>> _hosts;
    private readonly Lazy<FrozenDictionary<string, IPAddress>> _networks;
    private readonly Lazy<FrozenDictionary<string, ImmutableArray<byte>>> _linkAddresses;
    private readonly Lazy<FrozenDictionary<(string Name, FilterProtocol Transport), ushort>> _services;
    private readonly Lazy<FrozenDictionary<string, byte>> _protocols;

    /// <summary>Creates a look-up in the files of a directory.</summary>
    /// <param name="directory">The directory; <c>/etc</c> on a machine as it is.</param>
    /// <param name="asksDns">Whether a host that <c>hosts</c> lacks is asked of the resolver, which may send queries.</param>
    public SystemNames(string directory = "/etc", bool asksDns = false)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _directory = directory;
        _asksDns = asksDns;
        _hosts = new(() => ReadHosts(Lines("hosts")));
        _networks = new(() => ReadNetworks(Lines("networks")));
        _linkAddresses = new(() => ReadLinkAddresses(Lines("ethers")));
        _services = new(() => ReadServices(Lines("services").Concat(WellKnownNames.Services.Select(SplitLine))));
        _protocols = new(() => ReadProtocols(Lines("protocols").Concat(WellKnownNames.Protocols.Select(SplitLine))));
    }

    /// <summary>The files of <c>/etc</c> only.</summary>
    public static SystemNames Default { get; } = new();

    /// <summary>The files of <c>/etc</c>, and the resolver for hosts that are not in them.</summary>
    public static SystemNames WithDns { get; } = new(asksDns: true);

    /// <inheritdoc/>
    public string? HostAdvice => _asksDns
        ? $"neither {Path.Combine(_directory, "hosts")} nor the resolver knows it"
        : $"{Path.Combine(_directory, "hosts")} does not have it, and the network is asked only with `SystemNames.WithDns` as the options' `Names`";

    /// <inheritdoc/>
    public string? NetworkAdvice => $"{Path.Combine(_directory, "networks")} does not have it";

    /// <inheritdoc/>
    public string? LinkAddressAdvice => $"{Path.Combine(_directory, "ethers")} does not have it";

    /// <inheritdoc/>
    public ImmutableArray<IPAddress> FindHost(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_hosts.Value.TryGetValue(name, out ImmutableArray<IPAddress> addresses))
            return addresses;
        return _asksDns ? AskResolver(name) : [];
    }

    /// <inheritdoc/>
    public IPAddress? FindNetwork(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _networks.Value.GetValueOrDefault(name);
    }

    /// <inheritdoc/>
    public ImmutableArray<byte> FindLinkAddress(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _linkAddresses.Value.GetValueOrDefault(name, []);
    }

    /// <inheritdoc/>
    public ushort? FindPort(string name, FilterProtocol transport)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _services.Value.TryGetValue((name, transport), out ushort port) ? port : null;
    }

    /// <inheritdoc/>
    public byte? FindProtocol(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _protocols.Value.TryGetValue(name, out byte number) ? number : null;
    }

    /// <summary>What the resolver knows; a host that it does not know has no addresses.</summary>
    private static ImmutableArray<IPAddress> AskResolver(string name)
    {
        try
        {
            return [.. Dns.GetHostAddresses(name)];
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)
        {
            return [];
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    /// <summary>The words of each line of a file, without comments; none when the file is missing or may not be read.</summary>
    private IEnumerable<string[]> Lines(string file)
    {
        string path = Path.Combine(_directory, file);
        try
        {
            return [.. File.ReadLines(path).Select(SplitLine).Where(words => words.Length >= 2)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] SplitLine(string line)
    {
        int comment = line.IndexOf('#', StringComparison.Ordinal);
        return (comment < 0 ? line : line[..comment]).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Reads <c>address name alias…</c>; names are known in letters of any case, and a name on several lines has all the addresses.</summary>
    private static FrozenDictionary<string, ImmutableArray<IPAddress>> ReadHosts(IEnumerable<string[]> lines)
    {
        var hosts = new Dictionary<string, ImmutableArray<IPAddress>>(StringComparer.OrdinalIgnoreCase);
        foreach (string[] words in lines)
        {
            if (!IPAddress.TryParse(words[0], out IPAddress? address))
                continue;
            foreach (string name in words.Skip(1))
            {
                ImmutableArray<IPAddress> known = hosts.GetValueOrDefault(name, []);
                if (!known.Contains(address))
                    hosts[name] = known.Add(address);
            }
        }
        return hosts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Reads <c>name number alias…</c>; missing parts of a number are 0.</summary>
    private static FrozenDictionary<string, IPAddress> ReadNetworks(IEnumerable<string[]> lines)
    {
        var networks = new Dictionary<string, IPAddress>();
        foreach (string[] words in lines)
        {
            byte[] address = new byte[4];
            string[] parts = words[1].Split('.');
            bool isValid = parts.Length <= 4;
            for (int i = 0; isValid && i < parts.Length; i++)
                isValid = byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out address[i]);
            if (!isValid)
                continue;
            foreach (string name in words.Where((_, index) => index != 1))
                networks.TryAdd(name, new IPAddress(address));
        }
        return networks.ToFrozenDictionary();
    }

    /// <summary>Reads <c>00:00:5e:00:53:01 name</c>.</summary>
    private static FrozenDictionary<string, ImmutableArray<byte>> ReadLinkAddresses(IEnumerable<string[]> lines)
    {
        var addresses = new Dictionary<string, ImmutableArray<byte>>();
        foreach (string[] words in lines)
        {
            string padded = string.Join('-', words[0].Split(':').Select(group => group.PadLeft(2, '0')));
            if (PhysicalAddress.TryParse(padded, out PhysicalAddress? address) && address.GetAddressBytes() is { Length: 6 } bytes)
                addresses.TryAdd(words[1], [.. bytes]);
        }
        return addresses.ToFrozenDictionary();
    }

    /// <summary>Reads <c>name port/transport alias…</c>; the first line with a name counts.</summary>
    private static FrozenDictionary<(string Name, FilterProtocol Transport), ushort> ReadServices(IEnumerable<string[]> lines)
    {
        var services = new Dictionary<(string, FilterProtocol), ushort>();
        foreach (string[] words in lines)
        {
            string[] port = words[1].Split('/');
            if (port.Length != 2 || !ushort.TryParse(port[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
                continue;
            if (FilterKeywords.Protocols.TryGetValue(port[1], out FilterProtocol transport))
            {
                foreach (string name in words.Where((_, index) => index != 1))
                    services.TryAdd((name, transport), number);
            }
        }
        return services.ToFrozenDictionary();
    }

    /// <summary>Reads <c>name number alias…</c>.</summary>
    private static FrozenDictionary<string, byte> ReadProtocols(IEnumerable<string[]> lines)
    {
        var protocols = new Dictionary<string, byte>();
        foreach (string[] words in lines)
        {
            if (!byte.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte number))
                continue;
            foreach (string name in words.Where((_, index) => index != 1))
                protocols.TryAdd(name, number);
        }
        return protocols.ToFrozenDictionary();
    }
}
