// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The packets one socket receives (<c>SO_ATTACH_BPF</c>, Linux 3.19): a <c>socket_filter</c> program answers how many bytes of a packet the socket keeps, 0 for none. A
/// socket has one filter; attaching another, classic or not, takes its place.
/// </summary>
/// <remarks>The filter goes with the socket. The link does not keep the socket open, and disposing it takes whatever filter the socket has then.</remarks>
/// <param name="Socket">The socket's handle (<see cref="Socket.SafeHandle"/>), open while attaching.</param>
public sealed record SocketTarget(SafeHandle Socket) : KernelTarget
{
    /// <summary>Creates the target.</summary>
    /// <param name="socket">The socket.</param>
    public SocketTarget(Socket socket)
        : this((socket ?? throw new ArgumentNullException(nameof(socket))).SafeHandle)
    {
    }

    /// <summary>Whether nobody can change or detach the filter afterwards (<c>SO_LOCK_FILTER</c>): not this link either.</summary>
    public bool IsLocked { get; init; }

    /// <inheritdoc/>
    public override string ToString() => SocketOptions.Describe("socket", Socket);

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.SocketFilter);
        var link = new SocketOptionLink(program, this, Socket, SocketOptions.AttachFilter, SocketOptions.DetachFilter);
        if (IsLocked)
            SocketOptions.Lock(Socket);
        return link;
    }
}
