// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>
/// A hash table as compiled code sees it: everything a look-up needs, in native memory at an address that does not change. Written once, when the
/// table is made, and freed with it. Machine code reads the fields by their offsets, so their order is fixed.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HashView
{
    /// <summary>Set in a link that ends a chain; the other bits are the bucket's number.</summary>
    public const uint Marker = 0x8000_0000;

    /// <summary>Offset 0. For each bucket the number of its first element, exclusive-or its end marker: 0 for an empty bucket.</summary>
    public uint* Heads;

    /// <summary>Offset 8. The first element; see <see cref="HashElement"/>.</summary>
    public byte* Elements;

    /// <summary>Offset 16. What <see cref="KeyHash"/> mixes into every hash.</summary>
    public ulong Seed;

    /// <summary>Offset 24. The number of buckets less one.</summary>
    public uint Mask;

    /// <summary>Offset 28. Bytes from an element to the next.</summary>
    public uint Stride;

    /// <summary>Offset 32. The size of a key in bytes.</summary>
    public int KeySize;

    /// <summary>Offset 36. Bytes from an element to its payload: the value, unless there is one for each CPU.</summary>
    public int PayloadOffset;

    /// <summary>Offset 40. The values of maps with one for each CPU. Each CPU's lie together, so that CPUs do not share cache lines.</summary>
    public byte* CpuValues;

    /// <summary>Offset 48. Bytes from one CPU's values to the next one's.</summary>
    public ulong CpuStride;

    /// <summary>Offset 56. Bytes from a CPU's value of an element to that of the next.</summary>
    public uint CpuElementStride;

    /// <summary>The value of a CPU, in maps with one for each.</summary>
    public readonly byte* CpuValue(uint element, int cpu) => CpuValues + ((ulong)element * CpuElementStride) + ((uint)cpu * CpuStride);

    /// <summary>The element of a number.</summary>
    public readonly HashElement* At(uint element) => (HashElement*)(Elements + ((ulong)element * Stride));
}

/// <summary>The first bytes of an element. The key follows, then the payload, each rounded up to 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HashElement
{
    /// <summary>The size of this header: where the key begins.</summary>
    public const int Size = 16;

    /// <summary>Offset 0. The next element of the chain, or <see cref="HashView.Marker"/> with the bucket's number.</summary>
    public uint Next;

    /// <summary>Offset 4. The hash of the key.</summary>
    public uint Hash;

    /// <summary>Offset 8. Links elements that are not part of the map.</summary>
    public uint Link;

    /// <summary>Offset 12. Not 0 when an LRU map's entry was used since its turn to be given up last came.</summary>
    public uint Used;

    /// <summary>Notes that an entry was used. Written only when it changes something, so that readers of a busy entry do not fight for its cache line.</summary>
    public void Use()
    {
        if (Used == 0)
            Volatile.Write(ref Used, 1);
    }
}
