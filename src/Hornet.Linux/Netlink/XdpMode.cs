// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Where on a frame's way an XDP program runs (<c>XDP_FLAGS_*_MODE</c>, linux/if_link.h).</summary>
public enum XdpMode
{
    /// <summary>The kernel chooses: the driver where it supports XDP, otherwise the generic path.</summary>
    Automatic = 0,

    /// <summary>In the networking stack, after a socket buffer was made of the frame: with every interface, and slower.</summary>
    Generic = 2,

    /// <summary>In the driver, on the frame as it came.</summary>
    Native = 4,

    /// <summary>On the network card itself.</summary>
    Offload = 8,
}
