// SPDX-License-Identifier: Apache-2.0
using Hornet.Tests;

namespace Hornet.Packets.Tests;

/// <summary>The examples of docs/packets.md, run.</summary>
public sealed class PacketsPageTests
{
    private static string Path { get; } = TestFiles.InRepository("samples", "packets.pcap");

    [Fact]
    public void The_page_has_these_examples() =>
        DocumentationExamples.MissingFrom("docs/packets.md", "tests/Hornet.Packets.Tests/PacketsPageTests.cs").ShouldBeEmpty();

    [Fact]
    public void Reading()
    {
        string path = Path;
        var Console = new StringWriter();

        // example: read
        using var reader = CaptureReader.Open(path);
        while (reader.TryRead(out CapturedPacket packet))
            Console.WriteLine($"{packet.Timestamp} {packet.CapturedLength}/{packet.OriginalLength} {PacketSummary.Describe(packet)}");
        // end

        string[] lines = Console.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(429);
        lines[0].ShouldBe("1735689600037945000 42/42 ARP, Request who-has 192.0.2.1 tell 192.0.2.10, length 28");
    }

    [Fact]
    public void Truncated_captures()
    {
        byte[] file = File.ReadAllBytes(Path)[..1000];
        using Stream stream = new MemoryStream(file);

        // example: truncated
        var options = new CaptureReaderOptions { Truncation = TruncationHandling.Stop };
        using var reader = CaptureReader.Open(stream, options);
        while (reader.TryRead(out _))
        {
        }

        Console.WriteLine($"{reader.PacketCount} packets{(reader.IsTruncated ? ", and a part of one" : "")}");
        // end

        (reader.PacketCount, reader.IsTruncated).ShouldBe((10, true));
    }

    [Fact]
    public void Writing()
    {
        string source = Path;
        string target = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"hornet-{Guid.NewGuid():N}.pcapng");
        try
        {
            // example: write
            var options = new CaptureWriterOptions { Format = CaptureFormat.Pcapng };
            using (var reader = CaptureReader.Open(source))
            using (var writer = CaptureWriter.Create(target, LinkType.Ethernet, options))
            {
                while (reader.TryRead(out CapturedPacket packet))
                {
                    if (packet.OriginalLength > 1000)
                        writer.Write(packet);
                }
            }
            // end

            using var written = CaptureReader.Open(target);
            while (written.TryRead(out _))
            {
            }

            (written.Format, written.PacketCount).ShouldBe((CaptureFormat.Pcapng, 51));
        }
        finally
        {
            File.Delete(target);
        }
    }

    [Fact]
    public void Headers()
    {
        string path = Path;

        // example: headers
        long bytes = 0;
        using var reader = CaptureReader.Open(path);
        while (reader.TryRead(out CapturedPacket packet))
        {
            if (NetworkLayer.TryFind(packet.LinkType, packet.Data, out EtherType type, out int offset)
                && type == EtherType.IPv4
                && IPv4Header.TryParse(packet.Data[offset..], out IPv4Header ip)
                && ip.Protocol == IpProtocol.Tcp
                && TcpHeader.TryParse(ip.Payload, out TcpHeader tcp))
                bytes += tcp.Payload.Length;
        }
        // end

        bytes.ShouldBe(42183);
    }

    [Fact]
    public void Hexadecimal_text()
    {
        // example: hex
        IReadOnlyList<byte[]> packets = HexPackets.Parse("""
            0x0000:  4500 001c 0001 0000 4011 0000 c000 0201
            0x0010:  c633 6401 1035 0036 0008 0000
            """);
        string line = PacketSummary.Describe(LinkType.Raw, packets[0]);
        // end

        line.ShouldBe("IP 192.0.2.1.4149 > 198.51.100.1.54: UDP, length 0");
    }
}
