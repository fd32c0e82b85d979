// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>The tunnel key and options that travel beside a packet.</summary>
internal sealed class TunnelMetadata
{
    /// <summary>The size of <c>struct bpf_tunnel_key</c>.</summary>
    public const int TunnelKeySize = 44;

    /// <summary>The most bytes of tunnel options (<c>IP_TUNNEL_OPTS_MAX</c>).</summary>
    public const int MaxTunnelOptions = 255;

    private readonly byte[] _tunnelKey = new byte[TunnelKeySize];
    private readonly byte[] _tunnelOptions = new byte[MaxTunnelOptions];

    /// <summary>Whether there is a tunnel key.</summary>
    public bool HasTunnelKey { get; private set; }

    /// <summary>Whether the tunnel is over IPv6.</summary>
    public bool IsIPv6Tunnel { get; private set; }

    /// <summary>The flags of the tunnel in network byte order.</summary>
    public ushort TunnelFlags { get; private set; }

    /// <summary>The bytes of <c>struct bpf_tunnel_key</c>.</summary>
    public ReadOnlySpan<byte> TunnelKey => _tunnelKey;

    /// <summary>The tunnel options; empty when there are none.</summary>
    public ReadOnlySpan<byte> TunnelOptions => _tunnelOptions.AsSpan(0, TunnelOptionsLength);

    /// <summary>The length of the tunnel options in bytes.</summary>
    public int TunnelOptionsLength { get; private set; }

    /// <summary>Sets the tunnel key.</summary>
    public void SetTunnelKey(scoped ReadOnlySpan<byte> key, bool isIPv6, ushort flags)
    {
        key.CopyTo(_tunnelKey);
        HasTunnelKey = true;
        IsIPv6Tunnel = isIPv6;
        TunnelFlags = flags;
        TunnelOptionsLength = 0;
    }

    /// <summary>Sets the tunnel options.</summary>
    public void SetTunnelOptions(scoped ReadOnlySpan<byte> options)
    {
        options.CopyTo(_tunnelOptions);
        TunnelOptionsLength = options.Length;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        HasTunnelKey = false;
        IsIPv6Tunnel = false;
        TunnelFlags = 0;
        TunnelOptionsLength = 0;
    }
}
