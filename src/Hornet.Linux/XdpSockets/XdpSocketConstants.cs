// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Socket options of AF_XDP (linux/if_xdp.h) and of busy polling (asm-generic/socket.h), and where the rings are mapped from.</summary>
internal static class XdpSocketConstants
{
    public const int MapOffsets = 1, ReceiveRing = 2, TransmitRing = 3, RegisterMemory = 4, FillRing = 5, CompletionRing = 6, Statistics = 7, Options = 8;

    public const int SocketError = 4, BusyPoll = 46, PreferBusyPoll = 69, BusyPollBudget = 70, NamespaceCookie = 71;

    public const long ReceiveOffset = 0, TransmitOffset = 0x8000_0000, FillOffset = 0x1_0000_0000, CompletionOffset = 0x1_8000_0000;

    /// <summary><c>XDP_RING_NEED_WAKEUP</c>.</summary>
    public const uint NeedWakeup = 1;

    /// <summary><c>XDP_OPTIONS_ZEROCOPY</c>.</summary>
    public const uint ZeroCopy = 1;

    /// <summary><c>XDP_PACKET_HEADROOM</c>: what the kernel keeps free in front of a received frame, for programs that grow it.</summary>
    public const int ProgramHeadroom = 256;
}
