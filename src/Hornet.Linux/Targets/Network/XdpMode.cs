// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Where on the way of a packet an XDP program runs.</summary>
public enum XdpMode
{
    /// <summary>In the driver if it can, otherwise in the kernel's stack.</summary>
    Automatic,

    /// <summary>In the driver, before the kernel allocates a buffer for the packet (<c>XDP_FLAGS_DRV_MODE</c>); refused where the driver cannot.</summary>
    Native,

    /// <summary>In the kernel's stack, behind the driver: works for every interface, and is slower (<c>XDP_FLAGS_SKB_MODE</c>).</summary>
    Generic,

    /// <summary>In the network card (<c>XDP_FLAGS_HW_MODE</c>); the program must have been loaded for that interface.</summary>
    Offload,
}
