// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Tests;

namespace Hornet.Packets.Tests.Capture;

public sealed class HexPacketsTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  \n # nothing\n", new string[0])]
    [InlineData("010203", new[] { "010203" })]
    [InlineData("01 02\t03\n04", new[] { "01020304" })]
    [InlineData("0x01 0x02 0xAb", new[] { "0102ab" })]
    [InlineData("0x0102\r\n03\r\n\r\n04 # last\n", new[] { "010203", "04" })]
    [InlineData("01\n# between\n02", new[] { "0102" })]
    [InlineData("00000000: 4500 001c  E...\n00000004: 01         .\n", new[] { "4500001c01" })]
    [InlineData("12:00:00.1 IP a > b\n\t0x0000:  4500 001c  E...\n12:00:00.2 IP\n\t0x0000:  4600\n\t0x0002:  0011", new[] { "4500001c", "46000011" })]
    [InlineData("00000000  45 00 00 1c 00 00 00 00  01 02                    |E.........|\n0000000a\n", new[] { "4500001c000000000102" })]
    public void Plain_digits_and_dumps_are_read(string text, string[] expected) =>
        HexPackets.Parse(text).Select(Convert.ToHexStringLower).ShouldBe(expected);

    [Theory]
    [InlineData("01 2", 4)]
    [InlineData("01\n0 2", 4)]
    [InlineData("01 zz", 3)]
    [InlineData("0x0000: 4500\n0x0010: 00", 13)]
    [InlineData("00000000: 4500\n*\n", 15)]
    public void What_is_no_packet_is_an_error_with_its_place(string text, int offset) =>
        Should.Throw<CaptureFormatException>(() => HexPackets.Parse(text)).Offset.ShouldBe(offset);

    [ToolTheory("tcpdump")]
    [InlineData("-x")]
    [InlineData("-X")]
    public void A_dump_of_tcpdump_gives_the_packets_of_the_sample(string option)
    {
        string path = TestFiles.InRepository("samples", "packets.pcap");
        using Process tcpdump = Process.Start(new ProcessStartInfo("tcpdump", ["-n", option + option[1..], "-r", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        IReadOnlyList<byte[]> packets = HexPackets.Parse(tcpdump.StandardOutput.ReadToEnd());
        tcpdump.WaitForExit();

        using var reader = CaptureReader.Open(path);
        packets.Select(Convert.ToHexStringLower).ShouldBe(ReadPacket.All(reader).Select(packet => packet.Data));
    }

    [ToolFact("xxd")]
    public void A_dump_of_xxd_is_read()
    {
        string path = TestFiles.InRepository("samples", "packets.pcap");
        using Process xxd = Process.Start(new ProcessStartInfo("xxd", ["-l", "1000", path]) { RedirectStandardOutput = true })!;
        IReadOnlyList<byte[]> packets = HexPackets.Parse(xxd.StandardOutput.ReadToEnd());
        xxd.WaitForExit();

        packets.Single().ShouldBe(File.ReadAllBytes(path)[..1000]);
    }
}
