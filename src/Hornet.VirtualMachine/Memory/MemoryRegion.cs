// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// A range of native memory that programs may touch: a stack, a packet, the values of a map. The owner of the memory keeps it alive for as
/// long as the region is part of an <see cref="AddressSpace"/>.
/// </summary>
/// <remarks>
/// A map keeps its values in slabs: element after element, <see cref="Stride"/> bytes apart, of which the first <see cref="ElementSize"/>
/// bytes after <see cref="ElementOffset"/> may be touched. An access must lie inside one element, as the kernel's verifier demands.
/// </remarks>
internal sealed unsafe class MemoryRegion
{
    /// <summary>Describes a range of native memory.</summary>
    /// <param name="name">What it is, for messages: <c>stack</c>, <c>value of map counters</c>.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="length">The length in bytes.</param>
    /// <param name="access">What programs may do with it.</param>
    public MemoryRegion(string name, byte* start, ulong length, MemoryAccess access = MemoryAccess.ReadWrite)
    {
        Name = name;
        Start = (ulong)start;
        Length = length;
        Access = access;
    }

    /// <summary>Describes a slab of elements of which programs may touch only the insides.</summary>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="start">The first byte of the first element.</param>
    /// <param name="length">The length of the slab in bytes.</param>
    /// <param name="stride">Bytes from an element to the next.</param>
    /// <param name="elementOffset">Bytes from the start of an element to the part that may be touched.</param>
    /// <param name="elementSize">The size in bytes of the part that may be touched.</param>
    /// <param name="access">What programs may do with it.</param>
    public MemoryRegion(
        string name,
        byte* start,
        ulong length,
        ulong stride,
        ulong elementOffset,
        ulong elementSize,
        MemoryAccess access = MemoryAccess.ReadWrite)
        : this(name, start, length, access)
    {
        ArgumentOutOfRangeException.ThrowIfZero(stride);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementOffset + elementSize, stride);
        Stride = stride;
        ElementOffset = elementOffset;
        ElementSize = elementSize;
    }

    /// <summary>What the memory is, for messages.</summary>
    public string Name { get; }

    /// <summary>The address of the first byte.</summary>
    public ulong Start { get; }

    /// <summary>The length in bytes.</summary>
    public ulong Length { get; }

    /// <summary>One past the address of the last byte.</summary>
    public ulong End => Start + Length;

    /// <summary>What programs may do with it.</summary>
    public MemoryAccess Access { get; }

    /// <summary>Bytes from an element to the next, or 0 when the region is one piece.</summary>
    public ulong Stride { get; }

    /// <summary>Bytes from the start of an element to the part that may be touched.</summary>
    public ulong ElementOffset { get; }

    /// <summary>The size in bytes of the part of an element that may be touched.</summary>
    public ulong ElementSize { get; }

    /// <summary>
    /// Finds the piece of the region that holds an access: the region itself, or the one element the access lies in.
    /// </summary>
    /// <param name="address">The first byte of the access.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="start">The first byte of the piece.</param>
    /// <param name="length">The length of the piece in bytes.</param>
    /// <returns>False when no piece holds the whole access.</returns>
    public bool TryGetPiece(ulong address, ulong size, out ulong start, out ulong length)
    {
        start = Start;
        length = Length;
        ulong offset = address - Start;
        if (offset >= Length || size > Length - offset)
        {
            return false;
        }

        if (Stride == 0)
        {
            return true;
        }

        ulong element = offset / Stride * Stride;
        start = Start + element + ElementOffset;
        length = ElementSize;
        ulong inside = address - start;
        return inside < length && size <= length - inside;
    }
}
