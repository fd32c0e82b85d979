// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>
/// The choice among the sockets that share an address by <c>SO_REUSEPORT</c>. A <c>socket_filter</c> program answers the number of the socket in the order in which they were bound
/// (Linux 4.5); an <c>sk_reuseport</c> program selects one of a <c>REUSEPORT_SOCKARRAY</c> or socket map (Linux 4.19). A group has one program.
/// </summary>
/// <remarks>The program goes with the last socket of the group. Detaching works while the socket is open (Linux 5.3).</remarks>
/// <param name="Socket">The handle (<see cref="Socket.SafeHandle"/>) of one socket of the group; it has the option <c>SO_REUSEPORT</c>.</param>
public sealed record ReuseportTarget(SafeHandle Socket) : KernelTarget
{
    /// <summary>Creates the target.</summary>
    /// <param name="socket">One socket of the group; it has the option <c>SO_REUSEPORT</c>.</param>
    public ReuseportTarget(Socket socket)
        : this((socket ?? throw new ArgumentNullException(nameof(socket))).SafeHandle)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => SocketOptions.Describe("reuseport", Socket);

    /// <inheritdoc/>
    internal override KernelLink Attach(KernelProgram program)
    {
        RequireType(program, ProgramType.SkReuseport, ProgramType.SocketFilter);
        return new SocketOptionLink(program, this, Socket, SocketOptions.AttachReuseport, SocketOptions.DetachReuseport);
    }
}
