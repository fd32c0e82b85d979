// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.XdpSockets;

/// <summary>AF_XDP sockets: real frames received and sent.</summary>
public sealed class XdpSocketTests
{
    [KernelTheory]
    [InlineData(XdpMode.Native, true)]
    [InlineData(XdpMode.Native, false)]
    [InlineData(XdpMode.Generic, true)]
    public void Frames_are_received_until_the_program_is_detached(XdpMode mode, bool useNeedWakeup)
    {
        using XdpBench bench = XdpBench.Create(socket: new XdpSocketOptions { UseNeedWakeup = useNeedWakeup }, mode: mode);
        using PacketSocket behind = PacketSocket.Open(bench.Pair.Right);
        byte[][] frames = [.. Enumerable.Range(0, 20).Select(mark => bench.Frame(0, mark, length: 60 + mark))];

        foreach (byte[] frame in frames)
            bench.Peer.Send(frame);

        XdpBench.Receive(bench.Socket, frames.Length).ShouldBe(frames);
        behind.Receive(XdpBench.Soon).ShouldBeNull();
        bench.Socket.IsZeroCopy.ShouldBeFalse();
        bench.Socket.GetStatistics().ShouldBe(default);

        // One for which there is no socket passes; so do all once the program is gone.
        byte[] other = bench.Frame(1);
        bench.Peer.Send(other);
        behind.Receive(XdpBench.Patience).ShouldBe(other);
        bench.Program.Dispose();
        bench.Peer.Send(frames[0]);
        behind.Receive(XdpBench.Patience).ShouldBe(frames[0]);
        bench.Socket.Available.ShouldBe(0);
    }

