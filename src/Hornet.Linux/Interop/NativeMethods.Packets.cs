// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <content>Packet sockets (packet(7), linux/if_packet.h).</content>
internal static unsafe partial class NativeMethods
{
    /// <summary><c>AF_PACKET</c>.</summary>
    public const int PacketFamily = 17;

    /// <summary><c>SOCK_DGRAM | SOCK_CLOEXEC</c>: a packet socket of this kind gives packets without their link-layer header.</summary>
    public const int DatagramSocketCloseOnExec = 2 | 0x80000;

    /// <summary><c>SOL_PACKET</c>.</summary>
    public const int PacketLevel = 263;

    /// <summary><c>ETH_P_ALL</c> in network byte order: packets of every protocol.</summary>
    public const ushort EveryProtocol = 0x0300;

    /// <summary><c>PACKET_ADD_MEMBERSHIP</c>, <c>PACKET_RX_RING</c>, <c>PACKET_STATISTICS</c>, <c>PACKET_VERSION</c>, <c>PACKET_RESERVE</c>, <c>PACKET_IGNORE_OUTGOING</c>.</summary>
    public const int PacketAddMembership = 1, PacketReceiveRing = 5, PacketStatistics = 6, PacketVersion = 10, PacketReserve = 12, PacketIgnoreOutgoing = 23;

    /// <summary><c>TPACKET_V3</c>.</summary>
    public const int PacketVersion3 = 2;

    /// <summary><c>SO_ERROR</c>.</summary>
    public const int SocketError = 4;
}
