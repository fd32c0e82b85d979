// SPDX-License-Identifier: Apache-2.0
namespace Hornet.VirtualMachines;

/// <summary>Offsets in <c>struct __sk_buff</c> (linux/bpf.h). Numbers have 32 bits in the machine's byte order unless said otherwise.</summary>
internal static class SkbContext
{
    /// <summary>The size in bytes.</summary>
    public const int Size = 192;

    /// <summary>Length of the packet.</summary>
    public const int Length = 0;

    /// <summary>To whom it is addressed (<c>PACKET_HOST</c> and so on).</summary>
    public const int PacketType = 4;

    /// <summary>The firewall mark.</summary>
    public const int Mark = 8;

    /// <summary>The queue.</summary>
    public const int QueueMapping = 12;

    /// <summary>The EtherType in network byte order.</summary>
    public const int Protocol = 16;

    /// <summary>Whether there is a VLAN tag outside the packet's bytes.</summary>
    public const int VlanPresent = 20;

    /// <summary>The VLAN tag.</summary>
    public const int VlanTci = 24;

    /// <summary>The VLAN tag's EtherType in network byte order.</summary>
    public const int VlanProtocol = 28;

    /// <summary>The priority.</summary>
    public const int Priority = 32;

    /// <summary>Index of the interface it came from.</summary>
    public const int IngressInterface = 36;

    /// <summary>Index of the interface it is at.</summary>
    public const int Interface = 40;

    /// <summary>The traffic control index.</summary>
    public const int TcIndex = 44;

    /// <summary>Five words for the program's use.</summary>
    public const int ControlBlock = 48;

    /// <summary>The flow hash.</summary>
    public const int Hash = 68;

    /// <summary>The traffic control class.</summary>
    public const int TcClassId = 72;

    /// <summary>First byte of the packet.</summary>
    public const int Data = 76;

    /// <summary>One past its last byte.</summary>
    public const int DataEnd = 80;

    /// <summary>The NAPI instance.</summary>
    public const int NapiId = 84;

    /// <summary>The socket's address family; the first of the socket's fields.</summary>
    public const int Family = 88;

    /// <summary>First byte of the metadata.</summary>
    public const int DataMeta = 140;

    /// <summary>The flow dissector's keys (64 bits).</summary>
    public const int FlowKeys = 144;

    /// <summary>The time stamp in nanoseconds (64 bits).</summary>
    public const int Timestamp = 152;

    /// <summary>The length on the wire.</summary>
    public const int WireLength = 160;

    /// <summary>Number of segments of a GSO packet.</summary>
    public const int GsoSegments = 164;

    /// <summary>The socket (64 bits).</summary>
    public const int Socket = 168;

    /// <summary>Size of a segment of a GSO packet.</summary>
    public const int GsoSize = 176;

    /// <summary>The kind of the time stamp (8 bits).</summary>
    public const int TimestampType = 180;

    /// <summary>The hardware time stamp (64 bits).</summary>
    public const int HardwareTimestamp = 184;
}
