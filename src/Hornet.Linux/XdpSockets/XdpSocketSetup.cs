// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>Makes an AF_XDP socket step by step. Whoever makes one holds the memory's gate.</summary>
internal sealed unsafe class XdpSocketSetup : IDisposable
{
    private readonly XdpUmem _memory;
    private readonly int _interfaceIndex;
    private readonly int _queueNumber;
    private readonly string _doing;
    private bool _isDone;

    public XdpSocketSetup(XdpUmem memory, int interfaceIndex, int queue, XdpSocketOptions options)
    {
        _memory = memory;
        _interfaceIndex = interfaceIndex;
        _queueNumber = queue;
        Options = options;
        Place = $"queue {queue} of {NetworkLinks.Describe(interfaceIndex)}";
        _doing = $"opening an AF_XDP socket on {Place}";
        Handle = Open();
        Monitor = NetlinkSocket.OpenLinkMonitor();
        BlockingMonitor = NetlinkSocket.OpenLinkMonitor();
        Key = new XdpQueueKey(NamespaceCookie(), interfaceIndex, queue);
    }

    public XdpSocketOptions Options { get; }

    /// <summary>The queue and interface in words.</summary>
    public string Place { get; }

    public XdpQueueKey Key { get; }

    public BpfHandle Handle { get; }

    /// <summary>Tells those who wait without a thread of changes of the interface.</summary>
    public NetlinkSocket Monitor { get; }

    /// <summary>Tells the same to who waits on a thread: each of the two forgets what it was told.</summary>
    public NetlinkSocket BlockingMonitor { get; }

    public XdpQueue Queue { get; private set; } = null!;

    public XdpRing<XdpDescriptor>? Receive { get; private set; }

    public XdpRing<XdpDescriptor>? Transmit { get; private set; }

    public XdpRing<ulong> Fill { get; private set; } = null!;

    public XdpRing<ulong> Completion { get; private set; } = null!;

    public bool IsZeroCopy { get; private set; }

    private int Fd => Handle.FileDescriptor;

    /// <summary>Does all the steps.</summary>
    /// <exception cref="SystemCallException">The kernel refused one.</exception>
    public void Run()
    {
        // A queue that another socket of the memory is bound to brings its fill and completion rings along; any other queue gets its own.
        // Sockets that lost their interface can share nothing any more.
        XdpSocket? sameQueue = _memory.Sockets.Find(socket => socket.Queue.Key == Key && !socket.IsUnbound);
        XdpSocket? shared = sameQueue ?? _memory.Sockets.Find(socket => !socket.IsUnbound);
        if (shared is null)
            RegisterMemory();
        else
            CheckShared(shared.Options);
        Queue = sameQueue?.Queue ?? new XdpQueue(Key, NextQueueId(), Options.FillRingSize, Options.CompletionRingSize);
        if (sameQueue is null)
        {
            SetRing(XdpSocketConstants.FillRing, Queue.FillRingSize, "XDP_UMEM_FILL_RING");
            SetRing(XdpSocketConstants.CompletionRing, Queue.CompletionRingSize, "XDP_UMEM_COMPLETION_RING");
        }

        if (Options.ReceiveRingSize > 0)
            SetRing(XdpSocketConstants.ReceiveRing, Options.ReceiveRingSize, "XDP_RX_RING");
        if (Options.TransmitRingSize > 0)
            SetRing(XdpSocketConstants.TransmitRing, Options.TransmitRingSize, "XDP_TX_RING");
        XdpRingsOffsets offsets = ReadOffsets();
        if (Options.ReceiveRingSize > 0)
            Receive = XdpRing<XdpDescriptor>.Map(_doing, Fd, XdpSocketConstants.ReceiveOffset, offsets.Receive, Options.ReceiveRingSize);
        if (Options.TransmitRingSize > 0)
            Transmit = XdpRing<XdpDescriptor>.Map(_doing, Fd, XdpSocketConstants.TransmitOffset, offsets.Transmit, Options.TransmitRingSize);
        SetBusyPoll();

        // The rings of a queue belong to the socket until it is bound and to the queue from then on; only there does another socket reach them.
        if (sameQueue is null)
            MapQueueRings(offsets);
        Bind(shared);
        if (sameQueue is not null)
            MapQueueRings(offsets);
        ReadOptions();
    }

