// SPDX-License-Identifier: Apache-2.0
namespace Hornet.PacketFilters.Tests.Generation;

/// <summary>Random packets of the network layer and what they carry.</summary>
internal static class NetworkPackets
{
    private static readonly byte[] Extensions = [0, 43, 44, 51, 60, 135, 139, 140];

    public static void WriteIPv4(PacketWriter writer, int depth)
    {
        int options = writer.OneIn(4) ? writer.Random.Next(1, 11) : 0;
        int start = writer.Length;
        byte protocol = Protocol(writer, isIPv4: true);
        writer.Byte(0x40 | (5 + options));
        writer.Byte(writer.OneIn(4) ? writer.Any(writer.Pool.Bytes) : 0);
        writer.Half(writer.OneIn(8) ? writer.Any(writer.Pool.Ports) : 20 + writer.Random.Next(200));
        writer.Half(writer.OneIn(3) ? writer.Any(writer.Pool.Ports) : writer.Random.Next(65536));
        writer.Half(writer.Random.Next(6) switch
        {
            0 => 0x2000,
            1 => writer.Random.Next(65536),
            2 => 0x4000,
            _ => 0,
        });
        writer.Byte(writer.OneIn(4) ? writer.Any(writer.Pool.Bytes) : 64);
        writer.Byte(protocol);
        writer.Half(writer.Random.Next(65536));
        writer.Bytes(writer.Any(writer.Pool.IPv4));
        writer.Bytes(writer.Any(writer.Pool.IPv4));
        writer.Noise(options * 4);
        if (writer.OneIn(20))
            writer.Set(start, 0x40 | writer.Random.Next(16));
        Write(writer, protocol, depth);
    }

    public static void WriteIPv6(PacketWriter writer, int depth)
    {
        byte protocol = Protocol(writer, isIPv4: false);
        int extensions = writer.OneIn(3) ? writer.Random.Next(1, 5) : 0;
        byte[] chain = [.. Enumerable.Range(0, extensions).Select(_ => writer.OneIn(3) ? (byte)44 : writer.Any(Extensions)), protocol];
        writer.Byte(0x60);
        writer.Byte(0);
        writer.Half(0);
        writer.Half(writer.Random.Next(200));
        writer.Byte(chain[0]);
        writer.Byte(64);
        writer.Bytes(writer.Any(writer.Pool.IPv6));
        writer.Bytes(writer.Any(writer.Pool.IPv6));
        for (int i = 0; i < extensions; i++)
            WriteExtension(writer, chain[i], chain[i + 1]);
        Write(writer, protocol, depth);
    }

    public static void WriteArp(PacketWriter writer)
    {
        writer.Half(1);
        writer.Half(0x800);
        writer.Byte(6);
        writer.Byte(4);
        writer.Half(writer.Random.Next(1, 5));
        writer.Bytes(writer.Any(writer.Pool.LinkAddresses));
        writer.Bytes(writer.Any(writer.Pool.IPv4));
        writer.Bytes(writer.Any(writer.Pool.LinkAddresses));
        writer.Bytes(writer.Any(writer.Pool.IPv4));
    }

    public static void WriteIsIs(PacketWriter writer)
    {
        writer.Byte(writer.Random.Next(0x80, 0x85));
        writer.Byte(27);
        writer.Byte(1);
        writer.Byte(0);
        writer.Byte(writer.OneIn(4) ? writer.Any(writer.Pool.Bytes) : writer.Random.Next(14, 30));
        writer.Noise(20);
    }

    public static void WriteDecnet(PacketWriter writer)
    {
        writer.Half(30);
        writer.Byte(writer.Any([0x81, 2, 6, 0x82]));
        writer.Byte(writer.Any([2, 6]));
        for (int i = 0; i < 12; i++)
        {
            ushort node = writer.Any(writer.Pool.DecnetNodes);
            writer.Byte(node);
            writer.Byte(node >> 8);
            if (writer.OneIn(3))
                writer.Byte(0);
        }
    }

