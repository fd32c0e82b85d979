// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.RegularExpressions;
using Hornet.Tests;

namespace Hornet.Packets.Tests.Summary;

public sealed partial class TcpdumpComparisonTests
{
    [ToolFact("tcpdump")]
    public void The_lines_of_the_sample_are_those_of_tcpdump()
    {
        string path = TestFiles.InRepository("samples", "packets.pcap");
        string[] theirs = Tcpdump("-n", "-t", "-S", "-r", path);
        int compared = 0;
        int index = 0;
        using var reader = CaptureReader.Open(path);
        while (reader.TryRead(out CapturedPacket packet))
        {
            string line = theirs[index++].TrimEnd();
            PacketSummary.Describe(packet).ShouldBe(Decoded().Replace(line, "$1"), $"packet {index}");
            compared++;
        }

        index.ShouldBe(theirs.Length);
        compared.ShouldBeGreaterThan(300);
    }

    [ToolTheory("tcpdump")]
    [InlineData(LinkType.Raw, "4500001c000100004011f7a1c0000201c6336401103500360008aaaa")]
    [InlineData(LinkType.Raw, "4500001c000120004006f7a1c0000201c6336401103500360008aaaa")]
    [InlineData(LinkType.Null, "020000004500001c000100004011f7a1c0000201c6336401103500360008aaaa")]
    [InlineData(LinkType.Null, "000000024500001c000100004011f7a1c0000201c6336401103500360008aaaa")]
    [InlineData(LinkType.Loop, "000000024500001c000100004011f7a1c0000201c6336401103500360008aaaa")]
    [InlineData(LinkType.IPv4, "45000038000100004001f7a1c0000201c63364010b0000000000000045000020000100000111f7a1c6336401c00002011035003600080000")]
    [InlineData(LinkType.IPv4, "45000028000100004032f7a1c0000201c633640112345678000000ff0000000000000000000000ab")]
    [InlineData(LinkType.Raw, "45000028000100004006f7a1c0000201c633640110350036000000010000000250ffffff00000000")]
    [InlineData(LinkType.Raw, "4500002c000100004006f7a1c0000201c63364011035003600000001000000026010ffff00000000020405b4")]
    [InlineData(LinkType.Raw, "4500003400010000400600000a0000010a000002103500360000000100000002801000ff000000000101050a0000000100000005")]
    [InlineData(LinkType.Raw, "4500002800010000400600000a0000010a0000021035003600000001000000025000ffff00000000")]
    [InlineData(LinkType.Raw, "60000000000c3a4020010db800000000000000000000000120010db80000000000000000000000020200aaaa000005dc00000000")]
    [InlineData(LinkType.Raw, "60000000000800402001 0db800000000000000000000000120010db80000000000000000000000023b00010400000000")]
    [InlineData(LinkType.Raw, "6000000000103c4020010db800000000000000000000000120010db800000000000000000000000211000104000000001035003600080000")]
    [InlineData(LinkType.Ethernet, "ffffffffffff020000000001884700010140" + "4500001c000100004011f7a1c0000201c6336401103500360008aaaa")]
    public void Chosen_packets_are_described_as_tcpdump_does(LinkType linkType, string hex)
    {
        byte[] data = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        string path = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():N}.pcap");
        try
        {
            using (var writer = CaptureWriter.Create(path, linkType))
                writer.Write(data, 0);
            PacketSummary.Describe(linkType, data).ShouldBe(Tcpdump("-n", "-t", "-S", "-r", path)[0].TrimEnd().Replace(":  [|", ": [|", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [ToolFact("tcpdump")]
    public void Protocols_above_UDP_are_described_as_tcpdump_does()
    {
        byte[][] packets = [.. File.ReadLines(TestFiles.InRepository("tests", "Hornet.Packets.Tests", "Summary", "name-service.txt"))
            .Where(line => !line.StartsWith('#')).Select(line => Convert.FromHexString(line))];
        string path = Path.Combine(Path.GetTempPath(), $"hornet-{Guid.NewGuid():N}.pcap");
        try
        {
            using (var writer = CaptureWriter.Create(path, LinkType.Raw))
            {
                foreach (byte[] packet in packets)
                    writer.Write(packet, 0);
            }

            packets.Select(packet => PacketSummary.Describe(LinkType.Raw, packet)).ShouldBe(Tcpdump("-n", "-t", "-r", path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Names_that_lead_nowhere_end()
    {
        // Each of these has the name of its question point to itself, forward, or behind the message.
        foreach (string name in (string[])["c00c", "c010c00c", "c0ff", "0161c00c", "c0", "3f61"])
        {
            byte[] message = Convert.FromHexString("0001010000010000" + "00000000" + name + "00010001");
            byte[] packet = [.. Convert.FromHexString("4500003c000100004011000001020304050607081388003500280000"), .. message];
            PacketSummary.Describe(LinkType.Raw, packet).ShouldContain("[|domain]");
        }
    }

    /// <summary>What follows the length is the content of a protocol above TCP.</summary>
    [GeneratedRegex(@"(IP6? [^:]+.* length \d+): (HTTP|RPC|NFS).*")]
    private static partial Regex Decoded();

    private static string[] Tcpdump(params string[] arguments)
    {
        using Process tcpdump = Process.Start(new ProcessStartInfo("tcpdump", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string[] lines = tcpdump.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        tcpdump.WaitForExit();
        return lines;
    }
}