    /// <summary>Says that everything is a socket's now.</summary>
    public void Finish() => _isDone = true;

    /// <summary>Undoes what was done, unless all was.</summary>
    public void Dispose()
    {
        if (_isDone)
            return;
        Receive?.Dispose();
        Transmit?.Dispose();
        Fill?.Dispose();
        Completion?.Dispose();
        Monitor.Dispose();
        BlockingMonitor.Dispose();
        Handle.Dispose();
    }

    private BpfHandle Open()
    {
        int fd = NativeMethods.Socket(NativeMethods.XdpFamily, NativeMethods.RawSocketCloseOnExec, 0);
        if (fd >= 0)
            return new BpfHandle(fd);
        int errno = Marshal.GetLastPInvokeError();
        throw new SystemCallException(_doing, "socket(AF_XDP)", errno, errno switch
        {
            SyscallErrors.NotPermitted => "missing privilege: run as root or with CAP_NET_RAW",
            SyscallErrors.AddressFamilyNotSupported => "this kernel was built without AF_XDP (CONFIG_XDP_SOCKETS), or is older than 4.18",
            _ => "",
        });
    }

    /// <summary>A number for the network namespace, since equal interface numbers of two are not the same; 0 before Linux 5.14.</summary>
    private ulong NamespaceCookie()
    {
        ulong cookie = 0;
        uint length = sizeof(ulong);
        return NativeMethods.GetSocketOption(Fd, NativeMethods.SocketLevel, XdpSocketConstants.NamespaceCookie, &cookie, &length) == 0 ? cookie : 0;
    }

    private ushort NextQueueId()
    {
        ushort id = 1;
        while (_memory.Sockets.Exists(socket => socket.Queue.Id == id))
            id++;
        return id;
    }

    private void CheckShared(XdpSocketOptions first)
    {
        // The kernel takes no such flags of a further socket (net/xdp/xsk.c, xsk_bind).
        if ((first.BindMode, first.UseNeedWakeup, first.IsMultiBuffer) != (Options.BindMode, Options.UseNeedWakeup, Options.IsMultiBuffer))
            throw new ArgumentException($"{_doing}: BindMode, UseNeedWakeup and IsMultiBuffer must be those of the memory's other sockets.");
    }

    private void RegisterMemory()
    {
        XdpUmemOptions options = _memory.Options;
        var registration = new XdpMemoryRegistration
        {
            Start = _memory.Start,
            Length = (ulong)options.FrameCount * (uint)options.FrameSize,
            FrameSize = (uint)options.FrameSize,
            Headroom = (uint)options.Headroom,
            Flags = options.IsUnaligned ? XdpMemoryRegistration.Unaligned : 0,
        };

        // The kernel counts in frames, or in whole pages where frames may lie across them.
        if (options.IsUnaligned)
            registration.Length = _memory.Length;
        Set(NativeMethods.XdpLevel, XdpSocketConstants.RegisterMemory, &registration, sizeof(XdpMemoryRegistration), "XDP_UMEM_REG", errno => errno switch
        {
            SyscallErrors.NoBufferSpace or SyscallErrors.NoMemory => "the memory is more than this process may pin: raise the limit (ulimit -l), run with CAP_IPC_LOCK, or use fewer frames",
            SyscallErrors.Invalid => "this kernel does not take frames of this size, headroom or alignment (unaligned frames: since Linux 5.4)",
            _ => "",
        });
    }

    private void SetRing(int option, int size, string name)
    {
        if (!int.IsPow2(size))
            throw new ArgumentException($"{_doing}: the size of a ring is a power of two, not {size}.");
        Set(NativeMethods.XdpLevel, option, &size, sizeof(int), name, _ => "");
    }

    private void SetBusyPoll()
    {
        if (Options.BusyPoll is not XdpBusyPoll poll)
            return;
        int on = 1, microseconds = poll.Microseconds, budget = poll.Budget;
        Set(NativeMethods.SocketLevel, XdpSocketConstants.PreferBusyPoll, &on, sizeof(int), "SO_PREFER_BUSY_POLL", Hint);
        Set(NativeMethods.SocketLevel, XdpSocketConstants.BusyPoll, &microseconds, sizeof(int), "SO_BUSY_POLL", Hint);
        Set(NativeMethods.SocketLevel, XdpSocketConstants.BusyPollBudget, &budget, sizeof(int), "SO_BUSY_POLL_BUDGET", Hint);

        static string Hint(int errno) => errno switch
        {
            SyscallErrors.NoProtocolOption => "this kernel has no preferred busy polling (since Linux 5.11, CONFIG_NET_RX_BUSY_POLL)",
            SyscallErrors.Invalid => "a number is out of range: the budget is from 1 to 65,535",
            SyscallErrors.NotPermitted => "missing privilege: a budget above 64 needs CAP_NET_ADMIN",
            _ => "",
        };
    }

