// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;

namespace Hornet.PacketFilters.Tests.Lowering;

/// <summary>Small frames, written out header by header.</summary>
internal static class Frames
{
    public const int IPv4 = 0x0800;
    public const int IPv6 = 0x86dd;

    /// <summary>An Ethernet frame with tags, then what the type says.</summary>
    public static byte[] Ethernet(int type, byte[] payload, params int[] tags)
    {
        var bytes = new List<byte>(new byte[12]);
        foreach (int tag in tags)
            bytes.AddRange([0x81, 0x00, (byte)(tag >> 8), (byte)tag]);
        bytes.AddRange([(byte)(type >> 8), (byte)type, .. payload]);
        return [.. bytes];
    }

    /// <summary>A packet of IPv4 from a source, with a payload of a protocol.</summary>
    public static byte[] IP(byte protocol, byte[] payload, string source = "192.0.2.9", int fragmentOffset = 0)
    {
        byte[] header = new byte[20];
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), (ushort)fragmentOffset);
        header[9] = protocol;
        IPAddress.Parse(source).GetAddressBytes().CopyTo(header, 12);
        return [.. header, .. payload];
    }

    /// <summary>A packet of IPv6 with a payload of a protocol.</summary>
    public static byte[] IP6(byte next, byte[] payload)
    {
        byte[] header = new byte[40];
        header[0] = 0x60;
        header[6] = next;
        return [.. header, .. payload];
    }

    /// <summary>A header of TCP.</summary>
    public static byte[] Tcp(int source, int destination, byte flags)
    {
        byte[] header = new byte[20];
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)source);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)destination);
        header[12] = 0x50;
        header[13] = flags;
        return header;
    }

    /// <summary>An extension header of IPv6 of so many units of 8 bytes, before a payload.</summary>
    public static byte[] Extension(byte next, int units, byte[] payload)
    {
        byte[] header = new byte[8 * units];
        header[0] = next;
        header[1] = (byte)(units - 1);
        return [.. header, .. payload];
    }

    /// <summary>The authentication header of so many words, before a payload.</summary>
    public static byte[] Authentication(byte next, int words, byte[] payload)
    {
        byte[] header = new byte[4 * words];
        header[0] = next;
        header[1] = (byte)(words - 2);
        return [.. header, .. payload];
    }

    /// <summary>A fragment header, before a payload; the offset in units of 8 bytes.</summary>
    public static byte[] Fragment(byte next, int offset, byte[] payload) => [next, 0, (byte)(offset >> 5), (byte)(offset << 3 | 1), 0, 0, 0, 1, .. payload];
}
