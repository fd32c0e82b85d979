// SPDX-License-Identifier: Apache-2.0
using Hornet.PacketFilters;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Capture;

/// <summary>The examples of docs/capture.md that capture, run for real.</summary>
public sealed class CapturePageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_page_shows_these_examples() =>
        DocumentationExamples.MissingFrom("docs/capture.md", "tests/Hornet.Linux.Tests/Capture/CapturePageTests.cs").ShouldBeEmpty();

    [KernelFact]
    public void Packets_of_an_interface_are_printed()
    {
        using CaptureBench bench = CaptureBench.Create();
        var Console = new StringWriter();
        bench.Pair.Right.Namespace.Run(() =>
        {
            using var sender = new Timer(_ => bench.Sender.TrySend(Datagram(bench)), null, TimeSpan.FromMilliseconds(100), Timeout.InfiniteTimeSpan);

            // example: capture
            PacketFilterOptions live = new() { LinkType = PacketCapture.FindLinkType(NetworkLinks.Find("right")), IsLive = true };
            PacketFilter filter = PacketFilter.Compile("udp port 9", live);
            using PacketCapture capture = PacketCapture.Open("right", new PacketCaptureOptions { Filter = filter.Classic.Instructions });
            while (capture.Wait(Patience))
            {
                while (capture.TryRead(out LivePacket packet))
                    Console.WriteLine(PacketSummary.Describe(packet.LinkType, packet.Data, packet.OriginalLength));
            }

            Console.WriteLine(capture.GetStatistics());
            // end
        });

        Console.ToString().ShouldBe("IP 192.0.2.1.5000 > 192.0.2.2.9: UDP, length 4\nPacketCaptureStatistics { Received = 1, Dropped = 0 }\n");
    }

    [KernelFact]
    public async Task Packets_are_printed_by_XDP()
    {
        using CaptureBench bench = CaptureBench.Create();
        using var ending = new CancellationTokenSource(CaptureBench.Patience);
        CancellationToken cancellationToken = ending.Token;
        var Console = new StringWriter();
        using XdpCapture capture = bench.Pair.Right.Namespace.Run(() => XdpCapture.Open("right", PacketFilter.Compile("udp port 9").ToCaptureObject()));
        bench.Sender.Send(Datagram(bench));

        // example: xdp
        await capture.WaitAsync(cancellationToken);
        capture.Read(packet =>
        {
            Console.WriteLine(PacketSummary.Describe(packet.LinkType, packet.Data, packet.OriginalLength));
            return true;
        });
        // end

        Console.ToString().ShouldBe("IP 192.0.2.1.5000 > 192.0.2.2.9: UDP, length 4\n");
    }

    private static byte[] Datagram(CaptureBench bench)
    {
        byte[] frame = bench.Frame(0, 60);
        byte[] ip = Convert.FromHexString("45000020000100004011f6c6c0000201c000020213880009000c000001020304");
        frame[12] = 8;
        frame[13] = 0;
        ip.CopyTo(frame.AsSpan(14));
        return frame;
    }
}
