// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Runtime;

/// <summary>
/// A view of a <c>BPF_MAP_TYPE_LPM_TRIE</c>. Looking a key up finds the entry with the longest prefix of it; adding and removing mean exactly the
/// prefix given. Walking gives longer prefixes before the shorter ones that hold them.
/// </summary>
/// <typeparam name="TKey">A type with the layout of the map's key: 32 bits of prefix length and the data, for example <see cref="LpmKey{T}"/>.</typeparam>
/// <typeparam name="TValue">A type with the layout of the map's value.</typeparam>
public sealed class LpmTrie<TKey, TValue> : KeyedMap<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or its keys or values have other sizes.</exception>
    public LpmTrie(BpfMap map)
        : base(map, MapType.LpmTrie)
    {
    }
}

/// <summary>A key of a trie (<c>struct bpf_lpm_trie_key</c>).</summary>
/// <typeparam name="T">The data, most significant byte first.</typeparam>
/// <param name="PrefixLength">How many bits of the data count; for looking up, all of them.</param>
/// <param name="Data">The data as it lies in memory: addresses in network byte order.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct LpmKey<T>(uint PrefixLength, T Data)
    where T : unmanaged;

/// <summary>Makes keys of tries from addresses and networks.</summary>
public static class LpmKey
{
    /// <summary>The key of an IPv4 network, or of an address with all its 32 bits.</summary>
    /// <exception cref="ArgumentException">The address is not an IPv4 address.</exception>
    public static LpmKey<uint> Ipv4(IPAddress address, int prefixLength = 32) => new(Checked(prefixLength, 32), Read<uint>(address, AddressFamily.InterNetwork));

    /// <summary>The key of an IPv4 network.</summary>
    /// <exception cref="ArgumentException">The network is not an IPv4 network.</exception>
    public static LpmKey<uint> Ipv4(IPNetwork network) => Ipv4(network.BaseAddress, network.PrefixLength);

    /// <summary>The key of an IPv6 network, or of an address with all its 128 bits.</summary>
    /// <exception cref="ArgumentException">The address is not an IPv6 address.</exception>
    public static LpmKey<UInt128> Ipv6(IPAddress address, int prefixLength = 128) => new(Checked(prefixLength, 128), Read<UInt128>(address, AddressFamily.InterNetworkV6));

    /// <summary>The key of an IPv6 network.</summary>
    /// <exception cref="ArgumentException">The network is not an IPv6 network.</exception>
    public static LpmKey<UInt128> Ipv6(IPNetwork network) => Ipv6(network.BaseAddress, network.PrefixLength);

    /// <summary>The IPv4 network of a key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is longer than an address.</exception>
    public static IPNetwork NetworkOf(LpmKey<uint> key)
    {
        uint data = key.Data;
        return Network(key.PrefixLength, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in data)));
    }

    /// <summary>The IPv6 network of a key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is longer than an address.</exception>
    public static IPNetwork NetworkOf(LpmKey<UInt128> key)
    {
        UInt128 data = key.Data;
        return Network(key.PrefixLength, MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in data)));
    }

    // Bits behind the prefix count for nothing in a trie; a network must not have them.
    private static IPNetwork Network(uint prefixLength, ReadOnlySpan<byte> address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.CopyTo(bytes);
        for (int i = 0; i < address.Length; i++)
            bytes[i] &= (byte)(0xff00 >> Math.Clamp((int)prefixLength - (8 * i), 0, 8));
        return new IPNetwork(new IPAddress(bytes[..address.Length]), (int)prefixLength);
    }

    private static uint Checked(int prefixLength, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, maximum);
        return (uint)prefixLength;
    }

    private static T Read<T>(IPAddress address, AddressFamily family)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily != family)
            throw new ArgumentException($"Making the key of a trie: {address} is not an address of the family {family}.", nameof(address));
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return MemoryMarshal.Read<T>(bytes);
    }
}
