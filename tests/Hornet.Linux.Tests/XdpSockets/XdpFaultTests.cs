// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Hornet.Bytecode;
using Hornet.Linux.Tests.Infrastructure;
using Hornet.Tests;

namespace Hornet.Linux.Tests.XdpSockets;

/// <summary>What goes wrong with AF_XDP sockets, and waiting for them.</summary>
public sealed class XdpFaultTests
{
    [KernelFact]
    public async Task A_removed_interface_ends_waiting_and_sending_with_its_own_error()
    {
        using XdpBench bench = XdpBench.Create();
        Task waiting = bench.Socket.WaitAsync().AsTask();
        Task blocked = Task.Run(() => bench.Socket.Wait(Timeout.InfiniteTimeSpan));

        // Another change of the interface is no reason to stop.
        bench.Pair.Right.Namespace.Execute("ip", "link", "set", "right", "alias", "changed");
        await Task.Delay(XdpBench.Soon);
        (waiting.IsCompleted, blocked.IsCompleted).ShouldBe((false, false));

        bench.Pair.Right.Namespace.Execute("ip", "link", "delete", "right");
        foreach (Task task in (Task[])[waiting, blocked])
        {
            SystemCallException removed = await Should.ThrowAsync<SystemCallException>(task.WaitAsync(XdpBench.Patience));
            removed.Message.ShouldStartWith("waiting for frames of the AF_XDP socket on queue 0 of \"right\" (interface");
            removed.Message.ShouldContain("the interface was removed");
            removed.Errno.ShouldBe(SyscallErrors.NetworkDown);
        }

        SystemCallException unsent = Should.Throw<SystemCallException>(() => bench.Socket.TrySend(bench.FrameBack(1)));
        unsent.Message.ShouldStartWith("sending through the AF_XDP socket on queue 0 of \"right\"");
        unsent.Hint.ShouldContain("the interface was removed");
        bench.Socket.Receive(_ => XdpFrameAction.Release).ShouldBe(0);

        // The memory serves others meanwhile.
        using VethPair pair = VethPair.Create(isQuiet: true);
        using PacketSocket peer = PacketSocket.Open(pair.Left);
        using (XdpSocket other = XdpBench.Open(pair.Right, bench.Memory))
        {
            other.TrySend(bench.FrameBack(6)).ShouldBeTrue();
            peer.Receive(XdpBench.Patience).ShouldBe(bench.FrameBack(6));
        }

        bench.Socket.Dispose();
        bench.Memory.FreeFrames.ShouldBe(256);
    }

    [KernelFact]
    public void An_interface_that_is_down_says_so_and_goes_on_when_it_is_up_again()
    {
        using XdpBench bench = XdpBench.Create();
        bench.Pair.Right.Namespace.Execute("ip", "link", "set", "right", "down");
        SystemCallException down = Should.Throw<SystemCallException>(() => bench.Socket.TrySend(bench.FrameBack(1)));
        (down.Errno, down.Hint).ShouldBe((SyscallErrors.NetworkDown, "the interface is down; it goes on when it is set up again"));
        bench.Socket.Wait(XdpBench.Soon).ShouldBeFalse();

        bench.Pair.Right.Namespace.Execute("ip", "link", "set", "right", "up");
        bench.Socket.Submit();
        bench.Peer.Receive(XdpBench.Patience).ShouldBe(bench.FrameBack(1));
    }

    [KernelFact]
    public async Task Waiting_ends_with_a_frame_a_cancellation_or_the_socket()
    {
        using XdpBench bench = XdpBench.Create();
        using var cancellation = new CancellationTokenSource();
        Task cancelled = bench.Socket.WaitAsync(cancellation.Token).AsTask();
        Task other = bench.Socket.WaitAsync(CancellationToken.None).AsTask();
        await Task.Delay(XdpBench.Soon);
        (cancelled.IsCompleted, other.IsCompleted).ShouldBe((false, false));
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);

        for (int i = 0; i < 100; i++)
        {
            bench.Peer.Send(bench.Frame(0, i));
            await other.WaitAsync(XdpBench.Patience);
            bench.Socket.Receive(_ => XdpFrameAction.Release).ShouldBe(1);
            other = bench.Socket.WaitAsync().AsTask();
        }

