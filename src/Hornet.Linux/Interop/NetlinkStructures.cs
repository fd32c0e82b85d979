// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary><c>struct sockaddr_nl</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct NetlinkAddress
{
    [FieldOffset(0)] public ushort Family;
    [FieldOffset(4)] public uint Port;
    [FieldOffset(8)] public uint Groups;
}

/// <summary><c>struct nlmsghdr</c>: in front of every message, in the machine's byte order.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NetlinkHeader
{
    [FieldOffset(0)] public uint Length;
    [FieldOffset(4)] public ushort Type;
    [FieldOffset(6)] public NetlinkFlags Flags;
    [FieldOffset(8)] public uint Sequence;
    [FieldOffset(12)] public uint Port;
}

/// <summary><c>struct ifinfomsg</c>: a network interface.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct InterfaceMessage
{
    [FieldOffset(0)] public byte Family;
    [FieldOffset(2)] public ushort HardwareType;
    [FieldOffset(4)] public int Index;
    [FieldOffset(8)] public uint Flags;
    [FieldOffset(12)] public uint Change;
}

/// <summary><c>struct ifaddrmsg</c>: an address of an interface.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct AddressMessage
{
    [FieldOffset(0)] public byte Family;
    [FieldOffset(1)] public byte PrefixLength;
    [FieldOffset(2)] public byte Flags;
    [FieldOffset(3)] public byte Scope;
    [FieldOffset(4)] public int Index;
}

/// <summary><c>struct rtmsg</c>: a route.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct RouteMessage
{
    [FieldOffset(0)] public byte Family;
    [FieldOffset(1)] public byte DestinationLength;
    [FieldOffset(2)] public byte SourceLength;
    [FieldOffset(3)] public byte TypeOfService;
    [FieldOffset(4)] public byte Table;
    [FieldOffset(5)] public byte Protocol;
    [FieldOffset(6)] public byte Scope;
    [FieldOffset(7)] public byte Type;
    [FieldOffset(8)] public uint Flags;
}

/// <summary><c>struct tcmsg</c>: a queueing discipline, a class or a filter.</summary>
[StructLayout(LayoutKind.Explicit, Size = 20)]
internal struct TrafficControlMessage
{
    [FieldOffset(0)] public byte Family;
    [FieldOffset(4)] public int Index;
    [FieldOffset(8)] public uint Handle;
    [FieldOffset(12)] public uint Parent;
    [FieldOffset(16)] public uint Info;
}
