// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hornet.Linux;

/// <summary>Memory shared with the kernel (mmap(2)); unmapped when disposed.</summary>
internal sealed unsafe class MappedMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    private MappedMemory(void* start, nuint length)
        : base(ownsHandle: true)
    {
        SetHandle((nint)start);
        Length = length;
    }

    /// <summary>Its length in bytes.</summary>
    public nuint Length { get; }

    /// <summary>Where it begins.</summary>
    public byte* Start => (byte*)handle;

    /// <summary>Maps the memory of a descriptor.</summary>
    /// <param name="doing">For the error: what is being done to which object.</param>
    /// <param name="fd">The descriptor.</param>
    /// <param name="offset">Where in it to begin, in bytes.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="isWritable">Whether this process may write them.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static MappedMemory Map(string doing, int fd, long offset, nuint length, bool isWritable) =>
        TryMap(null, fd, offset, length, isWritable, NativeMethods.MapShared, out int errno)
        ?? throw new SystemCallException(doing, "mmap", errno, errno == SyscallErrors.NotPermitted ? "the descriptor, or the map being frozen, does not allow it" : "");

    /// <summary>Maps the memory of a descriptor, at a given address if there is one.</summary>
    /// <returns>Null, and the error number, when the kernel refuses.</returns>
    public static MappedMemory? TryMap(void* address, int fd, long offset, nuint length, bool isWritable, int flags, out int errno)
    {
        void* start = NativeMethods.MemoryMap(address, length, isWritable ? NativeMethods.ProtectReadWrite : NativeMethods.ProtectRead, flags, fd, offset);
        errno = start == NativeMethods.MapFailed ? Marshal.GetLastPInvokeError() : 0;
        return errno == 0 ? new MappedMemory(start, length) : null;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => NativeMethods.MemoryUnmap((void*)handle, Length) == 0;
}
