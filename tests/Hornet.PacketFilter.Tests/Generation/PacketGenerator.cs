// SPDX-License-Identifier: Apache-2.0
using Hornet.Packets;

namespace Hornet.PacketFilters.Tests.Generation;

/// <summary>Random packets of a link type: mostly well formed, many cut off somewhere, some damaged, some nothing but noise.</summary>
internal static class PacketGenerator
{
    public static byte[] Next(Random random, LinkType link, ConstantPool pool)
    {
        var writer = new PacketWriter(random, pool);
        if (writer.OneIn(40))
        {
            writer.Noise(random.Next(120));
            return writer.ToArray();
        }

        LinkPackets.Write(writer, link);
        for (int damage = writer.OneIn(6) ? random.Next(1, 4) : 0; damage > 0; damage--)
            writer.Set(random.Next(Math.Max(1, writer.Length)), writer.OneIn(2) ? random.Next(256) : writer.Any(pool.Bytes));
        byte[] packet = writer.ToArray();
        if (pool.Lengths.Count > 0 && writer.OneIn(6))
            return Resize(packet, (int)Math.Clamp(writer.Any(pool.Lengths) + random.Next(-1, 2), 0, 2000));
        return writer.OneIn(4) ? packet[..random.Next(packet.Length + 1)] : packet;
    }

    private static byte[] Resize(byte[] packet, int length)
    {
        Array.Resize(ref packet, length);
        return packet;
    }
}
