// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Bytecode.Classic;

/// <summary>
/// Finds netlink attributes for the extensions <c>nla</c> and <c>nlan</c>: 4 bytes of header in host byte order (length with the header, type),
/// the value, padding to 4 bytes (Documentation/userspace-api/netlink/intro.rst).
/// </summary>
internal static class NetlinkAttributes
{
    private const int HeaderLength = 4;

    /// <summary>The type without its two flags: nested, network byte order.</summary>
    private const int TypeMask = 0x3fff;

    /// <summary>The offset of the first attribute of a type from <paramref name="offset"/> on; 0 when there is none.</summary>
    public static uint Find(ReadOnlySpan<byte> packet, uint offset, uint type) =>
        packet.Length < HeaderLength || offset > packet.Length - HeaderLength ? 0 : Find(packet, (int)offset, packet.Length, type);

    /// <summary>The same inside the attribute at <paramref name="offset"/>.</summary>
    public static uint FindNested(ReadOnlySpan<byte> packet, uint offset, uint type)
    {
        if (packet.Length < HeaderLength || offset > packet.Length - HeaderLength)
            return 0;
        int start = (int)offset;
        int length = MemoryMarshal.Read<ushort>(packet[start..]);
        if (length < HeaderLength || length > packet.Length - start)
            return 0;
        return Find(packet, start + HeaderLength, start + length, type);
    }

    private static uint Find(ReadOnlySpan<byte> packet, int start, int end, uint type)
    {
        while (end - start >= HeaderLength)
        {
            int length = MemoryMarshal.Read<ushort>(packet[start..]);
            if (length < HeaderLength || length > end - start)
                return 0;
            if ((MemoryMarshal.Read<ushort>(packet[(start + 2)..]) & TypeMask) == type)
                return (uint)start;
            start += (length + 3) & ~3;
        }

        return 0;
    }
}