        bench.Socket.Wait(TimeSpan.Zero).ShouldBeFalse();
        bench.Socket.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(other.WaitAsync(XdpBench.Patience));
        Should.Throw<ObjectDisposedException>(() => bench.Socket.Wait(TimeSpan.Zero));
    }

    [KernelFact]
    public void Sockets_that_cannot_be_made_say_why()
    {
        using XdpBench bench = XdpBench.Create();
        VethPair.End right = bench.Pair.Right;
        using XdpUmem memory = XdpUmem.Create(new XdpUmemOptions { FrameCount = 16 });

        Refused(right, memory, null, queue: 0, SyscallErrors.Busy, "another AF_XDP socket with other memory is bound to this queue");
        Refused(right, memory, null, queue: 9, SyscallErrors.Invalid, "has no such queue");
        bench.Socket.Dispose();
        Refused(right, memory, new XdpSocketOptions { BindMode = XdpBindMode.ZeroCopy }, queue: 0, SyscallErrors.NotSupported, "use XdpBindMode.Automatic or Copy");
        right.Namespace.Execute("ip", "link", "delete", "right");
        Refused(right, memory, null, queue: 0, SyscallErrors.NoDevice, "no such interface");
        NetlinkException missing = Should.Throw<NetlinkException>(() => XdpBench.Open(right, memory));
        missing.Message.ShouldStartWith("opening an AF_XDP socket on \"right\"");
        memory.FreeFrames.ShouldBe(16);
    }

    [KernelFact]
    public void Sockets_leave_no_descriptor_behind()
    {
        using XdpBench bench = XdpBench.Create();
        VethPair.End right = bench.Pair.Right;
        bench.Socket.Dispose();

        // A process that another test starts has this one's descriptors until it becomes the other program: counts may be too high for a moment.
        int before = Enumerable.Range(0, 20).Min(_ =>
        {
            Thread.Sleep(5);
            return NetlinkSockets(right);
        });
        string[] links = right.Namespace.Run(() => Enumerable.Range(0, 10).Select(_ =>
        {
            using XdpSocket socket = XdpSocket.Create(bench.Memory, right.Index);
            Should.Throw<SystemCallException>(() => XdpSocket.Create(bench.Memory, right.Index, queue: 9));
            Eventually.ShouldBe(() => NetlinkSockets(right), before + 2);
            return LinkOf(socket.Handle.FileDescriptor.ToString(CultureInfo.InvariantCulture));
        }).ToArray());

        Eventually.ShouldBe(() => NetlinkSockets(right), before);
        links.Distinct().Count().ShouldBe(10);
        new DirectoryInfo("/proc/self/fd").EnumerateFiles().Select(file => LinkOf(file.Name)).Intersect(links).ShouldBeEmpty();
        bench.Memory.FreeFrames.ShouldBe(256);

        // The queue is free for others at once.
        using XdpUmem memory = XdpUmem.Create(new XdpUmemOptions { FrameCount = 16 });
        XdpBench.Open(right, memory).Dispose();
    }

    [KernelFact]
    public void Busy_polling_can_be_asked_for()
    {
        using XdpBench bench = XdpBench.Create(socket: new XdpSocketOptions { BusyPoll = new XdpBusyPoll(Microseconds: 10, Budget: 16) });
        bench.Peer.Send(bench.Frame(0, 1));
        XdpBench.Receive(bench.Socket, 1).ShouldBe([bench.Frame(0, 1)]);
        bench.Socket.Dispose();
        Refused(bench.Pair.Right, bench.Memory, new XdpSocketOptions { BusyPoll = new XdpBusyPoll(Budget: 100_000) }, queue: 0, SyscallErrors.Invalid, "out of range");
    }

    [KernelFact]
    public void Huge_pages_hold_frames_or_are_missed_by_name()
    {
        long free = long.Parse(File.ReadLines("/proc/meminfo").Single(line => line.StartsWith("HugePages_Free", StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture);
        if (free == 0)
        {
            Should.Throw<SystemCallException>(() => XdpUmem.Create(new XdpUmemOptions { UseHugePages = true })).Message.ShouldContain("/proc/sys/vm/nr_hugepages (8 needed)");
            return;
        }

        using XdpBench bench = XdpBench.Create(new XdpUmemOptions { FrameCount = 64, UseHugePages = true });
        bench.Peer.Send(bench.Frame(0, 1));
        XdpBench.Receive(bench.Socket, 1).ShouldBe([bench.Frame(0, 1)]);
    }

    [Theory]
    [InlineData(0, 4096, 0, false)]
    [InlineData(16, 1024, 0, false)]
    [InlineData(16, 3000, 0, false)]
    [InlineData(16, 8192, 0, false)]
    [InlineData(16, 8192, 0, true)]
    [InlineData(16, 2048, 1792, false)]
    [InlineData(16, 2048, -1, false)]
    public void Memory_that_the_kernel_would_refuse_is_refused_in_words(int count, int size, int headroom, bool isUnaligned) =>
        Should.Throw<ArgumentException>(() => XdpUmem.Create(new XdpUmemOptions { FrameCount = count, FrameSize = size, Headroom = headroom, IsUnaligned = isUnaligned }));

    [KernelFact]
    public void Wrong_uses_are_refused_in_words()
    {
        using XdpBench bench = XdpBench.Create(socket: new XdpSocketOptions { TransmitRingSize = 0 });
        Should.Throw<InvalidOperationException>(() => bench.Socket.TrySend(new byte[60])).Message.ShouldContain("without a transmit ring");
        Should.Throw<ArgumentException>(() => bench.Socket.TrySend([]));
        Should.Throw<ArgumentException>(() => bench.Socket.TryReserve(4097, out _));
        Should.Throw<InvalidOperationException>(() => bench.Socket.TryReserve(60, out _, isContinued: true)).Message.ShouldContain("IsMultiBuffer");
        bench.Socket.Dispose();
        Should.Throw<ArgumentException>(() => XdpBench.Open(bench.Pair.Right, bench.Memory, new XdpSocketOptions { ReceiveRingSize = 0, TransmitRingSize = 0 }));
        Should.Throw<ArgumentException>(() => XdpBench.Open(bench.Pair.Right, bench.Memory, new XdpSocketOptions { ReceiveRingSize = 100 })).Message.ShouldContain("power of two");
        using XdpSocket sender = XdpBench.Open(bench.Pair.Right, bench.Memory, new XdpSocketOptions { ReceiveRingSize = 0 });
        Should.Throw<InvalidOperationException>(() => sender.Receive(_ => XdpFrameAction.Release)).Message.ShouldContain("without a receive ring");
        Should.Throw<InvalidOperationException>(() => sender.Wait(TimeSpan.Zero)).Message.ShouldContain("without a receive ring");
        bench.Memory.FreeFrames.ShouldBe(256);
    }

    [Fact]
    public void Addresses_are_taken_apart_and_damaged_ones_refused()
    {
        using XdpUmem memory = XdpUmem.Create(new XdpUmemOptions { FrameCount = 4, FrameSize = 3000, IsUnaligned = true });
        memory.FrameOf(3000).ShouldBe(1);
        memory.FrameOf(3000ul | (2999ul << 48)).ShouldBe(1);
        memory.FrameOf(3000ul | (3000ul << 48)).ShouldBe(2);
        memory.Bytes(3000ul | (100ul << 48), 50).Length.ShouldBe(50);
        Should.Throw<BpfException>(() => memory.FrameOf(12_000)).Message.ShouldContain("0x2ee0 is not an address of its memory");
        Should.Throw<BpfException>(() => memory.Bytes(0, uint.MaxValue));
        Should.Throw<BpfException>(() => memory.Bytes(12_288, 1));
    }

    private static void Refused(VethPair.End end, XdpUmem memory, XdpSocketOptions? options, int queue, int errno, string hint)
    {
        SystemCallException refusal = Should.Throw<SystemCallException>(() => end.Namespace.Run(() => XdpSocket.Create(memory, end.Index, queue, options)));
        refusal.Message.ShouldStartWith($"opening an AF_XDP socket on queue {queue} of ");
        refusal.Errno.ShouldBe(errno, refusal.Message);
        refusal.Hint.ShouldContain(hint);
    }

    /// <summary>How many netlink sockets there are in the namespace: monitors of interfaces, and what was forgotten.</summary>
    private static int NetlinkSockets(VethPair.End end) => end.Namespace.Run(() => File.ReadAllLines("/proc/thread-self/net/netlink").Length);

    private static string LinkOf(string descriptor) => new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget ?? "";
}
