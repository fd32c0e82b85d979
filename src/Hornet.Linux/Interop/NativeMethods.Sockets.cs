// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <content>Sockets and memory shared with the kernel.</content>
internal static unsafe partial class NativeMethods
{
    /// <summary><c>AF_NETLINK</c>, <c>AF_XDP</c> (linux/socket.h).</summary>
    public const int NetlinkFamily = 16, XdpFamily = 44;

    /// <summary><c>SOCK_RAW | SOCK_CLOEXEC</c>.</summary>
    public const int RawSocketCloseOnExec = 3 | 0x80000;

    /// <summary><c>SOL_SOCKET</c>, <c>SOL_NETLINK</c>, <c>SOL_XDP</c>.</summary>
    public const int SocketLevel = 1, NetlinkLevel = 270, XdpLevel = 283;

    /// <summary><c>MSG_TRUNC</c>: a receive answers the length the message had; <c>MSG_DONTWAIT</c>: never block.</summary>
    public const int MessageTruncate = 0x20, MessageDoNotWait = 0x40;

    /// <summary><c>PROT_READ | PROT_WRITE</c>.</summary>
    public const int ProtectReadWrite = 3;

    /// <summary><c>MAP_SHARED</c>, <c>MAP_PRIVATE</c>, <c>MAP_ANONYMOUS</c>, <c>MAP_POPULATE</c>, <c>MAP_HUGETLB</c>.</summary>
    public const int MapShared = 1, MapPrivate = 2, MapAnonymous = 0x20, MapPopulate = 0x8000, MapHugePages = 0x40000;

    /// <summary>What <see cref="MemoryMap"/> answers instead of an address when it fails.</summary>
    public static void* MapFailed => (void*)-1;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, void* address, uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(int socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetSocketOption(int socket, int level, int name, void* value, uint* length);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(int socket, void* buffer, nuint length, int flags, void* address, uint addressLength);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    public static partial nint ReceiveFrom(int socket, void* buffer, nuint length, int flags, void* address, uint* addressLength);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial void* MemoryMap(void* address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int MemoryUnmap(void* address, nuint length);

    /// <param name="descriptors">What to wait for.</param>
    /// <param name="count">How many.</param>
    /// <param name="timeout">In milliseconds; negative waits for ever.</param>
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "if_indextoname", SetLastError = true)]
    public static partial byte* InterfaceName(uint index, byte* name);
}
