// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace Hornet.VirtualMachines;

/// <summary>
/// A hash of a packet's flow: addresses, ports and protocol, the same for both directions as the kernel's flow dissector has it. The kernel
/// keys its hash at boot; this one has a fixed key.
/// </summary>
internal static class FlowHash
{
    private const uint Basis = 2166136261;
    private const uint Prime = 16777619;
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte Sctp = 132;

    /// <summary>Hashes a packet from its network header on; never 0, which means none.</summary>
    /// <param name="protocol">The Ethernet type in network byte order, as the context holds it.</param>
    /// <param name="packet">The bytes from the network header on.</param>
    public static uint Compute(ushort protocol, ReadOnlySpan<byte> packet)
    {
        ReadOnlySpan<byte> source = default;
        ReadOnlySpan<byte> destination = default;
        ReadOnlySpan<byte> transport = default;
        byte next = 0;
        if (protocol == SkbFields.IPv4 && packet.Length >= IPv4HeaderLength)
        {
            source = packet.Slice(12, 4);
            destination = packet.Slice(16, 4);
            next = packet[9];
            bool isFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3FFF) != 0;
            int headerLength = (packet[0] & 15) * 4;
            if (!isFragment && headerLength >= IPv4HeaderLength && headerLength <= packet.Length)
                transport = packet[headerLength..];
        }
        else if (protocol == SkbFields.IPv6 && packet.Length >= IPv6HeaderLength)
        {
            source = packet.Slice(8, 16);
            destination = packet.Slice(24, 16);
            next = packet[6];
            transport = packet[IPv6HeaderLength..];
        }

        ushort sourcePort = 0;
        ushort destinationPort = 0;
        if (next is Tcp or Udp or Sctp && transport.Length >= 4)
        {
            sourcePort = BinaryPrimitives.ReadUInt16BigEndian(transport);
            destinationPort = BinaryPrimitives.ReadUInt16BigEndian(transport[2..]);
        }

        int order = source.SequenceCompareTo(destination);
        bool isReversed = order > 0 || (order == 0 && sourcePort > destinationPort);
        uint hash = (Basis ^ protocol) * Prime;
        hash = Add(hash, isReversed ? destination : source);
        hash = Add(hash, isReversed ? source : destination);
        hash = unchecked((hash ^ (isReversed ? ((uint)destinationPort << 16) | sourcePort : ((uint)sourcePort << 16) | destinationPort)) * Prime);
        hash = unchecked((hash ^ next) * Prime);
        hash ^= hash >> 16;
        return hash == 0 ? 1 : hash;
    }

    private static uint Add(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes)
            hash = unchecked((hash ^ one) * Prime);
        return hash;
    }
}
