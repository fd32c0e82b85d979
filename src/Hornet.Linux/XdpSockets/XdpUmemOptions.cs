// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>The memory for the frames of AF_XDP sockets.</summary>
public sealed record XdpUmemOptions
{
    /// <summary>How many frames there are; each holds one packet, or a part of one. Default: 4,096.</summary>
    public int FrameCount { get; init; } = 4096;

    /// <summary>
    /// The size of a frame in bytes, from 2,048 to the size of a page, and a power of two unless <see cref="IsUnaligned"/>. A received packet has what is
    /// left behind <see cref="Headroom"/> and 256 bytes of the kernel's. Default: 4,096.
    /// </summary>
    public int FrameSize { get; init; } = 4096;

    /// <summary>How many bytes the kernel leaves free in front of each received packet, for the application. Default: 0.</summary>
    public int Headroom { get; init; }

    /// <summary>Whether frames may have any size, and lie across pages (<c>XDP_UMEM_UNALIGNED_CHUNK_FLAG</c>, since Linux 5.4). Drivers want huge pages for it.</summary>
    public bool IsUnaligned { get; init; }

    /// <summary>Whether the memory is made of huge pages, which an administrator reserves in <c>/proc/sys/vm/nr_hugepages</c>.</summary>
    public bool UseHugePages { get; init; }
}
