// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A view of a <c>BPF_MAP_TYPE_SK_STORAGE</c>: values of sockets.</summary>
/// <typeparam name="T">A type with the layout of the map's value.</typeparam>
public sealed class SocketStorage<T> : LocalStorage<T>
    where T : unmanaged
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, its values have another size, or it belongs to another host.</exception>
    public SocketStorage(BpfMap map)
        : base(map, MapType.SkStorage)
    {
    }

    /// <summary>Copies the value of a socket.</summary>
    /// <returns>False when it has none.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public bool TryGetValue(Socket socket, out T value) => TryGetValue(HandleOf(socket), out value);

    /// <summary>Gives a socket a value, or replaces it.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public void Set(Socket socket, T value, MapUpdateFlags flags = MapUpdateFlags.Any) => Set(HandleOf(socket), value, flags);

    /// <summary>Takes the value of a socket away.</summary>
    /// <returns>False when it has none.</returns>
    /// <exception cref="MapException">The map refused.</exception>
    public bool Remove(Socket socket) => Remove(HandleOf(socket));

    private static SafeSocketHandle HandleOf(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return socket.SafeHandle;
    }
}
