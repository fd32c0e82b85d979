// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>A program, or a helper on its behalf, touched memory the program may not touch.</summary>
public sealed class MemoryAccessException : ExecutionException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What the program did, without its position.</param>
    /// <param name="position">Where it was.</param>
    /// <param name="address">The first byte of the access.</param>
    /// <param name="size">The size of the access in bytes.</param>
    /// <param name="access">What the access wanted to do.</param>
    /// <param name="region">The nearest region's name, or null when the program has none.</param>
    /// <param name="distance">The distance in bytes from the region's first byte to <paramref name="address"/>.</param>
    public MemoryAccessException(
        string message,
        ExecutionPosition position,
        ulong address,
        ulong size,
        MemoryAccess access,
        string? region,
        long distance)
        : base(ExecutionError.MemoryAccess, message, position)
    {
        Address = address;
        Size = size;
        Access = access;
        Region = region;
        Distance = distance;
    }

    /// <summary>The first byte of the access.</summary>
    public ulong Address { get; }

    /// <summary>The size of the access in bytes.</summary>
    public ulong Size { get; }

    /// <summary>What the access wanted to do.</summary>
    public MemoryAccess Access { get; }

    /// <summary>The nearest region's name, or null when the program has none.</summary>
    public string? Region { get; }

    /// <summary>The distance in bytes from the nearest region's first byte to <see cref="Address"/>; negative below it.</summary>
    public long Distance { get; }
}
