// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>
/// Memory of the simulated kernel and its processes at the addresses they would have. Programs read it with <c>bpf_probe_read_kernel</c> and
/// its relatives; they cannot touch it directly.
/// </summary>
/// <remarks>Blocks may be added and replaced while programs run; a run sees a block either as it was or as it is.</remarks>
public sealed class SimulatedMemory
{
    private readonly Lock _lock = new();
    private volatile Block[] _blocks = [];

    /// <summary>Puts bytes at an address. A block at the same address with the same length is replaced.</summary>
    /// <param name="address">The address of the first byte.</param>
    /// <param name="bytes">The bytes; not copied, so the caller may change them between runs.</param>
    /// <exception cref="ArgumentException">The block overlaps another, or runs past the end of the address space.</exception>
    public void Map(ulong address, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty || address > ulong.MaxValue - (ulong)bytes.Length)
            throw new ArgumentException("Mapping simulated memory: the block is empty or runs past the end of the address space.", nameof(bytes));

        lock (_lock)
        {
            List<Block> blocks = [.. _blocks];
            blocks.RemoveAll(block => block.Address == address && block.Bytes.Length == bytes.Length);
            if (blocks.Exists(block => block.Address < address + (ulong)bytes.Length && address < block.End))
                throw new ArgumentException($"Mapping simulated memory: the block at 0x{address:x} overlaps another.", nameof(address));
            blocks.Add(new Block(address, bytes));
            blocks.Sort((left, right) => left.Address.CompareTo(right.Address));
            _blocks = [.. blocks];
        }
    }

    /// <summary>Takes away the block at an address.</summary>
    /// <returns>False when no block starts there.</returns>
    public bool Unmap(ulong address)
    {
        lock (_lock)
        {
            Block[] rest = Array.FindAll(_blocks, block => block.Address != address);
            bool found = rest.Length != _blocks.Length;
            _blocks = rest;
            return found;
        }
    }

    /// <summary>Reads bytes that lie in one block; false when they do not.</summary>
    internal bool TryRead(ulong address, scoped Span<byte> destination)
    {
        ReadOnlySpan<byte> bytes = ReadableFrom(address);
        if (bytes.Length < destination.Length)
            return false;
        bytes[..destination.Length].CopyTo(destination);
        return true;
    }

    /// <summary>The bytes from an address to the end of its block; empty when there is none.</summary>
    internal ReadOnlySpan<byte> ReadableFrom(ulong address)
    {
        Block[] blocks = _blocks;
        int low = 0;
        int high = blocks.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (blocks[middle].End <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low < blocks.Length && address >= blocks[low].Address
            ? blocks[low].Bytes.Span[(int)(address - blocks[low].Address)..]
            : default;
    }

    private sealed record Block(ulong Address, ReadOnlyMemory<byte> Bytes)
    {
        public ulong End => Address + (ulong)Bytes.Length;
    }
}
