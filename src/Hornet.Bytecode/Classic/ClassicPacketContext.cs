// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode.Classic;

/// <summary>What a filter can load besides the packet's bytes (see <see cref="ClassicExtension"/>). The default value is a plain packet.</summary>
public readonly record struct ClassicPacketContext
{
    /// <summary>The packet's length on the wire in bytes, when more than was captured; 0 for the number of bytes there are.</summary>
    public uint WireLength { get; init; }

    /// <summary>The EtherType, in host byte order.</summary>
    public ushort Protocol { get; init; }

    /// <summary>The kind of packet: 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 outgoing.</summary>
    public byte PacketType { get; init; }

    /// <summary>The index of the interface.</summary>
    public uint InterfaceIndex { get; init; }

    /// <summary>The kind of interface (<c>ARPHRD_</c>); 1 is Ethernet.</summary>
    public ushort HardwareType { get; init; }

    /// <summary>The firewall mark.</summary>
    public uint Mark { get; init; }

    /// <summary>The receive queue.</summary>
    public ushort Queue { get; init; }

    /// <summary>The hash of the flow.</summary>
    public uint Hash { get; init; }

    /// <summary>The processor.</summary>
    public uint Cpu { get; init; }

    /// <summary>The VLAN tag that is not in the packet's bytes; null when there is none.</summary>
    public ushort? VlanTag { get; init; }

    /// <summary>The protocol of that tag, in host byte order.</summary>
    public ushort VlanProtocol { get; init; }

    /// <summary>Where the network header starts in the packet's bytes; negative loads count from it. 14 for untagged Ethernet.</summary>
    public int NetworkOffset { get; init; }

    /// <summary>Where the payload of the transport protocol starts; the kernel finds it with its flow dissector.</summary>
    public uint PayloadOffset { get; init; }

    /// <summary>The source of random numbers; null for the runtime's.</summary>
    public Func<uint>? Random { get; init; }
}
