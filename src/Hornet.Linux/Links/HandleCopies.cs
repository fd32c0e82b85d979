// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>Second descriptors of what a caller may close while an attachment still needs it.</summary>
internal static class HandleCopies
{
    /// <summary>A second descriptor of the same object.</summary>
    /// <exception cref="SystemCallException">The process has too many.</exception>
    public static BpfHandle Duplicate(BpfHandle handle, string doing)
    {
        int fd = NativeMethods.FileControl(handle.FileDescriptor, NativeMethods.DuplicateCloseOnExec, 0);
        return fd >= 0 ? new BpfHandle(fd) : throw new SystemCallException(doing, "fcntl(F_DUPFD_CLOEXEC)", Marshal.GetLastPInvokeError());
    }
}
