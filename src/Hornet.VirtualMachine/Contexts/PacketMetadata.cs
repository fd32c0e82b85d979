// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>What the machine knows about a packet besides its bytes: what the context's fields tell the program.</summary>
public readonly record struct PacketMetadata
{
    /// <summary>A packet that arrived on interface 1, with an Ethernet header.</summary>
    public PacketMetadata()
    {
    }

    /// <summary>Index of the interface the packet arrived on.</summary>
    public uint Interface { get; init; } = 1;

    /// <summary>Index of the interface the packet leaves by, for XDP programs of a devmap.</summary>
    public uint EgressInterface { get; init; }

    /// <summary>The receive queue, or an skb's queue mapping.</summary>
    public uint Queue { get; init; }

    /// <summary>Length of the link-layer header in bytes: 14 for Ethernet, 0 for packets that start with their IP header.</summary>
    public int LinkHeaderLength { get; init; } = 14;

    /// <summary>The EtherType as a number, or null to take it from an Ethernet header.</summary>
    public ushort? Protocol { get; init; }

    /// <summary>To whom the packet is addressed: 0 this host, 1 broadcast, 2 multicast, 3 another host, 4 outgoing (<c>PACKET_HOST</c> and so on).</summary>
    public uint PacketType { get; init; }

    /// <summary>The firewall mark.</summary>
    public uint Mark { get; init; }

    /// <summary>The priority.</summary>
    public uint Priority { get; init; }

    /// <summary>The flow hash.</summary>
    public uint Hash { get; init; }

    /// <summary>A VLAN tag that is not among the packet's bytes, or null.</summary>
    public ushort? VlanTag { get; init; }

    /// <summary>The EtherType of <see cref="VlanTag"/>.</summary>
    public ushort VlanProtocol { get; init; } = 0x8100;

    /// <summary>The time stamp in nanoseconds.</summary>
    public ulong Timestamp { get; init; }

    /// <summary>The hardware's time stamp in nanoseconds.</summary>
    public ulong HardwareTimestamp { get; init; }

    /// <summary>The length on the wire, or null for the length of the bytes.</summary>
    public uint? WireLength { get; init; }

    /// <summary>Number of segments of a GSO packet.</summary>
    public uint GsoSegments { get; init; }

    /// <summary>Size of a segment of a GSO packet.</summary>
    public uint GsoSize { get; init; }

    /// <summary>Initial words of the control block; at most five are used.</summary>
    public ReadOnlyMemory<uint> ControlBlock { get; init; }

    /// <summary>Bytes of metadata before the packet (XDP); a multiple of 4, at most 252.</summary>
    public ReadOnlyMemory<byte> Metadata { get; init; }
}
