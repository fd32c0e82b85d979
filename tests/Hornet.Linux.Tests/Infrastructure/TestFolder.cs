// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hornet.Linux.Tests.Infrastructure;

/// <summary>Opens folders, which .NET does not.</summary>
internal static partial class TestFolder
{
    private const int Directory = 0x10000, CloseOnExec = 0x80000; // O_DIRECTORY, O_CLOEXEC

    /// <summary>A descriptor of a folder.</summary>
    public static SafeFileHandle Open(string path)
    {
        int fd = OpenFile(path, Directory | CloseOnExec);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw new IOException($"opening {path}: errno {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}
