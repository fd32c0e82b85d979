// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Seccomp.Tests;

/// <summary>System calls as they are, of 64 and 32 bits.</summary>
internal static unsafe partial class RawCalls
{
    /// <summary>A number that no architecture has: the kernel answers it with ENOSYS.</summary>
    public const uint Unused = 1000;

    public const int NotImplemented = 38;

    /// <summary>The 32-bit call of a 64-bit process: eax and ebx from the first two arguments, int 0x80, the answer in eax.</summary>
    private static readonly byte[] Interrupt = [0x53, 0x89, 0xf8, 0x89, 0xf3, 0xcd, 0x80, 0x5b, 0xc3];

    /// <summary>Makes a call; the answer is the error number, or 0.</summary>
    public static int Call(uint number, ReadOnlySpan<ulong> arguments)
    {
        Marshal.SetLastSystemError(0);
        return SystemCall(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]) < 0 ? Marshal.GetLastSystemError() : 0;
    }

    /// <summary>Makes a call that may wait: the garbage collector does not wait for it.</summary>
    public static (long Value, int Errno) CallWaiting(uint number, ulong first, ulong second)
    {
        long value = WaitingSystemCall(number, first, second, 0, 0, 0, 0);
        return (value, value < 0 ? Marshal.GetLastPInvokeError() : 0);
    }

    /// <summary>Memory with the code of a 32-bit call.</summary>
    public static delegate* unmanaged<uint, uint, int> MapInterrupt()
    {
        byte* page = (byte*)Map(0, 4096, 7, 0x22, -1, 0);
        ((nint)page).ShouldNotBe(-1);
        Interrupt.CopyTo(new Span<byte>(page, 4096));
        return (delegate* unmanaged<uint, uint, int>)page;
    }

    public static void Unmap(delegate* unmanaged<uint, uint, int> code) => _ = Unmap((nint)code, 4096);

    [LibraryImport("libc", EntryPoint = "syscall")]
    [SuppressGCTransition]
    private static partial long SystemCall(long number, ulong a, ulong b, ulong c, ulong d, ulong e, ulong f);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long WaitingSystemCall(long number, ulong a, ulong b, ulong c, ulong d, ulong e, ulong f);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
