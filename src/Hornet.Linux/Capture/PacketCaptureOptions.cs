// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode.Classic;

namespace Hornet.Linux;

/// <summary>How packets are captured.</summary>
public sealed record PacketCaptureOptions
{
    /// <summary>Every packet of the interface, whole, in a buffer of 8 MiB.</summary>
    public static PacketCaptureOptions Default { get; } = new();

    /// <summary>The most bytes kept of a packet; 262,144 by default, as tcpdump has it. A filter that answers less keeps less.</summary>
    public int SnapLength { get; init; } = 262_144;

    /// <summary>Whether the interface also takes frames that are for others, while the capture is open. Not by default; it has no effect on the capture of all interfaces.</summary>
    public bool IsPromiscuous { get; init; }

    /// <summary>Which packets; both directions by default.</summary>
    public PacketDirection Direction { get; init; }

    /// <summary>
    /// A classic program that runs in the kernel on every packet and answers how many bytes to keep, 0 for none. It is written for the capture's link type
    /// (<see cref="PacketCapture.FindLinkType"/>). Null for no filter.
    /// </summary>
    public ImmutableArray<ClassicInstruction>? Filter { get; init; }

    /// <summary>
    /// A loaded program of type <c>socket_filter</c> instead of <see cref="Filter"/>. On the capture of all interfaces it gets packets from their network header on.
    /// </summary>
    public KernelProgram? Program { get; init; }

    /// <summary>
    /// Whether VLAN tags that the kernel or the card took out are put back where they were, so that packets look as they did on the wire. True by default. The filter
    /// has already run then: it finds tags by the kernel's extensions.
    /// </summary>
    public bool RestoresVlanTags { get; init; } = true;

    /// <summary>The size of the buffer shared with the kernel in bytes, rounded up to whole blocks, at least two; 8 MiB by default.</summary>
    public int BufferSize { get; init; } = 8 << 20;

    /// <summary>
    /// The size of a block in bytes: the kernel hands packets over by the block. A power of two of at least 4,096; longer packets are cut. 256 KiB by default, room for the
    /// largest packets of segmentation offload (64 KiB).
    /// </summary>
    public int BlockSize { get; init; } = 256 << 10;

    /// <summary>How long a packet may wait until its block is handed over though it is not full; 100 milliseconds by default.</summary>
    public TimeSpan BlockTimeout { get; init; } = TimeSpan.FromMilliseconds(100);
}
