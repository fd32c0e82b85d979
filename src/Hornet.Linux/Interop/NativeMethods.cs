// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>The C library's doors to the kernel.</summary>
internal static unsafe partial class NativeMethods
{
    /// <summary>The number of the <c>bpf</c> system call (asm/unistd_64.h, asm-generic/unistd.h).</summary>
    public static long BpfNumber { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.Arm64 => 280,
        Architecture other => throw new PlatformNotSupportedException($"Calling bpf(2): its number on {other} is not known; x64 and arm64 are."),
    };

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial long SystemCall(long number, int command, void* attributes, uint size);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);
}
