// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// Zeroed native memory of a map. It is asked for at once and never moves; the operating system commits its pages when they are first touched.
/// </summary>
internal sealed unsafe class NativeBlock : IDisposable
{
    private const int PageSize = 4096;

    // A map that cannot fit into the machine's memory is refused when it is made, as the kernel does, not when its pages are touched.
    private static readonly ulong Limit = (ulong)Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, 1L << 30);

    private byte* _start;

    private NativeBlock(byte* start, ulong length)
    {
        _start = start;
        Length = length;
    }

    /// <summary>The first byte; on a page boundary.</summary>
    public byte* Start => _start;

    /// <summary>The length in bytes.</summary>
    public ulong Length { get; }

    /// <summary>Allocates memory, or returns null when the machine does not have that much.</summary>
    /// <param name="length">The length in bytes.</param>
    /// <param name="sparse">Whether only some of it will be used: then address space is what counts, and the operating system decides.</param>
    public static NativeBlock? TryAllocate(UInt128 length, bool sparse = false)
    {
        if ((length > Limit && !sparse) || length > (UInt128)nint.MaxValue - PageSize)
            return null;
        ulong size = Math.Max((ulong)length, 1);
        byte* raw = null;
        try
        {
            // calloc hands out untouched pages for large sizes; the aligned allocators would have to clear them. The raw pointer is kept in
            // front of the aligned one.
            raw = (byte*)NativeMemory.AllocZeroed((nuint)size + PageSize + (nuint)sizeof(nint));
        }
        catch (OutOfMemoryException)
        {
            return null;
        }

        byte* start = (byte*)(((nuint)raw + (nuint)sizeof(nint) + PageSize - 1) & ~(nuint)(PageSize - 1));
        ((byte**)start)[-1] = raw;
        return new NativeBlock(start, size);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_start == null)
            return;
        NativeMemory.Free(((byte**)_start)[-1]);
        _start = null;
    }
}
