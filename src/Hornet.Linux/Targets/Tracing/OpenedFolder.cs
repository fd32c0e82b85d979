// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>A folder or file as a descriptor, for calls that name control groups so.</summary>
internal static class OpenedFolder
{
    /// <summary>Opens a path for reading.</summary>
    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    public static BpfHandle Open(string doing, string path, string hint)
    {
        int fd = NativeMethods.OpenPath(path, NativeMethods.OpenReadOnlyCloseOnExec, 0);
        if (fd >= 0)
            return new BpfHandle(fd);
        int errno = Marshal.GetLastPInvokeError();
        throw new SystemCallException(doing, $"open(\"{path}\")", errno, errno == SyscallErrors.NoEntry ? $"it does not exist; {hint}" : "");
    }
}
