// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Packets.Tests.Capture;

public sealed class PcapngReaderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Enhanced_packets_are_read_in_both_byte_orders(bool bigEndian)
    {
        byte[] file = new CaptureFiles(bigEndian).Section()
            .Interface(options: o => o.Option(2, "eth0"u8.ToArray()).Option(0))
            .Enhanced(0, 1_700_000_000_123_456, [1, 2, 3], 60, o => o.Option(1, "a comment"u8.ToArray()).Option(2, 0, 0, 0, 1).Option(0))
            .ToArray();

        using var reader = CaptureReader.Open(new MemoryStream(file));
        List<ReadPacket> packets = ReadPacket.All(reader);

        reader.Format.ShouldBe(CaptureFormat.Pcapng);
        reader.Interfaces.Single().ShouldBe(new CaptureInterface(LinkType.Ethernet, 0, Name: "eth0"));
        packets.ShouldBe([new ReadPacket("010203", 1_700_000_000_123_456_000, 60, LinkType.Ethernet, 0)]);
    }

    [Fact]
    public void Simple_packets_have_the_snap_length_of_the_first_interface_and_no_time()
    {
        byte[] file = new CaptureFiles(false).Section().Interface(snapLength: 2)
            .Block(3, b => b.U32(5).Bytes(1, 2, 0, 0))
            .Block(3, b => b.U32(1).Bytes(7, 0, 0, 0)).ToArray();

        ReadPacket.All(file).ShouldBe(
        [
            new ReadPacket("0102", 0, 5, LinkType.Ethernet, 0),
            new ReadPacket("07", 0, 1, LinkType.Ethernet, 0),
        ]);
    }

    [Fact]
    public void Obsolete_packet_blocks_are_read()
    {
        byte[] file = new CaptureFiles(true).Section().Interface().Interface(link: 101)
            .Block(2, b => b.U16(1).U16(3).U32(0).U32(1_000_000).U32(2).U32(9).Bytes(0x45, 0, 0, 0)).ToArray();

        ReadPacket.All(file).ShouldBe([new ReadPacket("4500", 1_000_000_000, 9, LinkType.Raw, 1)]);
    }

    [Fact]
    public void Each_section_has_its_own_byte_order_and_interfaces()
    {
        byte[] first = new CaptureFiles(false).Section().Interface().Interface(link: 113).Enhanced(1, 1, [1]).ToArray();
        byte[] second = new CaptureFiles(true).Section().Interface(link: 276).Enhanced(0, 2, [2]).ToArray();

        ReadPacket.All([.. first, .. second]).Select(packet => packet.LinkType).ShouldBe([LinkType.LinuxSll, LinkType.LinuxSll2]);
        byte[] third = new CaptureFiles(true).Section().Interface(link: 276).Enhanced(1, 2, [2]).ToArray();
        Should.Throw<CaptureFormatException>(() => ReadPacket.All([.. first, .. third])).Message.ShouldContain("interface 1");
    }

    [Theory]
    [InlineData(6, 1_500_000ul, 0L, 1_500_000_000L)]
    [InlineData(9, 1_500_000ul, 0L, 1_500_000L)]
    [InlineData(0, 3ul, 0L, 3_000_000_000L)]
    [InlineData(12, 1_999_999_999_999ul, 0L, 1_999_999_999L)]
    [InlineData(0x80 | 10, 1536ul, 0L, 1_500_000_000L)]
    [InlineData(0x80 | 63, 1ul << 62, 0L, 500_000_000L)]
    [InlineData(19, 10_000_000_000_000_000_000ul, 0L, 1_000_000_000L)]
    [InlineData(6, 1_500_000ul, 10L, 11_500_000_000L)]
    [InlineData(6, 1_500_000ul, -10L, -8_500_000_000L)]
    [InlineData(0, ulong.MaxValue, 0L, long.MaxValue)]
    [InlineData(0, ulong.MaxValue, long.MaxValue, long.MaxValue)]
    [InlineData(0, 0ul, long.MinValue, long.MinValue)]
    public void Timestamps_follow_the_interface_resolution_and_offset(int resolution, ulong count, long offset, long expected)
    {
        byte[] offsetBytes = BitConverter.GetBytes(offset);
        byte[] file = new CaptureFiles(false).Section()
            .Interface(options: o => o.Option(9, (byte)resolution).Option(14, offsetBytes).Option(0))
            .Enhanced(0, count, [1]).ToArray();

        ReadPacket.All(file).Single().Timestamp.ShouldBe(expected);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(0x80 | 64)]
    [InlineData(0xff)]
    public void A_resolution_beyond_64_bits_is_refused(int resolution)
    {
        byte[] file = new CaptureFiles(false).Section().Interface(options: o => o.Option(9, (byte)resolution)).ToArray();

        Should.Throw<CaptureFormatException>(() => ReadPacket.All(file)).Message.ShouldContain("resolution");
    }

    [Fact]
    public void Other_blocks_are_skipped()
    {
        byte[] file = new CaptureFiles(false).Section()
            .Block(4, b => b.U16(0).U16(0))
            .Block(0x0bad, b => b.U32(32473).Bytes(new byte[300_000]))
            .Interface(options: o => o.Option(13, 32))
            .Block(10, b => b.U32(0x544c534b).U32(4).Bytes(1, 2, 3, 4))
            .Enhanced(0, 5, [8])
            .Block(5, b => b.U32(0).U32(0).U32(0))
            .Block(0x40000bad, b => b.U32(32473)).ToArray();

        using var reader = CaptureReader.Open(new MemoryStream(file));

        ReadPacket.All(reader).Single().Data.ShouldBe("08");
        reader.Interfaces.Single().FcsLength.ShouldBe(4);
    }

    [Fact]
    public void A_packet_before_its_interface_is_refused()
    {
        byte[] file = new CaptureFiles(false).Section().Enhanced(0, 5, [8]).ToArray();

        Should.Throw<CaptureFormatException>(() => ReadPacket.All(file)).Offset.ShouldBe(28);
    }

    [Theory]
    [InlineData(6u)]
    [InlineData(4u)]
    public void The_two_lengths_of_a_block_must_agree(uint type)
    {
        var files = new CaptureFiles(false).Section().Interface();
        int start = files.ToArray().Length;
        byte[] file = files.Block(type, b => b.U32(0).U32(0).U32(0).U32(0).U32(0)).ToArray();
        file[^4] ^= 0x40;

        var e = Should.Throw<CaptureFormatException>(() => ReadPacket.All(file));

        e.Offset.ShouldBe(start);
        e.Message.ShouldContain("at its end");
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(11u)]
    [InlineData(30u)]
    [InlineData(34u)]
    [InlineData(0xffff_fffcu)]
    public void An_impossible_block_length_is_refused(uint length)
    {
        byte[] file = new CaptureFiles(false).Section().Interface().U32(6).U32(length).Bytes(new byte[64]).ToArray();

        Should.Throw<CaptureFormatException>(() => ReadPacket.All(file));
    }

    [Fact]
    public void A_captured_length_beyond_its_block_is_refused()
    {
        byte[] file = new CaptureFiles(false).Section().Interface()
            .Block(6, b => b.U32(0).U32(0).U32(0).U32(5).U32(5).Bytes(1, 2, 3, 4)).ToArray();

        Should.Throw<CaptureFormatException>(() => ReadPacket.All(file)).Message.ShouldContain("holds");
    }

    [Fact]
    public void An_option_beyond_its_block_is_refused()
    {
        byte[] file = new CaptureFiles(false).Section().Interface(options: o => o.U16(2).U16(9).Bytes(1, 2, 3, 4)).ToArray();

        Should.Throw<CaptureFormatException>(() => ReadPacket.All(file)).Message.ShouldContain("option 2");
    }

    [Fact]
    public void A_later_major_version_is_refused()
    {
        byte[] file = new CaptureFiles(false).Section(major: 2).ToArray();

        Should.Throw<CaptureFormatException>(() => ReadPacket.All(file)).Message.ShouldContain("version 2.0");
    }

    [Fact]
    public void Every_truncation_is_told_and_the_whole_packets_are_delivered()
    {
        byte[] file = new CaptureFiles(false).Section().Interface().Enhanced(0, 5, [8, 9]).Block(4, b => b.U32(0)).Enhanced(0, 6, [7, 6, 5]).ToArray();
        int[] ends = [28, 48, 84, 100, file.Length];
        for (int length = 28; length < file.Length; length++)
        {
            using var reader = CaptureReader.Open(new MemoryStream(file[..length]));
            int packets = 0;
            bool truncated = false;
            try
            {
                while (reader.TryRead(out _))
                    packets++;
            }
            catch (CaptureFormatException e) when (e.IsTruncation)
            {
                truncated = true;
            }

            truncated.ShouldBe(!ends.Contains(length), $"length {length}");
            packets.ShouldBe(length >= 84 ? 1 : 0);
        }
    }

    [Fact]
    public void A_truncated_packet_is_kept_on_request()
    {
        byte[] file = new CaptureFiles(false).Section().Interface().Enhanced(0, 5, [8, 9, 10, 11, 12]).ToArray();
        var options = new CaptureReaderOptions { Truncation = TruncationHandling.Keep };

        ReadPacket.All(file[..^9], options).Single().ShouldBe(new ReadPacket("08090a", 5000, 5, LinkType.Ethernet, 0));
    }
}
