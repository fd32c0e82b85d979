// SPDX-License-Identifier: Apache-2.0
using Hornet.Cli.Run;
using Hornet.Packets;
using Hornet.VirtualMachines;

namespace Hornet.Cli.Bench;

/// <summary>What a program is measured over: a packet, or the bytes of a context.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Metadata">What is known of a packet besides.</param>
internal sealed record BenchInput(byte[] Bytes, PacketMetadata Metadata)
{
    /// <summary>So few packets because a call that repeats an XDP program in the kernel waits for some 50 ms, for each of them in each round.</summary>
    private const int MostPackets = 8;

    /// <summary>An input without metadata.</summary>
    public BenchInput(byte[] bytes)
        : this(bytes, new PacketMetadata())
    {
    }

    /// <summary>Takes packets from all over a capture file.</summary>
    /// <exception cref="CliException">It has none.</exception>
    public static BenchInput[] FromCapture(string file)
    {
        using CaptureReader reader = CaptureReader.Open(file);
        List<BenchInput> packets = [];
        int step = 1;
        for (int index = 0; reader.TryRead(out CapturedPacket packet); index++)
        {
            if (index % step != 0)
                continue;
            packets.Add(Of(packet));
            if (packets.Count == 2 * MostPackets)
            {
                // Every second one goes, and of those to come as many: what is left is spread evenly over what was read.
                packets = [.. packets.Where((_, place) => place % 2 == 0)];
                step *= 2;
            }
        }

        if (packets.Count == 0)
            throw new CliException($"'{file}' has no packets.");
        int excess = (packets.Count + MostPackets - 1) / MostPackets;
        return [.. packets.Where((_, place) => place % excess == 0)];
    }

    private static BenchInput Of(in CapturedPacket packet) => new(packet.Data.ToArray(), new PacketMetadata
    {
        LinkHeaderLength = new PacketBatch.Entry(0, packet.Data.Length, packet.OriginalLength, packet.Timestamp, packet.LinkType).LinkHeaderLength,
        Timestamp = (ulong)packet.Timestamp,
        WireLength = (uint)packet.OriginalLength,
    });
}