    [KernelTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Frames_are_sent(bool useNeedWakeup)
    {
        using XdpBench bench = XdpBench.Create(socket: new XdpSocketOptions { UseNeedWakeup = useNeedWakeup });
        int free = bench.Memory.FreeFrames;

        bench.Socket.TrySend(bench.FrameBack(7)).ShouldBeTrue();
        bench.Peer.Receive(XdpBench.Patience).ShouldBe(bench.FrameBack(7));

        // More than the kernel takes at a time.
        const int Count = 100;
        for (int i = 0; i < Count; i++)
        {
            byte[] frame = bench.FrameBack(i);
            bench.Socket.TryReserve(frame.Length, out Span<byte> room).ShouldBeTrue();
            frame.CopyTo(room);
        }

        bench.Peer.Receive(XdpBench.Soon).ShouldBeNull();
        bench.Socket.Submit();
        for (int i = 0; i < Count; i++)
            bench.Peer.Receive(XdpBench.Patience).ShouldBe(bench.FrameBack(i));
        bench.Socket.Pending.ShouldBe(0);
        Eventually.ShouldBe(
            () =>
            {
                bench.Socket.Complete();
                return bench.Memory.FreeFrames;
            },
            free);
    }

    [KernelFact]
    public void A_received_frame_is_sent_back_in_place()
    {
        using XdpBench bench = XdpBench.Create();
        for (int i = 0; i < 10; i++)
            bench.Peer.Send(bench.Frame(0, i));
        Eventually.ShouldBe(() => bench.Socket.Available, 10);
        int number = 0;

        bench.Socket.Receive(frame =>
        {
            Span<byte> target = stackalloc byte[6];
            frame.Data[..6].CopyTo(target);
            frame.Data[6..12].CopyTo(frame.Data);
            target.CopyTo(frame.Data[6..]);
            return number++ % 2 == 0 ? XdpFrameAction.Transmit : XdpFrameAction.Release;
        }).ShouldBe(10);

        for (int i = 0; i < 10; i += 2)
            bench.Peer.Receive(XdpBench.Patience)![PacketSocket.HeaderLength..].ShouldBe(bench.Frame(0, i)[PacketSocket.HeaderLength..]);
        bench.Peer.Receive(XdpBench.Soon).ShouldBeNull();
    }

    [KernelFact]
    public void Frames_beyond_the_receive_ring_are_counted_and_the_rest_goes_on()
    {
        using XdpBench bench = XdpBench.Create(socket: new XdpSocketOptions { ReceiveRingSize = 8 });
        for (int i = 0; i < 20; i++)
            bench.Peer.Send(bench.Frame(0, i));

        Eventually.ShouldBe(() => bench.Socket.GetStatistics().ReceiveRingFull, 12);
        XdpBench.Receive(bench.Socket, 8).ShouldBe(Enumerable.Range(0, 8).Select(i => bench.Frame(0, i)));
        bench.Peer.Send(bench.Frame(0, 99));
        XdpBench.Receive(bench.Socket, 1).ShouldBe([bench.Frame(0, 99)]);
    }

    [KernelFact]
    public void Without_empty_frames_the_kernel_counts_and_goes_on_when_it_has_some()
    {
        using XdpBench bench = XdpBench.Create(socket: new XdpSocketOptions { ReceiveFrames = 4 });
        for (int i = 0; i < 6; i++)
            bench.Peer.Send(bench.Frame(0, i));

        Eventually.ShouldBe(() => bench.Socket.GetStatistics().FillRingEmpty, 2);
        XdpBench.Receive(bench.Socket, 4).ShouldBe(Enumerable.Range(0, 4).Select(i => bench.Frame(0, i)));
        for (int i = 0; i < 4; i++)
            bench.Peer.Send(bench.Frame(0, i));
        XdpBench.Receive(bench.Socket, 4).ShouldBe(Enumerable.Range(0, 4).Select(i => bench.Frame(0, i)));
    }

    [KernelFact]
    public void A_full_transmit_ring_takes_no_more_until_it_is_submitted()
    {
        using XdpBench bench = XdpBench.Create(socket: new XdpSocketOptions { TransmitRingSize = 4, ReceiveRingSize = 0 });
        for (int i = 0; i < 4; i++)
            bench.Socket.TryReserve(60, out _).ShouldBeTrue();
        bench.Socket.TryReserve(60, out Span<byte> none).ShouldBeFalse();
        none.Length.ShouldBe(0);
        bench.Socket.TrySend(new byte[60]).ShouldBeFalse();

        bench.Socket.Submit();
        bench.Socket.TryReserve(60, out _).ShouldBeTrue();
    }

    [KernelFact]
    public void Without_free_frames_nothing_is_reserved_until_sent_ones_are_back()
    {
        using XdpBench bench = XdpBench.Create(new XdpUmemOptions { FrameCount = 8 }, new XdpSocketOptions { ReceiveFrames = 5 });
        bench.Memory.FreeFrames.ShouldBe(3);
        for (int i = 0; i < 3; i++)
            bench.Socket.TryReserve(60, out _).ShouldBeTrue();
        bench.Memory.FreeFrames.ShouldBe(0);
        bench.Socket.TryReserve(60, out _).ShouldBeFalse();

        bench.Socket.Submit();
        bool isBack = false;
        Eventually.ShouldBe(() => isBack |= bench.Socket.TryReserve(60, out _), true);
    }

    [KernelTheory]
    [InlineData(2048, false, 0)]
    [InlineData(2048, false, 128)]
    [InlineData(3000, true, 0)]
    [InlineData(2304, true, 100)]
    public void Frames_of_every_kind_of_memory_carry_packets(int frameSize, bool isUnaligned, int headroom)
    {
        var options = new XdpUmemOptions { FrameCount = 64, FrameSize = frameSize, IsUnaligned = isUnaligned, Headroom = headroom };
        using XdpBench bench = XdpBench.Create(options);

        // Every frame is used several times.
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < 30; i++)
                bench.Peer.Send(bench.Frame(0, i, length: 1000 + i));
            XdpBench.Receive(bench.Socket, 30).ShouldBe(Enumerable.Range(0, 30).Select(i => bench.Frame(0, i, length: 1000 + i)));
            for (int i = 0; i < 30; i++)
            {
                bench.Socket.TrySend(bench.FrameBack(i, length: 1500)).ShouldBeTrue();
                bench.Peer.Receive(XdpBench.Patience).ShouldBe(bench.FrameBack(i, length: 1500));
            }
        }

