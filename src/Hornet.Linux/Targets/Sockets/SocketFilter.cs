// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Hornet.Bytecode.Classic;

namespace Hornet.Linux;

/// <summary>Classic programs on sockets, which need no privilege. For eBPF programs see <see cref="SocketTarget"/> and <see cref="ReuseportTarget"/>.</summary>
/// <example>
/// <code>
/// SocketFilter.Attach(socket, ClassicText.Parse("ldh [12] jeq #0x800, ip ret #0 ip: ret #65535"));
/// </code>
/// </example>
public static class SocketFilter
{
    /// <summary>Has a socket keep only what a classic program answers a length for (<c>SO_ATTACH_FILTER</c>); it takes the place of any filter the socket has.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="program">The program, at most 4,096 instructions.</param>
    /// <exception cref="ClassicProgramException">The program is not valid.</exception>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static void Attach(Socket socket, ReadOnlySpan<ClassicInstruction> program)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ClassicValidator.Validate(program);
        SocketOptions.Set(socket.SafeHandle, $"attaching a classic filter to {SocketOptions.Describe("socket", socket.SafeHandle)}", SocketOptions.AttachClassicFilter, program);
    }

    /// <summary>Takes the filter off a socket, classic or not.</summary>
    /// <param name="socket">The socket.</param>
    /// <exception cref="SystemCallException">The socket has none, or it is locked.</exception>
    public static void Detach(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        SocketOptions.Set(socket.SafeHandle, $"detaching the filter of {SocketOptions.Describe("socket", socket.SafeHandle)}", SocketOptions.DetachFilter, 0);
    }

    /// <summary>Keeps the filter of a socket, or its lack of one, from being changed for as long as the socket lives (<c>SO_LOCK_FILTER</c>).</summary>
    /// <param name="socket">The socket.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static void Lock(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        SocketOptions.Lock(socket.SafeHandle);
    }

    /// <summary>
    /// Has a classic program choose among the sockets that share an address (<c>SO_ATTACH_REUSEPORT_CBPF</c>): it answers the number of the socket in the order in which they
    /// were bound; a number without a socket leaves the choice to the kernel.
    /// </summary>
    /// <param name="socket">One socket of the group; it has the option <c>SO_REUSEPORT</c>.</param>
    /// <param name="program">The program.</param>
    /// <exception cref="ClassicProgramException">The program is not valid.</exception>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static void AttachReuseport(Socket socket, ReadOnlySpan<ClassicInstruction> program)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ClassicValidator.Validate(program);
        SocketOptions.Set(socket.SafeHandle, $"attaching a classic program to {SocketOptions.Describe("reuseport", socket.SafeHandle)}", SocketOptions.AttachClassicReuseport, program);
    }

    /// <summary>Takes the program off a group of sockets that share an address, classic or not (Linux 5.3).</summary>
    /// <param name="socket">One socket of the group.</param>
    /// <exception cref="SystemCallException">The group has none.</exception>
    public static void DetachReuseport(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        SocketOptions.Set(socket.SafeHandle, $"detaching the program of {SocketOptions.Describe("reuseport", socket.SafeHandle)}", SocketOptions.DetachReuseport, 0);
    }
}
