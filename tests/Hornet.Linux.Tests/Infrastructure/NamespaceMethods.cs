// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>System calls that only tests make.</summary>
internal static partial class NamespaceMethods
{
    /// <summary><c>CLONE_NEWNET</c> (linux/sched.h).</summary>
    public const int NewNetwork = 0x40000000;

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int ThreadId();
}
