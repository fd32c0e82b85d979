// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <content>Limits of this process, and what the kernel says about itself.</content>
internal static unsafe partial class NativeMethods
{
    /// <summary><c>RLIMIT_MEMLOCK</c> (asm-generic/resource.h).</summary>
    public const int LockedMemoryLimit = 8;

    /// <param name="resource">Which limit.</param>
    /// <param name="limits">The soft and the hard limit; <see cref="ulong.MaxValue"/> for none.</param>
    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    public static partial int SetLimit(int resource, ulong* limits);

    /// <param name="names"><c>struct utsname</c>: six names of 65 bytes each.</param>
    [LibraryImport("libc", EntryPoint = "uname", SetLastError = true)]
    public static partial int SystemName(byte* names);
}
