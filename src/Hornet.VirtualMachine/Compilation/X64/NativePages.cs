// SPDX-License-Identifier: Apache-2.0
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>The operating system's calls for pages of memory whose protection changes.</summary>
internal static unsafe partial class NativePages
{
    // The same numbers on Linux (all architectures that .NET has) and macOS, but for MAP_ANONYMOUS.
    private const int ProtectRead = 1;
    private const int ProtectWrite = 2;
    private const int ProtectExecute = 4;
    private const int MapPrivate = 2;

    // memoryapi.h and winnt.h.
    private const uint MemoryCommit = 0x1000;
    private const uint MemoryReserve = 0x2000;
    private const uint MemoryRelease = 0x8000;
    private const uint PageReadWrite = 0x04;
    private const uint PageExecuteRead = 0x20;

    private static int MapAnonymous => OperatingSystem.IsMacOS() ? 0x1000 : 0x20;

    /// <summary>Takes pages that can be read and written; zeros.</summary>
    /// <exception cref="Win32Exception">There are none.</exception>
    public static byte* Allocate(nuint length)
    {
        if (OperatingSystem.IsWindows())
        {
            void* pages = VirtualAlloc(null, length, MemoryCommit | MemoryReserve, PageReadWrite);
            return pages != null ? (byte*)pages : throw Failure("Taking memory for machine code");
        }

        nint mapped = Map(0, length, ProtectRead | ProtectWrite, MapPrivate | MapAnonymous, -1, 0);
        return mapped != -1 ? (byte*)mapped : throw Failure("Taking memory for machine code");
    }

    /// <summary>Makes pages executable, and no longer writable.</summary>
    /// <exception cref="Win32Exception">The system does not allow it (SELinux's <c>execmem</c>, for example).</exception>
    public static void MakeExecutable(byte* start, nuint length)
    {
        bool done = OperatingSystem.IsWindows()
            ? VirtualProtect(start, length, PageExecuteRead, out _) != 0
            : Protect((nint)start, length, ProtectRead | ProtectExecute) == 0;
        if (!done)
        {
            throw Failure("Making machine code executable");
        }
    }

    /// <summary>Gives pages back.</summary>
    public static bool Free(nint start, nuint length) =>
        OperatingSystem.IsWindows() ? VirtualFree((void*)start, 0, MemoryRelease) != 0 : Unmap(start, length) == 0;

    private static Win32Exception Failure(string what) =>
        new(Marshal.GetLastPInvokeError(), $"{what}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial void* VirtualAlloc(void* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualProtect(void* address, nuint size, uint protection, out uint old);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualFree(void* address, nuint size, uint type);
}
