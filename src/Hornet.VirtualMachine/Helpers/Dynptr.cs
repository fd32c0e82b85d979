// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.VirtualMachines;

/// <summary>What a dynptr points into (<c>enum bpf_dynptr_type</c>).</summary>
internal enum DynptrKind : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Memory of the program.</summary>
    Local,

    /// <summary>A reserved record of a ring buffer.</summary>
    RingBuffer,

    /// <summary>The packet of an skb.</summary>
    Skb,

    /// <summary>The packet of an XDP program.</summary>
    Xdp,
}

/// <summary>
/// The 16 bytes programs know as <c>struct bpf_dynptr</c>, laid out as the kernel does (<c>struct bpf_dynptr_kern</c>): the size is in the low 24
/// bits of its word, the kind in bits 28 to 30, read-only in bit 31.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Dynptr
{
    /// <summary>The greatest size: what 24 bits hold.</summary>
    public const uint MaxSize = (1 << 24) - 1;

    private const int KindShift = 28;
    private const uint ReadOnlyBit = 1u << 31;

    /// <summary>The address of the data; for packets any address but 0. 0 means the dynptr is null.</summary>
    public ulong Data;

    /// <summary>Size, kind and read-only bit.</summary>
    public uint SizeAndKind;

    /// <summary>Where in the data the dynptr starts.</summary>
    public uint Offset;

    /// <summary>The size in bytes.</summary>
    public readonly uint Size => SizeAndKind & MaxSize;

    /// <summary>What it points into.</summary>
    public readonly DynptrKind Kind => (DynptrKind)((SizeAndKind & ~ReadOnlyBit) >> KindShift);

    /// <summary>Whether it may not be written through.</summary>
    public readonly bool IsReadOnly => (SizeAndKind & ReadOnlyBit) != 0;

    /// <summary>Makes a dynptr.</summary>
    public static Dynptr Create(ulong data, DynptrKind kind, uint size, bool isReadOnly = false) =>
        new() { Data = data, SizeAndKind = size | ((uint)kind << KindShift) | (isReadOnly ? ReadOnlyBit : 0) };

    /// <summary>The dynptr at an address of the program.</summary>
    public static Dynptr* At(ProgramRun run, ulong address, MemoryAccess access) =>
        (Dynptr*)run.Access(address, (ulong)sizeof(Dynptr), access);

    /// <summary>Whether a piece lies inside.</summary>
    public readonly bool Holds(uint offset, uint length) => length <= Size && offset <= Size - length;

    /// <summary>Cuts bytes off both ends.</summary>
    public void Adjust(uint start, uint end)
    {
        Offset += start;
        SizeAndKind = (SizeAndKind & ~MaxSize) | (end - start);
    }
}
