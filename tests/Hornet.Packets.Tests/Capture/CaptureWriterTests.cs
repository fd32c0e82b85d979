// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Tests;

namespace Hornet.Packets.Tests.Capture;

public sealed class CaptureWriterTests
{
    public static TheoryData<CaptureFormat, bool, bool> Forms()
    {
        var forms = new TheoryData<CaptureFormat, bool, bool>();
        foreach (CaptureFormat format in Enum.GetValues<CaptureFormat>())
        {
            foreach (bool bigEndian in (bool[])[false, true])
            {
                foreach (bool compress in (bool[])[false, true])
                    forms.Add(format, bigEndian, compress);
            }
        }

        return forms;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void What_is_written_is_read_back(CaptureFormat format, bool bigEndian, bool compress)
    {
        var random = new Random(7);
        var expected = new List<ReadPacket>();
        using var stream = new MemoryStream();
        var options = new CaptureWriterOptions { Format = format, BigEndian = bigEndian, Compress = compress, SnapLength = 100_000, LeaveOpen = true };
        using (var writer = CaptureWriter.Create(stream, LinkType.LinuxSll2, options))
        {
            for (int i = 0; i < 300; i++)
            {
                byte[] data = new byte[i == 150 ? 110_000 : random.Next(0, 2000)];
                random.NextBytes(data);
                long timestamp = (long)(random.NextDouble() * uint.MaxValue * 1e9);
                int original = random.Next(data.Length, 200_000);
                writer.Write(data, timestamp, original);
                long kept = format == CaptureFormat.Pcap ? timestamp / 1000 * 1000 : timestamp;
                expected.Add(new ReadPacket(Convert.ToHexStringLower(data.AsSpan(0, Math.Min(data.Length, 100_000))), kept, original, LinkType.LinuxSll2, 0));
            }

            writer.PacketCount.ShouldBe(300);
        }

        stream.Position = 0;
        using var reader = CaptureReader.Open(stream);
        reader.Format.ShouldBe(format);
        ReadPacket.All(reader).ShouldBe(expected);
    }

    [Fact]
    public void Pcapng_has_several_interfaces()
    {
        using var stream = new MemoryStream();
        using (var writer = CaptureWriter.Create(stream, LinkType.Ethernet, new CaptureWriterOptions { Format = CaptureFormat.Pcapng, LeaveOpen = true }))
        {
            int tunnel = writer.AddInterface(LinkType.Raw, "tun0");
            writer.Write([1], 5, interfaceIndex: tunnel);
            writer.Write([2], 6);
            Should.Throw<ArgumentOutOfRangeException>(() => writer.Write([3], 7, interfaceIndex: 2));
        }

        stream.Position = 0;
        using var reader = CaptureReader.Open(stream);
        ReadPacket.All(reader).Select(packet => (packet.LinkType, packet.InterfaceIndex)).ShouldBe([(LinkType.Raw, 1), (LinkType.Ethernet, 0)]);
        reader.Interfaces[1].Name.ShouldBe("tun0");
    }

    [Fact]
    public void Pcap_refuses_a_second_interface_and_times_it_cannot_hold()
    {
        using var writer = CaptureWriter.Create(new MemoryStream(), LinkType.Ethernet);

        Should.Throw<InvalidOperationException>(() => writer.AddInterface(LinkType.Raw));
        Should.Throw<ArgumentOutOfRangeException>(() => writer.Write([1], -1));
        Should.Throw<ArgumentOutOfRangeException>(() => writer.Write([1], long.MaxValue));
        writer.PacketCount.ShouldBe(0);
    }

    [ToolTheory("tcpdump")]
    [InlineData(CaptureFormat.Pcap, false)]
    [InlineData(CaptureFormat.PcapNanosecond, true)]
    [InlineData(CaptureFormat.Pcapng, false)]
    [InlineData(CaptureFormat.Pcapng, true)]
    public void Tcpdump_reads_what_is_written(CaptureFormat format, bool bigEndian)
    {
        string path = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():N}.pcap");
        try
        {
            using (var writer = CaptureWriter.Create(path, LinkType.Raw, new CaptureWriterOptions { Format = format, BigEndian = bigEndian }))
            {
                for (int i = 0; i < 10; i++)
                    writer.Write(Convert.FromHexString("4500001c000100004011f7a1c0000201c6336401003500350008aaaa"), 1_700_000_000_000_000_000 + i);
            }

            using Process tcpdump = Process.Start(new ProcessStartInfo("tcpdump", ["-n", "-q", "-r", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string[] lines = tcpdump.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            tcpdump.WaitForExit();
            tcpdump.ExitCode.ShouldBe(0, tcpdump.StandardError.ReadToEnd());
            lines.Length.ShouldBe(10);
            lines[0].ShouldContain("192.0.2.1.53 > 198.51.100.1.53");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
