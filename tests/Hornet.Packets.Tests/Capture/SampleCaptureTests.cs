// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Samples;
using Hornet.Tests;

namespace Hornet.Packets.Tests.Capture;

public sealed class SampleCaptureTests
{
    private static string Path { get; } = TestFiles.InRepository("samples", "packets.pcap");

    [Fact]
    public void The_shipped_sample_is_what_its_generator_writes()
    {
        using var stream = new MemoryStream();
        SampleCapture.Write(stream);

        File.ReadAllBytes(Path).AsSpan().SequenceEqual(stream.ToArray()).ShouldBeTrue("run: dotnet run --project eng/SampleCapture -- samples/packets.pcap");
    }

    [ToolTheory("tcpdump")]
    [InlineData("")]
    [InlineData("tcp")]
    [InlineData("arp or vlan")]
    public void Tcpdump_reads_every_packet_of_the_sample(string filter)
    {
        long expected = 0;
        using var reader = CaptureReader.Open(Path);
        while (reader.TryRead(out CapturedPacket packet))
        {
            int type = (packet.Data[12] << 8) | packet.Data[13];
            bool counts = filter switch
            {
                "tcp" => (type == 0x0800 && packet.Data[23] == 6) || (type == 0x86dd && packet.Data[20] == 6),
                "arp or vlan" => type is 0x0806 or 0x8100 or 0x88a8,
                _ => true,
            };
            expected += counts ? 1 : 0;
        }

        using Process tcpdump = Process.Start(new ProcessStartInfo("tcpdump", ["-n", "-r", Path, filter]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        int lines = tcpdump.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        tcpdump.WaitForExit();

        lines.ShouldBe((int)expected);
        expected.ShouldBeGreaterThan(20);
    }
}
