// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <content>Waiting for many descriptors at once; processes as descriptors.</content>
internal static unsafe partial class NativeMethods
{
    /// <summary><c>EPOLL_CLOEXEC</c>, and <c>EFD_CLOEXEC | EFD_NONBLOCK</c>.</summary>
    public const int EpollCloseOnExec = 0x80000, EventFdCloseOnExecNonBlocking = 0x80800;

    /// <summary><c>EPOLL_CTL_ADD</c>, <c>EPOLL_CTL_DEL</c>, <c>EPOLL_CTL_MOD</c>.</summary>
    public const int EpollAdd = 1, EpollDelete = 2, EpollModify = 3;

    /// <summary><c>EPOLLIN</c>, <c>EPOLLOUT</c>, <c>EPOLLET</c>.</summary>
    public const uint EpollReadable = 1, EpollWritable = 4, EpollEdgeTriggered = 1u << 31;

    /// <summary><c>PROT_READ</c>.</summary>
    public const int ProtectRead = 1;

    /// <summary>The number of the <c>pidfd_open</c> system call, the same everywhere.</summary>
    public const long ProcessFdOpenNumber = 434;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial long ProcessFdOpen(long number, int process, uint flags);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    /// <param name="epoll">The set of descriptors.</param>
    /// <param name="operation">What to do with one.</param>
    /// <param name="fd">Which.</param>
    /// <param name="epollEvent">A <see cref="EpollEvents"/> of one event.</param>
    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int fd, byte* epollEvent);

    /// <param name="epoll">The set of descriptors.</param>
    /// <param name="events">Room for events.</param>
    /// <param name="count">For how many.</param>
    /// <param name="timeout">In milliseconds; negative waits for ever.</param>
    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* events, int count, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int fd, void* bytes, nuint length);
}