    private void Set(int level, int option, void* value, int length, string name, Func<int, string> hint)
    {
        if (NativeMethods.SetSocketOption(Fd, level, option, value, (uint)length) == 0)
            return;
        int errno = Marshal.GetLastPInvokeError();
        throw new SystemCallException(_doing, $"setsockopt({name})", errno, hint(errno));
    }

    private XdpRingsOffsets ReadOffsets()
    {
        XdpRingsOffsets offsets = default;
        uint length = (uint)sizeof(XdpRingsOffsets);
        if (NativeMethods.GetSocketOption(Fd, NativeMethods.XdpLevel, XdpSocketConstants.MapOffsets, &offsets, &length) != 0)
            throw new SystemCallException(_doing, "getsockopt(XDP_MMAP_OFFSETS)", Marshal.GetLastPInvokeError());
        return length == sizeof(XdpRingsOffsets) ? offsets
            : throw new SystemCallException(_doing, "getsockopt(XDP_MMAP_OFFSETS)", SyscallErrors.NotSupported, "this kernel's rings have no flags yet; AF_XDP sockets here need Linux 5.4");
    }

    private void MapQueueRings(in XdpRingsOffsets offsets)
    {
        Fill = XdpRing<ulong>.Map(_doing, Fd, XdpSocketConstants.FillOffset, offsets.Fill, Queue.FillRingSize);
        Completion = XdpRing<ulong>.Map(_doing, Fd, XdpSocketConstants.CompletionOffset, offsets.Completion, Queue.CompletionRingSize);
    }

    private void Bind(XdpSocket? shared)
    {
        var address = new XdpAddress { Family = NativeMethods.XdpFamily, InterfaceIndex = _interfaceIndex, Queue = _queueNumber };
        if (shared is not null)
        {
            address.Flags = XdpBindFlags.SharedMemory;
            address.SharedMemoryFd = shared.Handle.FileDescriptor;
        }
        else
        {
            address.Flags = (XdpBindFlags)Options.BindMode | (Options.UseNeedWakeup ? XdpBindFlags.NeedWakeup : 0) | (Options.IsMultiBuffer ? XdpBindFlags.MultiBuffer : 0);
        }

        while (NativeMethods.Bind(Fd, &address, (uint)sizeof(XdpAddress)) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != SyscallErrors.Busy || !XdpReleases.WaitFor(Key, Monitor))
                throw CannotBind(errno);
        }
    }

    private SystemCallException CannotBind(int errno) =>
        new(_doing, "bind(AF_XDP)", errno, errno switch
        {
            SyscallErrors.NoDevice => "there is no such interface in this network namespace, or it was removed meanwhile",
            SyscallErrors.NetworkDown => "the interface is down; set it up first",
            SyscallErrors.Busy => "another AF_XDP socket with other memory is bound to this queue",
            SyscallErrors.NotSupported or SyscallErrors.NotImplemented when Options.BindMode == XdpBindMode.ZeroCopy =>
                "the driver cannot do without copying here; use XdpBindMode.Automatic or Copy",
            SyscallErrors.NotSupported => "the driver cannot do this: several frames for a packet, or sharing memory as it was first bound",
            SyscallErrors.BadDescriptor => "the memory's other socket lost its interface; dispose it first",
            SyscallErrors.Invalid => "the interface has no such queue, or the kernel is too old for an option (need-wakeup: 5.4, several frames for a packet: 6.6)",
            _ => "",
        });

    private void ReadOptions()
    {
        uint flags = 0;
        uint length = sizeof(uint);
        IsZeroCopy = NativeMethods.GetSocketOption(Fd, NativeMethods.XdpLevel, XdpSocketConstants.Options, &flags, &length) == 0
            && (flags & XdpSocketConstants.ZeroCopy) != 0;
    }
}
