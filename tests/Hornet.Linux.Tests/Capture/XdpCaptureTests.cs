// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.PacketFilters;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Capture;

/// <summary>Captures by an XDP program that a filter was compiled to.</summary>
public sealed class XdpCaptureTests
{
    [KernelTheory]
    [InlineData(XdpMode.Native)]
    [InlineData(XdpMode.Generic)]
    public async Task Matching_packets_are_told_of_and_all_pass_on(XdpMode mode)
    {
        using CaptureBench bench = CaptureBench.Create();
        using PacketSocket behind = PacketSocket.Open(bench.Pair.Right);
        using XdpCapture capture = Open(bench, "ether[14:4] & 1 = 1", mode);

        for (int i = 0; i < 20; i++)
            bench.Sender.Send(bench.Frame(i, 60 + i));
        List<byte[]> packets = [];
        while (packets.Count < 10 && await capture.WaitAsync(new CancellationTokenSource(CaptureBench.Patience).Token))
        {
            capture.Read(packet =>
            {
                packets.Add(packet.Data.ToArray());
                packet.OriginalLength.ShouldBe(packet.Data.Length);
                packet.LinkType.ShouldBe(LinkType.Ethernet);
                packet.InterfaceIndex.ShouldBe(bench.Pair.Right.Index);
                Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (packet.Timestamp / 1_000_000)).ShouldBeLessThan(60_000);
                return true;
            });
        }

        packets.ShouldBe(Enumerable.Range(0, 20).Where(i => i % 2 == 1).Select(i => bench.Frame(i, 60 + i)));
        capture.PacketCount.ShouldBe(10);
        capture.Dropped.ShouldBe(0);
        for (int i = 0; i < 20; i++)
            behind.Receive(CaptureBench.Patience).ShouldBe(bench.Frame(i, 60 + i));
    }

    [KernelFact]
    public void What_there_is_no_room_for_is_counted()
    {
        const int Count = 3_000;
        using CaptureBench bench = CaptureBench.Create();
        using XdpCapture capture = Open(bench, "", XdpMode.Native, new RecordReaderOptions { PagesPerCpu = 1 });

        for (int i = 0; i < Count; i++)
            bench.Sender.Send(bench.Frame(i, 200));
        Read(capture);
        capture.PacketCount.ShouldBeInRange(1, Count - 1);

        // The kernel tells with the next for which there is room; the buffer belongs to a CPU, and the sender may have changed it.
        for (int i = 0; i < 50 && capture.PacketCount + capture.Dropped < Count + i; i++)
        {
            bench.Sender.Send(bench.Frame(i, 200));
            Read(capture);
        }

        capture.Dropped.ShouldBeGreaterThan(0);
    }

    [KernelFact]
    public void Its_end_takes_the_program_off()
    {
        using CaptureBench bench = CaptureBench.Create();
        using (XdpCapture capture = Open(bench, "ip"))
            bench.Pair.Right.Namespace.Run(() => NetworkLinks.Find(bench.Pair.Right.Name)!.Xdp.IsAttached).ShouldBeTrue();

        Eventually.ShouldBe(() => bench.Pair.Right.Namespace.Run(() => NetworkLinks.Find(bench.Pair.Right.Name)!.Xdp.IsAttached), false);
    }

    [KernelFact]
    public void It_wants_one_interface_and_a_map_to_write_to()
    {
        Should.Throw<BpfException>(() => XdpCapture.Open("any", PacketFilter.Compile("ip").ToCaptureObject())).Message.ShouldContain("attached to one interface");
        Should.Throw<BpfException>(() => XdpCapture.Open("lo", PacketFilter.Compile("ip").ToObject(Objects.ProgramType.Xdp))).Message.ShouldContain("no perf event array");
        Should.Throw<NetlinkException>(() => XdpCapture.Open("no-such-link0", PacketFilter.Compile("ip").ToCaptureObject()));
    }

    private static XdpCapture Open(CaptureBench bench, string expression, XdpMode mode = XdpMode.Automatic, RecordReaderOptions? buffer = null) =>
        bench.Pair.Right.Namespace.Run(() => XdpCapture.Open(bench.Pair.Right.Name, PacketFilter.Compile(expression).ToCaptureObject(), mode, buffer));

    private static void Read(XdpCapture capture)
    {
        Thread.Sleep(20);
        capture.Read(_ => true);
    }
}
