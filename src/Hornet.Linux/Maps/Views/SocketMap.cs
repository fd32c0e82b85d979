// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>
/// A view of a map of sockets: <c>BPF_MAP_TYPE_SOCKMAP</c> and <c>BPF_MAP_TYPE_SOCKHASH</c> for redirecting what sockets send and receive,
/// <c>BPF_MAP_TYPE_REUSEPORT_SOCKARRAY</c> for choosing a listener.
/// </summary>
/// <typeparam name="TKey">A type with the layout of the map's key; <see cref="uint"/> but for hashes.</typeparam>
/// <remarks>The map does not keep a socket open: a socket that is closed leaves it.</remarks>
public sealed class SocketMap<TKey> : KernelMapView
    where TKey : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, its keys have another size, or it belongs to another host.</exception>
    public SocketMap(BpfMap map)
        : base(map, SizeOf<TKey>(), -1, MapType.SockMap, MapType.SockHash, MapType.ReuseportSockArray)
    {
    }

    /// <summary>Puts a socket in.</summary>
    /// <param name="key">The key.</param>
    /// <param name="socket">A connected or listening TCP socket, a UDP or Unix socket; for reuseport arrays one with <c>SO_REUSEPORT</c> that is bound.</param>
    /// <param name="flags">What the update expects.</param>
    /// <exception cref="MapException">The map refused; <see cref="MapError.NotSupported"/> when the socket's protocol or state does not suit it.</exception>
    public void Set(TKey key, Socket socket, MapUpdateFlags flags = MapUpdateFlags.Any)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Set(key, socket.SafeHandle, flags);
    }

    /// <summary>Puts a socket in, by its descriptor.</summary>
    /// <exception cref="MapException">The map refused; <see cref="MapError.NotSupported"/> when the socket's protocol or state does not suit it.</exception>
    public void Set(TKey key, SafeHandle socket, MapUpdateFlags flags = MapUpdateFlags.Any) =>
        Check("Putting a socket into", Map.TryUpdateDescriptor(BytesOf(in key), socket, flags));

    /// <summary>The cookie of the socket that a key holds (<c>SO_COOKIE</c>): a number that no other socket of the machine ever has.</summary>
    /// <returns>False when the key holds none.</returns>
    /// <exception cref="MapException">The map refused; <see cref="MapError.NoSpace"/> when its values have 4 bytes, which hold no cookie.</exception>
    public bool TryGetCookie(TKey key, out ulong cookie)
    {
        cookie = 0;
        return Map.Lookup(BytesOf(in key), RoomFor(ref cookie)[..Map.ValueSize]);
    }

    /// <summary>Takes a socket out.</summary>
    /// <returns>False when the key held none.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public bool Remove(TKey key)
    {
        MapError error = Map.TryDelete(BytesOf(in key));

        // An empty slot of a sockmap answers EINVAL (net/core/sock_map.c).
        if (error is not (MapError.None or MapError.NoEntry or MapError.Invalid))
            Check("Deleting from", error);
        return error == MapError.None;
    }
}
