// SPDX-License-Identifier: Apache-2.0
using Microsoft.Win32.SafeHandles;

namespace Hornet.Linux;

/// <summary>The file descriptor of a kernel object: a map, a program, BTF or a link. The object lives as long as someone refers to it.</summary>
public sealed class BpfHandle : SafeHandleMinusOneIsInvalid
{
    /// <summary>Takes a file descriptor over; it is closed with the handle.</summary>
    public BpfHandle(int fd)
        : base(ownsHandle: true) => SetHandle(fd);

    /// <summary>The number of the descriptor, valid while the handle is open.</summary>
    /// <exception cref="ObjectDisposedException">The handle was closed.</exception>
    public int FileDescriptor
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (int)handle;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => NativeMethods.Close((int)handle) == 0;
}