        (bench.Socket.GetStatistics() with { TransmitRingEmpty = 0 }).ShouldBe(default);
        bench.Memory.LargestReceived.ShouldBe(frameSize - headroom - 256);
    }

    [KernelFact]
    public void A_packet_larger_than_a_frame_comes_and_goes_in_several()
    {
        const int Length = 7000;
        using XdpBench bench = XdpBench.Create(new XdpUmemOptions { FrameCount = 256, FrameSize = 2048 }, new XdpSocketOptions { IsMultiBuffer = true }, mtu: 8000);
        byte[] packet = bench.Frame(0, 3, Length);
        bench.Peer.Send(packet);
        bench.Socket.Wait(XdpBench.Patience).ShouldBeTrue();
        var parts = new List<(byte[] Bytes, bool IsContinued)>();
        bench.Socket.Receive(frame =>
        {
            parts.Add((frame.Data.ToArray(), frame.IsContinued));
            return XdpFrameAction.Release;
        });

        parts.Select(part => part.IsContinued).ShouldBe([.. Enumerable.Repeat(true, parts.Count - 1), false]);
        parts.Count.ShouldBeInRange(4, 5);
        parts.SelectMany(part => part.Bytes).ShouldBe(packet);

        byte[] back = bench.FrameBack(9, Length);
        for (int sent = 0; sent < Length;)
        {
            int size = Math.Min(2000, Length - sent);
            bench.Socket.TryReserve(size, out Span<byte> room, isContinued: sent + size < Length).ShouldBeTrue();
            back.AsSpan(sent, size).CopyTo(room);
            sent += size;
        }

        bench.Socket.Submit();
        bench.Peer.Receive(XdpBench.Patience).ShouldBe(back);

        bench.Peer.Send(packet);
        bench.Socket.Wait(XdpBench.Patience).ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => bench.Socket.Receive(_ => XdpFrameAction.Transmit)).Message.ShouldContain("several frames");
    }

    [KernelFact]
    public void A_handlers_exception_comes_out_and_loses_no_frame()
    {
        using XdpBench bench = XdpBench.Create();
        int free = bench.Memory.FreeFrames;
        for (int i = 0; i < 3; i++)
            bench.Peer.Send(bench.Frame(0, i));
        Eventually.ShouldBe(() => bench.Socket.Available, 3);

        Should.Throw<FormatException>(() => bench.Socket.Receive(_ => throw new FormatException()));
        bench.Socket.Available.ShouldBe(2);
        Should.Throw<InvalidOperationException>(() => bench.Socket.Receive(_ =>
        {
            bench.Socket.Dispose();
            return XdpFrameAction.Release;
        })).Message.ShouldContain("cannot dispose");
        bench.Socket.Receive(_ => XdpFrameAction.Release, maximum: 5).ShouldBe(1);
        bench.Memory.FreeFrames.ShouldBe(free);
    }

    [KernelFact]
    public async Task One_thread_receives_while_another_sends()
    {
        const int Count = 5000, Window = 64;
        using XdpBench bench = XdpBench.Create();
        int free = bench.Memory.FreeFrames;
        int received = 0;
        byte[] there = bench.Frame(0, 3), back = bench.FrameBack(4);

        Task receiving = Task.Run(() =>
        {
            while (received < Count && bench.Socket.Wait(XdpBench.Patience))
                Interlocked.Add(ref received, bench.Socket.Receive(frame => frame.Data.SequenceEqual(there) ? XdpFrameAction.Release : throw new InvalidDataException()));
        });
        Task feeding = Task.Run(() =>
        {
            for (int sent = 0; sent < Count; sent++)
            {
                SpinWait.SpinUntil(() => sent - Volatile.Read(ref received) < Window, XdpBench.Patience).ShouldBeTrue();
                bench.Peer.Send(there);
            }
        });
        for (int sent = 0; sent < Count; sent += Window)
        {
            for (int i = 0; i < Window; i++)
                bench.Socket.TrySend(back).ShouldBeTrue();
            for (int i = 0; i < Window; i++)
                bench.Peer.Receive(XdpBench.Patience).ShouldBe(back);
        }

        await Task.WhenAll(receiving, feeding).WaitAsync(XdpBench.Patience);
        received.ShouldBe(Count);
        Eventually.ShouldBe(
            () =>
            {
                bench.Socket.Complete();
                return bench.Memory.FreeFrames;
            },
            free);
        bench.Socket.GetStatistics().FillRingEmpty.ShouldBe(0);
    }

    [KernelFact]
    public void Receiving_and_sending_allocate_nothing()
    {
        using XdpBench bench = XdpBench.Create();
        byte[] there = bench.Frame(0), back = bench.FrameBack(1);
        var counter = new Counter();
        Exchange();
        counter.Frames = 0;

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 20; round++)
            Exchange();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        counter.Frames.ShouldBe(20 * 50);
        allocated.ShouldBe(0);

        void Exchange()
        {
            for (int i = 0; i < 50; i++)
                bench.Peer.SendQuickly(there);
            for (int received = 0; received < 50;)
            {
                if (!bench.Socket.Wait(XdpBench.Patience))
                    break;
                received += bench.Socket.Receive(static (frame, counter) => counter.Count(frame), counter);
            }

            for (int i = 0; i < 50; i++)
                bench.Socket.TrySend(back);
            bench.Socket.Complete();
        }
    }

    private sealed class Counter
    {
        public int Frames { get; set; }

        public XdpFrameAction Count(XdpFrame frame)
        {
            Frames += frame.Data.Length == 60 ? 1 : 0;
            return XdpFrameAction.Release;
        }
    }
}
