// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hornet.Linux;

/// <summary>Opens folders, devices and namespace files for their descriptor alone.</summary>
internal static class OpenedFile
{
    // asm-generic/fcntl.h; O_DIRECTORY differs on arm64.
    private const int CloseOnExec = 0x80000;
    private static readonly int DirectoryOnly = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static SafeFileHandle Folder(string path) => Open(path, CloseOnExec | DirectoryOnly);

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static SafeFileHandle ForReading(string path) => Open(path, CloseOnExec);

    private static SafeFileHandle Open(string path, int flags)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        int fd = NativeMethods.OpenFile(path, flags);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw new SystemCallException($"opening {path}", "open", Marshal.GetLastPInvokeError());
    }
}
