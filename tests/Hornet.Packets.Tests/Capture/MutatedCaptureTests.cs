// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Packets.Tests.Capture;

/// <summary>Damaged captures and packets: a typed error or a shorter result, never another exception, a hang or memory without bound.</summary>
public sealed class MutatedCaptureTests
{
    private const int Rounds = 3000;

    public static TheoryData<CaptureFormat, bool> Formats() => new()
    {
        { CaptureFormat.Pcap, false },
        { CaptureFormat.PcapNanosecond, true },
        { CaptureFormat.Pcapng, false },
        { CaptureFormat.Pcapng, true },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mutated_captures_are_read_or_refused(CaptureFormat format, bool bigEndian)
    {
        byte[] file = Small(format, bigEndian);
        var random = new Random(format.GetHashCode() + (bigEndian ? 100 : 0));
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutant = Mutate(file, random);
            try
            {
                long bytes = 0;
                using var reader = CaptureReader.Open(new MemoryStream(mutant), new CaptureReaderOptions { Truncation = (TruncationHandling)(round % 3) });
                while (reader.TryRead(out CapturedPacket packet))
                {
                    bytes += packet.CapturedLength;
                    PacketSummary.Describe(packet).ShouldNotBeNull();
                }

                bytes.ShouldBeLessThanOrEqualTo(mutant.Length);
            }
            catch (CaptureFormatException)
            {
                refused++;
            }
        }

        refused.ShouldBeInRange(Rounds / 20, Rounds - 1);
    }

    [Fact]
    public void A_claimed_length_does_not_make_the_reader_allocate()
    {
        byte[] record = new CaptureFiles(false).PcapHeader(link: (uint)LinkType.Dbus).U32(0).U32(0).U32(100_000_000).U32(100_000_000).Bytes(1, 2, 3).ToArray();
        byte[] block = new CaptureFiles(false).Section().Interface((int)LinkType.Dbus).U32(6).U32(100_000_000).Bytes(new byte[20]).ToArray();
        byte[] skipped = new CaptureFiles(false).Section().U32(0xbad).U32(0xffff_fffc).Bytes(new byte[20]).ToArray();

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] file in (byte[][])[record, block, skipped])
            Should.Throw<CaptureFormatException>(() => ReadPacket.All(file)).IsTruncation.ShouldBeTrue();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000);
    }

    [Theory]
    [InlineData(LinkType.Ethernet)]
    [InlineData(LinkType.Raw)]
    [InlineData(LinkType.Null)]
    [InlineData(LinkType.LinuxSll)]
    [InlineData(LinkType.LinuxSll2)]
    public void Every_prefix_and_mutant_of_a_packet_is_described(LinkType linkType)
    {
        var random = new Random((int)linkType);
        using var reader = CaptureReader.Open(TestFiles.InRepository("samples", "packets.pcap"));
        for (int packets = 0; packets < 72 && reader.TryRead(out CapturedPacket packet); packets++)
        {
            byte[] data = packet.Data[..Math.Min(packet.Data.Length, 200)].ToArray();
            for (int length = 0; length <= data.Length; length++)
                PacketSummary.Describe(linkType, data.AsSpan(0, length), packet.OriginalLength).ShouldNotBeEmpty();
            for (int round = 0; round < 50; round++)
                PacketSummary.Describe(linkType, Mutate(data, random)).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Tunnels_in_tunnels_end()
    {
        byte[] packet = new byte[65535];
        for (int offset = 0; offset + 20 < packet.Length; offset += 20)
        {
            packet[offset] = 0x45;
            packet[offset + 9] = 4;
        }

        PacketSummary.Describe(LinkType.Raw, packet).ShouldEndWith("...");
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        byte[] mutant = file[..(random.Next(4) == 0 ? random.Next(file.Length + 1) : file.Length)];
        for (int i = random.Next(1, 6); i > 0 && mutant.Length > 0; i--)
        {
            int at = random.Next(mutant.Length);
            mutant[at] = random.Next(4) switch
            {
                0 => 0xff,
                1 => 0,
                2 => (byte)(mutant[at] ^ (1 << random.Next(8))),
                _ => (byte)random.Next(256),
            };
        }

        return mutant;
    }

    private static byte[] Small(CaptureFormat format, bool bigEndian)
    {
        using var stream = new MemoryStream();
        using (var writer = CaptureWriter.Create(stream, LinkType.Ethernet, new CaptureWriterOptions { Format = format, BigEndian = bigEndian, LeaveOpen = true }))
        using (var reader = CaptureReader.Open(TestFiles.InRepository("samples", "packets.pcap")))
        {
            if (format == CaptureFormat.Pcapng)
                writer.AddInterface(LinkType.LinuxSll2, "any");
            while (writer.PacketCount < 12 && reader.TryRead(out CapturedPacket packet))
                writer.Write(packet);
        }

        return stream.ToArray();
    }
}
