// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>How an AF_XDP socket is made. Sizes of rings are numbers of frames, powers of two.</summary>
public sealed record XdpSocketOptions
{
    /// <summary>How many received frames may wait for the application; 0 for a socket that only sends. Default: 2,048.</summary>
    public int ReceiveRingSize { get; init; } = 2048;

    /// <summary>How many frames may wait to be sent; 0 for a socket that only receives. Default: 2,048.</summary>
    public int TransmitRingSize { get; init; } = 2048;

    /// <summary>How many frames the ring of empty frames for the kernel takes; it belongs to the queue, so the first socket there decides. Default: 2,048.</summary>
    public int FillRingSize { get; init; } = 2048;

    /// <summary>How many sent frames may wait to be taken back; it belongs to the queue, so the first socket there decides. Default: 2,048.</summary>
    public int CompletionRingSize { get; init; } = 2048;

    /// <summary>
    /// How many frames of the memory the kernel has to receive into; it belongs to the queue, so the first socket that receives there decides. Default,
    /// as -1: half of the free ones, at most <see cref="FillRingSize"/>.
    /// </summary>
    public int ReceiveFrames { get; init; } = -1;

    /// <summary>Whether packets are copied.</summary>
    public XdpBindMode BindMode { get; init; }

    /// <summary>Whether the kernel says when it wants to be woken, which saves system calls (<c>XDP_USE_NEED_WAKEUP</c>, since Linux 5.4). Default: true.</summary>
    public bool UseNeedWakeup { get; init; } = true;

    /// <summary>
    /// Whether packets larger than a frame come, and may be sent, in several (<c>XDP_USE_SG</c>, since Linux 6.6). The program has to allow them too
    /// (section <c>xdp.frags</c>); without this the kernel drops them.
    /// </summary>
    public bool IsMultiBuffer { get; init; }

    /// <summary>Drives the card's queue from the thread that receives; null leaves that to interrupts.</summary>
    public XdpBusyPoll? BusyPoll { get; init; }
}
