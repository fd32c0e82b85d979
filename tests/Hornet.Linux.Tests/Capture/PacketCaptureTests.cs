// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Bytecode.Classic;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Capture;

/// <summary>Live captures of real frames.</summary>
public sealed class PacketCaptureTests
{
    [KernelFact]
    public void Nothing_is_missed_at_a_bounded_rate()
    {
        const int Count = 20_000;
        using CaptureBench bench = CaptureBench.Create();
        using PacketCapture capture = bench.Open();
        var sender = new Thread(() =>
        {
            for (int i = 0; i < Count; i++)
            {
                bench.Sender.Send(bench.Frame(i, 60 + (i % 1400)));
                if (i % 50 == 0)
                    Thread.Sleep(1);
            }
        });
        sender.Start();

        int next = 0;
        long last = 0;
        while (next < Count && capture.Wait(CaptureBench.Patience))
        {
            while (capture.TryRead(out LivePacket packet))
            {
                CaptureBench.NumberOf(packet.Data).ShouldBe(next);
                packet.Data.Length.ShouldBe(60 + (next % 1400));
                packet.OriginalLength.ShouldBe(packet.Data.Length);
                packet.Timestamp.ShouldBeGreaterThanOrEqualTo(last);
                packet.InterfaceIndex.ShouldBe(bench.Pair.Right.Index);
                last = packet.Timestamp;
                next++;
            }
        }

        sender.Join();
        next.ShouldBe(Count);
        capture.GetStatistics().ShouldBe(new PacketCaptureStatistics(Count, 0));
        Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (last / 1_000_000)).ShouldBeLessThan(60_000);
    }

    [KernelFact]
    public void What_there_is_no_room_for_is_counted()
    {
        const int Count = 5_000;
        using CaptureBench bench = CaptureBench.Create();
        using PacketCapture capture = bench.Open(new PacketCaptureOptions { BufferSize = 8192, BlockSize = 4096 });

        for (int i = 0; i < Count; i++)
            bench.Sender.Send(bench.Frame(i, 200));
        int read = CaptureBench.ReadRest(capture).Count;

        PacketCaptureStatistics statistics = capture.GetStatistics();
        statistics.Received.ShouldBe(Count);
        statistics.Dropped.ShouldBeGreaterThan(0);
        (read + statistics.Dropped).ShouldBe(Count);

        // The capture goes on behind the gap.
        bench.Sender.Send(bench.Frame(-7));
        CaptureBench.NumberOf(CaptureBench.Read(capture, 1).Single()).ShouldBe(-7);
    }

    [KernelFact]
    public void The_filter_holds_from_the_first_packet_on()
    {
        using CaptureBench bench = CaptureBench.Create();
        bool goesOn = true;
        var sender = new Thread(() =>
        {
            for (int i = 0; Volatile.Read(ref goesOn); i++)
                bench.Sender.TrySend(bench.Frame(i % 2, 60));
        });
        sender.Start();
        try
        {
            ImmutableArray<ClassicInstruction> odd = [.. ClassicText.Parse("ld [14]\njne #1, drop\nret #40\ndrop: ret #0")];
            for (int turn = 0; turn < 10; turn++)
            {
                using PacketCapture capture = bench.Open(new PacketCaptureOptions { Filter = odd, BlockTimeout = TimeSpan.FromMilliseconds(5) });
                foreach (byte[] packet in CaptureBench.Read(capture, 10))
                {
                    CaptureBench.NumberOf(packet).ShouldBe(1);
                    packet.Length.ShouldBe(40);
                }
            }
        }
        finally
        {
            Volatile.Write(ref goesOn, false);
            sender.Join();
        }
    }

    [KernelFact]
    public void A_loaded_program_filters_as_well()
    {
        using CaptureBench bench = CaptureBench.Create();
        using KernelProgram program = KernelProgram.Load(ProgramType.SocketFilter, [new(0xb7, Register.R0, immediate: 33), new(0x95)]);
        using PacketCapture capture = bench.Open(new PacketCaptureOptions { Program = program, SnapLength = 30 });

        bench.Sender.Send(bench.Frame(5));

        CaptureBench.Read(capture, 1).Single().ShouldBe(bench.Frame(5)[..30]);
    }

    [KernelTheory]
    [InlineData(0x8100, 0x2064)]
    [InlineData(0x88a8, 0x0fff)]
    public void Vlan_tags_are_put_back(int tagProtocol, int tag)
    {
        using CaptureBench bench = CaptureBench.Create();
        using PacketCapture capture = bench.Open();
        using PacketCapture bare = bench.Open(new PacketCaptureOptions { RestoresVlanTags = false });
        using PacketCapture all = bench.Open(interfaceName: "any");
        byte[] frame = bench.TaggedFrame(9, (ushort)tag, (ushort)tagProtocol);

        bench.Sender.Send(frame);

        CaptureBench.Read(capture, 1).Single().ShouldBe(frame);
        bare.Wait(CaptureBench.Patience).ShouldBeTrue();
        bare.TryRead(out LivePacket packet).ShouldBeTrue();
        packet.Data.ToArray().ShouldBe(bench.Frame(9));
        packet.VlanTag.ShouldBe((ushort)tag);
        byte[] cooked = CaptureBench.Read(all, 1).Single();
        LinuxCookedHeader.TryParse(LinkType.LinuxSll2, cooked, out LinuxCookedHeader header).ShouldBeTrue();
        ((int)header.EtherType).ShouldBe(tagProtocol);
        header.Payload.ToArray().ShouldBe(frame[14..]);
    }

    [KernelFact]
    public void Directions_are_told_apart()
    {
        using CaptureBench bench = CaptureBench.Create();
        using PacketSocket back = PacketSocket.Open(bench.Pair.Right);
        using PacketCapture both = bench.Open();
        using PacketCapture received = bench.Open(new PacketCaptureOptions { Direction = PacketDirection.In });
        using PacketCapture sent = bench.Open(new PacketCaptureOptions { Direction = PacketDirection.Out });

        bench.Sender.Send(bench.Frame(1));
        back.Send(bench.Frame(2));

        CaptureBench.Read(both, 2).Select(packet => CaptureBench.NumberOf(packet)).ShouldBe([1, 2]);
        CaptureBench.ReadRest(received).Select(packet => CaptureBench.NumberOf(packet)).ShouldBe([1]);
        CaptureBench.ReadRest(sent).Select(packet => CaptureBench.NumberOf(packet)).ShouldBe([2]);
    }

    [KernelFact]
    public void The_loopback_interface_shows_a_packet_once()
    {
        using CaptureBench bench = CaptureBench.Create();
        using PacketCapture loopback = bench.Open(interfaceName: "lo");
        using PacketCapture all = bench.Open(interfaceName: "any");

        bench.Pair.Right.Namespace.Run(() =>
        {
            using var socket = new System.Net.Sockets.UdpClient();
            socket.Send([1, 2, 3], "127.0.0.1", 9);
        });

        // The datagram, and the answer that nobody listens.
        string[] lines = [.. CaptureBench.ReadRest(loopback).Select(packet => PacketSummary.Describe(LinkType.Ethernet, packet))];
        lines.Length.ShouldBe(2);
        lines[0].ShouldContain("UDP, length 3");
        lines[1].ShouldContain("unreachable");
        CaptureBench.ReadRest(all).Count.ShouldBe(2);
    }

    [KernelTheory]
    [InlineData("ldh [0]\njne #0x88b5, drop\nld [20]\njne #7, drop\nret #100\ndrop: ret #0", true)]
    [InlineData("ldb [10]\njne #0, drop\nld [4]\njeq #1, drop\nldx #4\nld [x + 16]\njne #7, drop\nret #100\ndrop: ret #0", false)]
    [InlineData("ld len\njlt #40, drop\nld [20]\njne #7, drop\nret #100\ndrop: ret #0", false)]
    public void Filters_of_all_interfaces_see_the_header_that_the_kernel_does_not_have(string text, bool isKernels)
    {
        using CaptureBench bench = CaptureBench.Create();
        using PacketCapture capture = bench.Open(new PacketCaptureOptions { Filter = [.. ClassicText.Parse(text)] }, "any");

        capture.IsFilteredByKernel.ShouldBe(isKernels);
        capture.LinkType.ShouldBe(LinkType.LinuxSll2);
        bench.Sender.Send(bench.Frame(6));
        bench.Sender.Send(bench.Frame(7));

        byte[] packet = CaptureBench.ReadRest(capture).Single();
        LinuxCookedHeader.TryParse(LinkType.LinuxSll2, packet, out LinuxCookedHeader header).ShouldBeTrue();
        ((int)header.EtherType).ShouldBe(PacketSocket.EtherType);
        header.InterfaceIndex.ShouldBe((uint)bench.Pair.Right.Index);
        header.HardwareType.ShouldBe((ushort)1);
        header.PacketType.ShouldBe(0);
        header.Address.ToArray().ShouldBe(bench.Pair.Left.Mac.GetAddressBytes());
        header.Payload.ToArray().ShouldBe(bench.Frame(7)[14..]);
    }

    [ToolFact("tcpdump")]
    public void What_is_written_is_what_tcpdump_reads()
    {
        using CaptureBench bench = CaptureBench.Create();
        using PacketCapture capture = bench.Open();
        string folder = Directory.CreateTempSubdirectory("hornet-capture-").FullName;
        try
        {
            string written = Path.Combine(folder, "written.pcap"), copied = Path.Combine(folder, "copied.pcap");
            for (int i = 0; i < 100; i++)
                bench.Sender.Send(i % 3 == 0 ? bench.TaggedFrame(i, 100) : bench.Frame(i, 60 + i));
            List<byte[]> packets = [];
            using (CaptureWriter writer = CaptureWriter.Create(written, capture.LinkType, new CaptureWriterOptions { Format = CaptureFormat.PcapNanosecond }))
            {
                while (packets.Count < 100 && capture.Wait(CaptureBench.Patience))
                {
                    while (capture.TryRead(out LivePacket packet))
                    {
                        writer.Write(packet.Data, packet.Timestamp, packet.OriginalLength);
                        packets.Add(packet.Data.ToArray());
                    }
                }
            }

            (int status, string output) = Tool.Run("tcpdump", "-r", written, "-w", copied);
            status.ShouldBe(0, output);
            using CaptureReader reader = CaptureReader.Open(copied);
            foreach (byte[] expected in packets)
            {
                reader.TryRead(out CapturedPacket read).ShouldBeTrue();
                read.Data.ToArray().ShouldBe(expected);
            }

            reader.TryRead(out _).ShouldBeFalse();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [KernelFact]
    public void Reading_allocates_nothing()
    {
        const int Count = 2_000;
        using CaptureBench bench = CaptureBench.Create();
        using PacketCapture capture = bench.Open();
        for (int i = 0; i < Count; i++)
            bench.Sender.Send(bench.Frame(i));
        capture.Wait(CaptureBench.Patience).ShouldBeTrue();
        Thread.Sleep(4 * capture.Options.BlockTimeout);
        capture.TryRead(out _).ShouldBeTrue();

        int read = 1;
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (capture.TryRead(out _))
            read++;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        read.ShouldBe(Count);

        // The smallest object for each packet would be 48,000 bytes; a collection meanwhile counts the rest of the thread's allocation block, up to 8 KiB.
        allocated.ShouldBeLessThan(10_000);
    }

    [KernelFact]
    public void Ending_gives_everything_back()
    {
        using CaptureBench bench = CaptureBench.Create();
        int before = Sockets();
        using (PacketCapture capture = bench.Open(new PacketCaptureOptions { IsPromiscuous = true }))
        {
            Promiscuity().ShouldBe("promiscuity 1");
            Sockets().ShouldBe(before + 1);
        }

        Eventually.ShouldBe(Sockets, before);
        Promiscuity().ShouldBe("promiscuity 0");

        string Promiscuity() => bench.Pair.Right.Namespace.Execute("ip", "-d", "link", "show", "dev", bench.Pair.Right.Name) is { } text
            ? text[text.IndexOf("promiscuity", StringComparison.Ordinal)..][..13]
            : "";
        int Sockets() => bench.Pair.Right.Namespace.Run(() => File.ReadAllLines("/proc/thread-self/net/packet").Length);
    }

    [KernelFact]
    public async Task Waiting_goes_without_a_thread_and_ends_when_it_is_told_to()
    {
        using CaptureBench bench = CaptureBench.Create();
        using PacketCapture capture = bench.Open();
        Task wait = capture.WaitAsync().AsTask();
        wait.IsCompleted.ShouldBeFalse();
        bench.Sender.Send(bench.Frame(1));
        await wait.WaitAsync(CaptureBench.Patience);
        capture.TryRead(out _).ShouldBeTrue();

        using var ending = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        await Should.ThrowAsync<OperationCanceledException>(async () => await capture.WaitAsync(ending.Token));
    }
}
