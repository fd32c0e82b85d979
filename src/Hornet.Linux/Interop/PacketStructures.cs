// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>struct sockaddr_ll</c> (linux/if_packet.h): the interface and protocol of a packet socket.</summary>
[StructLayout(LayoutKind.Explicit, Size = 20)]
internal unsafe struct PacketAddress
{
    /// <summary><c>PACKET_OUTGOING</c>: the packet was sent by this machine.</summary>
    public const byte Outgoing = 4;

    [FieldOffset(0)] public ushort Family;

    /// <summary>In network byte order.</summary>
    [FieldOffset(2)] public ushort Protocol;
    [FieldOffset(4)] public int InterfaceIndex;
    [FieldOffset(8)] public ushort HardwareType;
    [FieldOffset(10)] public byte PacketType;
    [FieldOffset(11)] public byte AddressLength;
    [FieldOffset(12)] public fixed byte Address[8];
}

/// <summary><c>struct packet_mreq</c>: what an interface is to hand over beside its own packets.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct PacketMembership
{
    /// <summary><c>PACKET_MR_PROMISC</c>.</summary>
    public const ushort Promiscuous = 1;

    [FieldOffset(0)] public int InterfaceIndex;
    [FieldOffset(4)] public ushort Type;
    [FieldOffset(6)] public ushort AddressLength;
    [FieldOffset(8)] public ulong Address;
}

/// <summary><c>struct tpacket_req3</c>: the shape of a ring of blocks.</summary>
[StructLayout(LayoutKind.Explicit, Size = 28)]
internal struct PacketRingRequest
{
    [FieldOffset(0)] public uint BlockSize;
    [FieldOffset(4)] public uint BlockCount;
    [FieldOffset(8)] public uint FrameSize;
    [FieldOffset(12)] public uint FrameCount;

    /// <summary>After how many milliseconds a block that is not full is handed over.</summary>
    [FieldOffset(16)] public uint BlockTimeout;
    [FieldOffset(20)] public uint PrivateSize;
    [FieldOffset(24)] public uint Features;
}

/// <summary><c>struct tpacket_block_desc</c>: the beginning of a block.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
internal struct PacketBlock
{
    /// <summary><c>TP_STATUS_KERNEL</c> and <c>TP_STATUS_USER</c>: whose the block is.</summary>
    public const uint OfKernel = 0, OfUser = 1;

    [FieldOffset(0)] public uint Version;
    [FieldOffset(4)] public uint PrivateOffset;
    [FieldOffset(8)] public uint Status;
    [FieldOffset(12)] public uint PacketCount;
    [FieldOffset(16)] public uint FirstPacket;
    [FieldOffset(20)] public uint Length;
    [FieldOffset(24)] public ulong Sequence;
}

/// <summary><c>struct tpacket3_hdr</c>: the beginning of a packet in a block; its <see cref="PacketAddress"/> follows.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
internal struct PacketHeader
{
    /// <summary><c>TP_STATUS_VLAN_VALID</c>, <c>TP_STATUS_VLAN_TPID_VALID</c>: there was a tag, which the kernel or the card took out of the packet.</summary>
    public const uint HasVlan = 1 << 4, HasVlanProtocol = 1 << 6;

    [FieldOffset(0)] public uint NextOffset;
    [FieldOffset(4)] public uint Seconds;
    [FieldOffset(8)] public uint Nanoseconds;

    /// <summary>How many bytes are here.</summary>
    [FieldOffset(12)] public uint CapturedLength;

    /// <summary>How many the packet had.</summary>
    [FieldOffset(16)] public uint Length;
    [FieldOffset(20)] public uint Status;

    /// <summary>Where the packet begins, from this header on.</summary>
    [FieldOffset(24)] public ushort DataOffset;
    [FieldOffset(26)] public ushort NetworkOffset;
    [FieldOffset(28)] public uint Hash;
    [FieldOffset(32)] public uint VlanTag;
    [FieldOffset(36)] public ushort VlanProtocol;
}

/// <summary><c>struct tpacket_stats_v3</c>; reading it sets it to zero.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct PacketCounts
{
    /// <summary>What the filter let through, <see cref="Dropped"/> included.</summary>
    [FieldOffset(0)] public uint Packets;
    [FieldOffset(4)] public uint Dropped;
    [FieldOffset(8)] public uint FrozenQueue;
}
