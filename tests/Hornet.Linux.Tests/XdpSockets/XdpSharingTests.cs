// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.XdpSockets;

/// <summary>Several AF_XDP sockets with one memory.</summary>
public sealed class XdpSharingTests
{
    [KernelTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sockets_on_one_queue_receive_and_send_and_the_last_goes_on_alone(bool firstGoesFirst)
    {
        using XdpBench bench = XdpBench.Create();
        using XdpSocket second = XdpBench.Open(bench.Pair.Right, bench.Memory);
        bench.Program.Add(1, second);
        bench.Socket.Queue.ShouldBeSameAs(second.Queue);

        for (int i = 0; i < 20; i++)
            bench.Peer.Send(bench.Frame(i % 2, i));
        XdpBench.Receive(bench.Socket, 10).ShouldBe(Enumerable.Range(0, 10).Select(i => bench.Frame(0, 2 * i)));
        XdpBench.Receive(second, 10).ShouldBe(Enumerable.Range(0, 10).Select(i => bench.Frame(1, (2 * i) + 1)));
        bench.Socket.TrySend(bench.FrameBack(1)).ShouldBeTrue();
        second.TrySend(bench.FrameBack(2)).ShouldBeTrue();
        bench.Peer.Receive(XdpBench.Patience).ShouldBe(bench.FrameBack(1));
        bench.Peer.Receive(XdpBench.Patience).ShouldBe(bench.FrameBack(2));

        // One leaves with received frames that it never looked at, and reserved ones.
        (XdpSocket leaving, XdpSocket staying) = firstGoesFirst ? (bench.Socket, second) : (second, bench.Socket);
        (int gone, int here) = firstGoesFirst ? (0, 1) : (1, 0);
        for (int i = 0; i < 5; i++)
            bench.Peer.Send(bench.Frame(gone, i));
        Eventually.ShouldBe(() => leaving.Available, 5);
        leaving.TryReserve(60, out _).ShouldBeTrue();
        leaving.Dispose();

        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 100; i++)
                bench.Peer.Send(bench.Frame(here, i));
            XdpBench.Receive(staying, 100).ShouldBe(Enumerable.Range(0, 100).Select(i => bench.Frame(here, i)));
        }

        staying.TrySend(bench.FrameBack(3)).ShouldBeTrue();
        bench.Peer.Receive(XdpBench.Patience).ShouldBe(bench.FrameBack(3));
        staying.Dispose();
        bench.Memory.FreeFrames.ShouldBe(bench.Memory.Options.FrameCount);
    }

    [KernelFact]
    public void Sockets_on_several_queues_share_frames()
    {
        const int Count = 100;
        using VethPair pair = VethPair.Create(queues: 2, isQuiet: true);
        using XdpUmem memory = XdpUmem.Create(new XdpUmemOptions { FrameCount = 512 });
        var options = new XdpSocketOptions { ReceiveFrames = 128, FillRingSize = 256 };
        using XdpSocket first = XdpBench.Open(pair.Right, memory, options, queue: 0), second = XdpBench.Open(pair.Right, memory, options, queue: 1);
        using PacketSocket peer = PacketSocket.Open(pair.Left);
        using (RedirectProgram program = RedirectProgram.Attach(pair.Right, byQueue: true))
        {
            program.Add(0, first);
            program.Add(1, second);
            memory.FreeFrames.ShouldBe(512 - (2 * 128));

            // Which queue a frame comes by is the kernel's choice; all come by one of the two.
            byte[] frame = PacketSocket.Frame(pair.Left, pair.Right, new byte[50]);
            int received = 0;
            for (int i = 0; i < Count; i++)
                peer.Send(frame);
            long start = Stopwatch.GetTimestamp();
            while (received < Count && Stopwatch.GetElapsedTime(start) < XdpBench.Patience)
                received += first.Receive(_ => XdpFrameAction.Release) + second.Receive(_ => XdpFrameAction.Release);
            received.ShouldBe(Count);
        }

        byte[] back = PacketSocket.Frame(pair.Right, pair.Left, new byte[50]);
        foreach (XdpSocket socket in (ReadOnlySpan<XdpSocket>)[first, second])
        {
            socket.TrySend(back).ShouldBeTrue();
            peer.Receive(XdpBench.Patience).ShouldBe(back);
        }

        first.Dispose();
        memory.FreeFrames.ShouldBe(512 - 128);
        second.TrySend(back).ShouldBeTrue();
        peer.Receive(XdpBench.Patience).ShouldBe(back);
    }

    [KernelFact]
    public void Sockets_on_several_interfaces_and_namespaces_share_frames()
    {
        using XdpBench bench = XdpBench.Create();
        using XdpSocket other = XdpBench.Open(bench.Pair.Left, bench.Memory);
        other.Queue.ShouldNotBeSameAs(bench.Socket.Queue);
        using RedirectProgram program = RedirectProgram.Attach(bench.Pair.Left);
        program.Add(0, other);

        // From socket to socket, over the wire.
        byte[] frame = PacketSocket.Frame(bench.Pair.Right, bench.Pair.Left, [0, 1, 2, 3, 4, 5]);
        bench.Socket.TrySend(frame).ShouldBeTrue();
        XdpBench.Receive(other, 1).ShouldBe([frame]);
    }

    [KernelFact]
    public void Memory_serves_new_sockets_when_its_sockets_are_gone()
    {
        using XdpBench bench = XdpBench.Create();
        bench.Socket.Dispose();
        bench.Memory.FreeFrames.ShouldBe(256);

        using XdpSocket again = XdpBench.Open(bench.Pair.Right, bench.Memory);
        bench.Program.Add(0, again);
        bench.Peer.Send(bench.Frame(0, 5));
        XdpBench.Receive(again, 1).ShouldBe([bench.Frame(0, 5)]);
    }

    [KernelFact]
    public void Memory_disposed_first_lives_as_long_as_its_socket()
    {
        using XdpBench bench = XdpBench.Create();
        bench.Memory.Dispose();
        bench.Peer.Send(bench.Frame(0, 5));
        XdpBench.Receive(bench.Socket, 1).ShouldBe([bench.Frame(0, 5)]);
        bench.Socket.TrySend(bench.FrameBack(4)).ShouldBeTrue();
        bench.Peer.Receive(XdpBench.Patience).ShouldBe(bench.FrameBack(4));

        Should.Throw<ObjectDisposedException>(() => XdpBench.Open(bench.Pair.Right, bench.Memory));
        bench.Socket.Dispose();
        Should.Throw<ObjectDisposedException>(() => bench.Socket.TrySend(bench.FrameBack(4)));
    }

    [KernelFact]
    public void A_further_socket_must_want_what_the_first_has()
    {
        using XdpBench bench = XdpBench.Create();
        Should.Throw<ArgumentException>(() => XdpBench.Open(bench.Pair.Right, bench.Memory, new XdpSocketOptions { UseNeedWakeup = false }))
            .Message.ShouldContain("must be those of the memory's other sockets");
    }
}
