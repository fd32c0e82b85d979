// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>A view of a <c>BPF_MAP_TYPE_XSKMAP</c>: the AF_XDP sockets that XDP programs redirect to, mostly by receive queue.</summary>
public sealed class XskMap : KernelMapView
{
    /// <summary>Views a map.</summary>
    /// <exception cref="Bytecode.BpfException">The map is of another kind, or belongs to another host.</exception>
    public XskMap(BpfMap map)
        : base(map, sizeof(uint), sizeof(uint), MapType.XskMap)
    {
    }

    /// <summary>Puts a socket in.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public void Set(uint index, XdpSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Set(index, socket.Handle);
    }

    /// <summary>Puts a socket in, by its descriptor.</summary>
    /// <exception cref="MapException">The map refused; <see cref="MapError.NotSupported"/> when it is no AF_XDP socket.</exception>
    public void Set(uint index, SafeHandle socket) => Check("Putting an AF_XDP socket into", Map.TryUpdateDescriptor(BytesOf(in index), socket));

    /// <summary>Takes a socket out. An empty slot stays empty.</summary>
    /// <exception cref="MapException">The map refused.</exception>
    public void Remove(uint index) => Check("Deleting from", Map.TryDelete(BytesOf(in index)));
}
