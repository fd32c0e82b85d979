// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>struct sockaddr_xdp</c> (linux/if_xdp.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct XdpAddress
{
    [FieldOffset(0)] public ushort Family;
    [FieldOffset(2)] public XdpBindFlags Flags;
    [FieldOffset(4)] public int InterfaceIndex;
    [FieldOffset(8)] public int Queue;
    [FieldOffset(12)] public int SharedMemoryFd;
}

/// <summary><c>sxdp_flags</c>.</summary>
[Flags]
internal enum XdpBindFlags : ushort
{
    None = 0,
    SharedMemory = 1,
    Copy = 2,
    ZeroCopy = 4,
    NeedWakeup = 8,
    MultiBuffer = 16,
}

/// <summary><c>struct xdp_umem_reg</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct XdpMemoryRegistration
{
    /// <summary><c>XDP_UMEM_UNALIGNED_CHUNK_FLAG</c>.</summary>
    public const uint Unaligned = 1;

    [FieldOffset(0)] public void* Start;
    [FieldOffset(8)] public ulong Length;
    [FieldOffset(16)] public uint FrameSize;
    [FieldOffset(20)] public uint Headroom;
    [FieldOffset(24)] public uint Flags;
    [FieldOffset(28)] public uint MetadataLength;
}

/// <summary><c>struct xdp_ring_offset</c>: where in the mapping of a ring its parts are.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct XdpRingOffsets
{
    [FieldOffset(0)] public ulong Producer;
    [FieldOffset(8)] public ulong Consumer;
    [FieldOffset(16)] public ulong Entries;
    [FieldOffset(24)] public ulong Flags;
}

/// <summary><c>struct xdp_mmap_offsets</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct XdpRingsOffsets
{
    [FieldOffset(0)] public XdpRingOffsets Receive;
    [FieldOffset(32)] public XdpRingOffsets Transmit;
    [FieldOffset(64)] public XdpRingOffsets Fill;
    [FieldOffset(96)] public XdpRingOffsets Completion;
}

/// <summary><c>struct xdp_desc</c>: a frame in the receive or transmit ring.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct XdpDescriptor
{
    /// <summary><c>XDP_PKT_CONTD</c>.</summary>
    public const uint Continued = 1;

    [FieldOffset(0)] public ulong Address;
    [FieldOffset(8)] public uint Length;
    [FieldOffset(12)] public uint Options;
}

/// <summary><c>struct xdp_statistics</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
internal struct RawXdpStatistics
{
    [FieldOffset(0)] public ulong ReceiveDropped;
    [FieldOffset(8)] public ulong ReceiveInvalid;
    [FieldOffset(16)] public ulong TransmitInvalid;
    [FieldOffset(24)] public ulong ReceiveRingFull;
    [FieldOffset(32)] public ulong FillRingEmpty;
    [FieldOffset(40)] public ulong TransmitRingEmpty;
}