    public static void WriteMpls(PacketWriter writer, int depth)
    {
        int labels = writer.Random.Next(1, 4);
        for (int i = 1; i <= labels; i++)
        {
            bool isLast = writer.OneIn(12) ? writer.OneIn(2) : i == labels;
            writer.Word((writer.Any(writer.Pool.Labels) << 12) | (uint)(writer.Random.Next(8) << 9) | (isLast ? 0x100u : 0) | 64);
        }

        if (writer.OneIn(2))
            WriteIPv4(writer, depth + 1);
        else
            WriteIPv6(writer, depth + 1);
    }

    /// <summary>The header of a PPPoE session and what it carries.</summary>
    public static void WritePppoe(PacketWriter writer, int depth)
    {
        writer.Half(0x1100);
        writer.Half((int)writer.Any(writer.Pool.Sessions));
        writer.Half(writer.Random.Next(100));
        LinkPackets.WritePpp(writer, depth + 1);
    }

    private static byte Protocol(PacketWriter writer, bool isIPv4) => writer.Random.Next(10) switch
    {
        0 => isIPv4 ? (byte)1 : (byte)58,
        1 => writer.Any<byte>([2, 9, 50, 51, 103, 112, 132, 59, 44, 0, 58, 1]),
        2 => 132,
        < 5 => 6,
        < 7 => 17,
        _ => writer.Any(writer.Pool.Protocols),
    };

    private static void WriteExtension(PacketWriter writer, byte type, byte next)
    {
        writer.Byte(next);
        if (type == 44)
        {
            writer.Byte(0);
            writer.Half(writer.Random.Next(4) switch
            {
                0 => writer.Random.Next(65536),
                1 => 1,
                _ => 0,
            });
            writer.Word(7);
            return;
        }

        int units = writer.OneIn(4) ? writer.Random.Next(3) : type == 51 ? 4 : 0;
        writer.Byte(units);
        int length = type == 51 ? (units + 2) * 4 : (units + 1) * 8;
        writer.Noise(length - 2);
    }

    private static void Write(PacketWriter writer, byte protocol, int depth)
    {
        switch (protocol)
        {
            case 6:
                WritePorts(writer);
                writer.Word(writer.OneIn(2) ? writer.Any(writer.Pool.Bytes) : (uint)writer.Random.Next());
                writer.Word((uint)writer.Random.Next());
                writer.Byte(0x50);
                writer.Byte(writer.OneIn(2) ? writer.Any([2, 0x12, 0x10, 0x18, 1, 4]) : writer.Any(writer.Pool.Bytes));
                writer.Noise(6);
                break;
            case 17 when depth < 2 && writer.OneIn(3):
                writer.Half(writer.Any(writer.Pool.Ports));
                writer.Half(6081);
                writer.Word(0);
                WriteGeneve(writer, depth);
                return;
            case 17 or 132:
                WritePorts(writer);
                writer.Noise(8);
                break;
            case 51 or 50:
                WriteExtension(writer, 51, writer.Any(writer.Pool.Protocols));
                break;
            default:
                writer.Noise(8);
                break;
        }

        writer.Noise(writer.Random.Next(24));
    }

    private static void WritePorts(PacketWriter writer)
    {
        writer.Half(writer.Any(writer.Pool.Ports));
        writer.Half(writer.Any(writer.Pool.Ports));
    }

    private static void WriteGeneve(PacketWriter writer, int depth)
    {
        int options = writer.OneIn(2) ? writer.Random.Next(4) : 0;
        writer.Byte((writer.OneIn(12) ? 0x40 : 0) | options);
        writer.Byte(0);
        int type = writer.Any([0x6558, 0x6558, 0x800, 0x86dd]);
        writer.Half(type);
        writer.Word(writer.Any(writer.Pool.Networks) << 8);
        writer.Noise(options * 4);
        switch (type)
        {
            case 0x6558:
                LinkPackets.WriteEthernet(writer, depth + 1);
                break;
            case 0x800:
                WriteIPv4(writer, depth + 1);
                break;
            default:
                WriteIPv6(writer, depth + 1);
                break;
        }
    }
}
