// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets.Tests.Capture;

/// <summary>A packet that was read, with its bytes copied.</summary>
internal sealed record ReadPacket(string Data, long Timestamp, int OriginalLength, LinkType LinkType, int InterfaceIndex)
{
    public static List<ReadPacket> All(CaptureReader reader)
    {
        var packets = new List<ReadPacket>();
        while (reader.TryRead(out CapturedPacket packet))
            packets.Add(new ReadPacket(Convert.ToHexStringLower(packet.Data), packet.Timestamp, packet.OriginalLength, packet.LinkType, packet.InterfaceIndex));
        return packets;
    }

    public static List<ReadPacket> All(byte[] file, CaptureReaderOptions? options = null)
    {
        using var reader = CaptureReader.Open(new MemoryStream(file), options);
        return All(reader);
    }
}
