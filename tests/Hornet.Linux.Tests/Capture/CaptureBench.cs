// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Linux.Tests.Infrastructure;

namespace Hornet.Linux.Tests.Capture;

/// <summary>A quiet pair of interfaces, with somebody who sends on the left and a capture on the right.</summary>
internal sealed class CaptureBench : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private CaptureBench(VethPair pair)
    {
        Pair = pair;
        Sender = PacketSocket.Open(pair.Left);
    }

    public VethPair Pair { get; }

    public PacketSocket Sender { get; }

    public static CaptureBench Create() => new(VethPair.Create(isQuiet: true));

    /// <summary>Begins a capture on the right.</summary>
    public PacketCapture Open(PacketCaptureOptions? options = null, string? interfaceName = null) =>
        Pair.Right.Namespace.Run(() => PacketCapture.Open(interfaceName ?? Pair.Right.Name, options));

    /// <summary>A frame that carries a number.</summary>
    public byte[] Frame(int number, int length = 60)
    {
        byte[] payload = new byte[length - PacketSocket.HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        return PacketSocket.Frame(Pair.Left, Pair.Right, payload);
    }

    /// <summary>A frame with a VLAN tag in it.</summary>
    public byte[] TaggedFrame(int number, ushort tag, ushort tagProtocol = 0x8100)
    {
        byte[] plain = Frame(number);
        byte[] frame = new byte[plain.Length + 4];
        plain.AsSpan(0, 12).CopyTo(frame);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), tagProtocol);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(14), tag);
        plain.AsSpan(12).CopyTo(frame.AsSpan(16));
        return frame;
    }

    /// <summary>The number in a frame.</summary>
    public static int NumberOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt32BigEndian(frame[PacketSocket.HeaderLength..]);

    /// <summary>Reads packets until there are as many, or none come for a while.</summary>
    public static List<byte[]> Read(PacketCapture capture, int count)
    {
        var packets = new List<byte[]>();
        while (packets.Count < count && capture.Wait(Patience))
        {
            while (capture.TryRead(out LivePacket packet))
                packets.Add(packet.Data.ToArray());
        }

        return packets;
    }

    /// <summary>Reads what is there once the kernel has handed over all that it has.</summary>
    public static List<byte[]> ReadRest(PacketCapture capture)
    {
        var packets = new List<byte[]>();
        while (capture.Wait(4 * capture.Options.BlockTimeout))
        {
            while (capture.TryRead(out LivePacket packet))
                packets.Add(packet.Data.ToArray());
        }

        return packets;
    }

    public void Dispose()
    {
        Sender.Dispose();
        Pair.Dispose();
    }
}
