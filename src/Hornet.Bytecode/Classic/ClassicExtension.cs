// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>
/// What Linux lets a filter load besides the packet's bytes: a load from offset <see cref="ClassicExtensions.AncillaryOffset"/> plus one of
/// these (<c>SKF_AD_</c> in <c>linux/filter.h</c>). The size of the load does not matter.
/// </summary>
public enum ClassicExtension
{
    /// <summary>The EtherType of the packet, in host byte order.</summary>
    Protocol = 0,

    /// <summary>The kind of packet: 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 outgoing.</summary>
    PacketType = 4,

    /// <summary>The index of the interface.</summary>
    InterfaceIndex = 8,

    /// <summary>The offset of the netlink attribute of type X, searched from offset A; 0 when there is none.</summary>
    NetlinkAttribute = 12,

    /// <summary>The offset of the netlink attribute of type X nested in the attribute at offset A; 0 when there is none.</summary>
    NestedNetlinkAttribute = 16,

    /// <summary>The mark that the firewall or socket set.</summary>
    Mark = 20,

    /// <summary>The receive queue.</summary>
    Queue = 24,

    /// <summary>The kind of interface (<c>ARPHRD_</c>).</summary>
    HardwareType = 28,

    /// <summary>The hash of the flow.</summary>
    Hash = 32,

    /// <summary>The processor the filter runs on.</summary>
    Cpu = 36,

    /// <summary>Not a load: A ^= X. The instruction set had no exclusive or when this was added.</summary>
    XorX = 40,

    /// <summary>The VLAN tag that the network card took out of the packet.</summary>
    VlanTag = 44,

    /// <summary>1 when there is such a tag, otherwise 0.</summary>
    VlanTagPresent = 48,

    /// <summary>The offset of the payload behind the transport header, as the kernel's flow dissector finds it.</summary>
    PayloadOffset = 52,

    /// <summary>A random number.</summary>
    Random = 56,

    /// <summary>The protocol of the VLAN tag, in host byte order: 0x8100 or 0x88a8.</summary>
    VlanProtocol = 60,
}
