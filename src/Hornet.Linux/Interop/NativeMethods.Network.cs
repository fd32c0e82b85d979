// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <content>Interfaces and namespaces.</content>
internal static unsafe partial class NativeMethods
{
    /// <summary><c>F_DUPFD_CLOEXEC</c> (linux/fcntl.h).</summary>
    public const int DuplicateCloseOnExec = 1030;

    /// <summary><c>CLONE_NEWNET</c> (linux/sched.h).</summary>
    public const int NetworkNamespaceKind = 0x40000000;

    [LibraryImport("libc", EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint InterfaceIndex(string name);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FileControl(int fd, int command, int argument);

    /// <summary>Moves the calling thread into a namespace.</summary>
    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(int fd, int kind);
}
