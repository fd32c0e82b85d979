// SPDX-License-Identifier: Apache-2.0
using System.IO.Compression;

namespace Hornet.Packets.Tests.Capture;

public sealed class PcapReaderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Microsecond_records_are_read_in_both_byte_orders(bool bigEndian)
    {
        byte[] file = new CaptureFiles(bigEndian).PcapHeader().Record(1_700_000_000, 123_456, [1, 2, 3], 60).Record(1_700_000_001, 0, []).ToArray();

        using var reader = CaptureReader.Open(new MemoryStream(file));
        List<ReadPacket> packets = ReadPacket.All(reader);

        reader.Format.ShouldBe(CaptureFormat.Pcap);
        reader.PacketCount.ShouldBe(2);
        packets.ShouldBe(
        [
            new ReadPacket("010203", 1_700_000_000_123_456_000, 60, LinkType.Ethernet, 0),
            new ReadPacket("", 1_700_000_001_000_000_000, 0, LinkType.Ethernet, 0),
        ]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nanosecond_files_keep_nanoseconds(bool bigEndian)
    {
        byte[] file = new CaptureFiles(bigEndian).PcapHeader(0xa1b23c4d).Record(4_000_000_000, 999_999_999, [9]).ToArray();

        using var reader = CaptureReader.Open(new MemoryStream(file));

        reader.Format.ShouldBe(CaptureFormat.PcapNanosecond);
        ReadPacket.All(reader).Single().Timestamp.ShouldBe(4_000_000_000_999_999_999);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Kuznetzov_records_have_eight_bytes_more(bool bigEndian)
    {
        byte[] file = new CaptureFiles(bigEndian).PcapHeader(0xa1b2cd34)
            .U32(1).U32(2).U32(2).U32(5).U32(7).U16(0x800).Bytes(0, 0).Bytes(0xaa, 0xbb)
            .U32(3).U32(4).U32(1).U32(1).U32(7).U16(0x800).Bytes(0, 0).Bytes(0xcc).ToArray();

        ReadPacket.All(file).Select(packet => packet.Data).ShouldBe(["aabb", "cc"]);
    }

    [Theory]
    [InlineData(2, 2, 3u, 2u, "0102")]
    [InlineData(2, 3, 3u, 2u, "0102")]
    [InlineData(2, 3, 2u, 3u, "0102")]
    [InlineData(543, 0, 3u, 2u, "0102")]
    public void Old_versions_have_the_two_lengths_in_the_other_order(int major, int minor, uint first, uint second, string expected)
    {
        byte[] file = new CaptureFiles(false).PcapHeader(major: major, minor: minor).U32(1).U32(1).U32(first).U32(second).Bytes(1, 2).ToArray();

        ReadPacket packet = ReadPacket.All(file).Single();

        packet.Data.ShouldBe(expected);
        packet.OriginalLength.ShouldBe(3);
    }

    [Fact]
    public void An_unknown_version_is_refused()
    {
        byte[] file = new CaptureFiles(false).PcapHeader(major: 3).ToArray();

        Should.Throw<CaptureFormatException>(() => CaptureReader.Open(new MemoryStream(file))).Offset.ShouldBe(4);
    }

    [Fact]
    public void Frame_check_sequence_bits_are_told_apart_from_the_link_type()
    {
        byte[] file = new CaptureFiles(false).PcapHeader(link: 0x2400_0001).ToArray();

        using var reader = CaptureReader.Open(new MemoryStream(file));

        reader.Interfaces.Single().ShouldBe(new CaptureInterface(LinkType.Ethernet, 65535, FcsLength: 4));
    }

    [Fact]
    public void A_packet_longer_than_the_snap_length_is_cut_to_it()
    {
        byte[] file = new CaptureFiles(false).PcapHeader(snapLength: 4).Record(0, 0, [1, 2, 3, 4, 5, 6]).Record(0, 0, [7]).ToArray();

        ReadPacket.All(file).Select(packet => packet.Data).ShouldBe(["01020304", "07"]);
    }

    [Fact]
    public void A_captured_length_beyond_the_maximum_is_an_error_with_its_offset()
    {
        byte[] file = new CaptureFiles(false).PcapHeader().Record(0, 0, [1, 2]).U32(0).U32(0).U32(0x7fff_ffff).U32(0).ToArray();
        using var reader = CaptureReader.Open(new MemoryStream(file));
        reader.TryRead(out _).ShouldBeTrue();

        var e = Should.Throw<CaptureFormatException>(() => reader.TryRead(out _));

        e.Offset.ShouldBe(24 + 18);
        e.IsTruncation.ShouldBeFalse();
        e.Message.ShouldStartWith("Reading packet 2 of a capture:");
        reader.TryRead(out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(19)]
    public void A_truncated_record_is_an_error_after_the_whole_packets(int partial)
    {
        byte[] whole = new CaptureFiles(false).PcapHeader().Record(0, 0, [1, 2]).Record(5, 0, [3, 4, 5, 6]).ToArray();
        using var reader = CaptureReader.Open(new MemoryStream(whole[..(42 + partial)]));
        reader.TryRead(out _).ShouldBeTrue();

        var e = Should.Throw<CaptureFormatException>(() => reader.TryRead(out _));

        e.IsTruncation.ShouldBeTrue();
        e.Offset.ShouldBe(42);
    }

    [Theory]
    [InlineData(TruncationHandling.Stop, 15, new string[] { "0102" })]
    [InlineData(TruncationHandling.Stop, 18, new string[] { "0102" })]
    [InlineData(TruncationHandling.Keep, 15, new string[] { "0102" })]
    [InlineData(TruncationHandling.Keep, 18, new string[] { "0102", "0304" })]
    public void A_truncated_end_is_dropped_or_kept_on_request(TruncationHandling handling, int partial, string[] expected)
    {
        byte[] whole = new CaptureFiles(false).PcapHeader().Record(0, 0, [1, 2]).Record(5, 0, [3, 4, 5, 6]).ToArray();
        using var reader = CaptureReader.Open(new MemoryStream(whole[..(42 + partial)]), new CaptureReaderOptions { Truncation = handling });

        ReadPacket.All(reader).Select(packet => packet.Data).ShouldBe(expected);
        reader.IsTruncated.ShouldBeTrue();
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0xd4, 0xc3 })]
    [InlineData(new byte[] { 1, 2, 3, 4, 5 })]
    [InlineData(new byte[] { 0xd4, 0xc3, 0xb2, 0xa1, 2, 0 })]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0 })]
    [InlineData(new byte[] { 0x1f, 0x8b })]
    public void What_is_no_capture_is_refused(byte[] file) => Should.Throw<CaptureFormatException>(() => CaptureReader.Open(new MemoryStream(file)));

    [Fact]
    public void A_gzip_file_is_read_through_and_its_own_length_is_the_progress()
    {
        var files = new CaptureFiles(false).PcapHeader();
        for (uint i = 0; i < 5000; i++)
            files.Record(i, 0, new byte[100]);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(files.ToArray());
        compressed.Position = 0;

        using var reader = CaptureReader.Open(compressed);

        ReadPacket.All(reader).Count.ShouldBe(5000);
        reader.Length.ShouldBe(compressed.ToArray().Length);
        reader.Position.ShouldBe(reader.Length!.Value);
    }

    [Fact]
    public void Damaged_gzip_data_is_a_typed_error()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(new CaptureFiles(false).PcapHeader().Record(0, 0, [.. Enumerable.Range(0, 200).Select(i => (byte)(i * 37))]).ToArray());
        byte[] bytes = compressed.ToArray();
        bytes.AsSpan(20, 40).Fill(0xff);

        Should.Throw<CaptureFormatException>(() => ReadPacket.All(bytes));
    }

    [Fact]
    public void A_capture_may_not_expand_beyond_the_limit()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(new CaptureFiles(false).PcapHeader().ToArray());
            gzip.Write(new byte[10_000_000]);
        }

        var options = new CaptureReaderOptions { MaximumLength = 1_000_000 };
        Should.Throw<CaptureFormatException>(() => ReadPacket.All(compressed.ToArray(), options)).Offset.ShouldBe(1_000_000);
    }

    [Fact]
    public void A_stream_that_gives_one_byte_at_a_time_is_read_the_same()
    {
        byte[] file = new CaptureFiles(false).PcapHeader().Record(1, 2, [1, 2, 3]).Record(3, 4, new byte[500]).ToArray();

        using var reader = CaptureReader.Open(new TrickleStream(file));

        reader.Length.ShouldBeNull();
        ReadPacket.All(reader).ShouldBe(ReadPacket.All(file));
        reader.Position.ShouldBe(file.Length);
    }

    [Fact]
    public void A_capture_may_start_in_the_middle_of_a_stream()
    {
        byte[] file = new CaptureFiles(false).PcapHeader().Record(1, 2, [1, 2, 3]).ToArray();
        using var stream = new MemoryStream([.. new byte[10], .. file]) { Position = 10 };

        using var reader = CaptureReader.Open(stream);

        ReadPacket.All(reader).Count.ShouldBe(1);
        reader.Length.ShouldBe(file.Length);
        reader.Position.ShouldBe(file.Length);
    }

    [Fact]
    public void The_stream_is_closed_with_the_reader_unless_it_is_to_stay_open()
    {
        byte[] file = new CaptureFiles(false).PcapHeader().ToArray();
        var closed = new MemoryStream(file);
        var open = new MemoryStream(file);

        CaptureReader.Open(closed).Dispose();
        CaptureReader.Open(open, new CaptureReaderOptions { LeaveOpen = true }).Dispose();

        closed.CanRead.ShouldBeFalse();
        open.CanRead.ShouldBeTrue();
    }

    [Fact]
    public void Reading_allocates_nothing_per_packet()
    {
        var files = new CaptureFiles(false).PcapHeader();
        for (uint i = 0; i < 20_000; i++)
            files.Record(i, 0, [1, 2, 3, 4]);
        using var reader = CaptureReader.Open(files.ToStream());
        long bytes = 0;
        reader.TryRead(out _);

        long before = GC.GetAllocatedBytesForCurrentThread();
        while (reader.TryRead(out CapturedPacket packet))
            bytes += packet.Data[0] + packet.CapturedLength;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        bytes.ShouldBe(19_999 * 5);

        // Less than a byte a packet: a collection meanwhile counts the rest of the thread's allocation block, up to 8 KiB, as allocated.
        allocated.ShouldBeLessThan(20_000);
    }

    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
