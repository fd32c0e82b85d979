// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Hornet.Linux.Tests.Cgroups;

/// <summary>A socket's addresses as the kernel tells them now; .NET remembers them.</summary>
internal static unsafe partial class AddressNames
{
    public static int PeerPort(Socket socket)
    {
        byte* address = stackalloc byte[128];
        int length = 128;
        return GetPeerName((int)socket.Handle, address, &length) == 0 ? Port(address) : throw new SocketException(Marshal.GetLastPInvokeError());
    }

    public static int OwnPort(Socket socket)
    {
        byte* address = stackalloc byte[128];
        int length = 128;
        return GetSockName((int)socket.Handle, address, &length) == 0 ? Port(address) : throw new SocketException(Marshal.GetLastPInvokeError());
    }

    /// <summary>The port stands behind the family in IPv4 and IPv6 addresses, in network byte order; in a Unix address it is part of the path.</summary>
    private static int Port(byte* address) => BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(address + 2, sizeof(ushort)));

    [LibraryImport("libc", EntryPoint = "getpeername", SetLastError = true)]
    private static partial int GetPeerName(int socket, byte* address, int* length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    private static partial int GetSockName(int socket, byte* address, int* length);
}
