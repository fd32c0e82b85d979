// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <summary>
/// An AF_XDP socket: whole frames between one queue of an interface and memory of this process, past the kernel's networking. It sends by itself; to
/// receive, an XDP program on the interface has to redirect frames to it by a map of type <c>xskmap</c> whose entry is <see cref="Handle"/>.
/// </summary>
/// <remarks>
/// <para>
/// One thread may receive while another sends; beyond that callers take turns. Nothing is allocated for a frame.
/// </para>
/// <para>
/// To end: detach the program or remove the socket from its map, dispose the socket, and last the memory. What is received in between is lost.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using XdpUmem memory = XdpUmem.Create();
/// using XdpSocket socket = XdpSocket.Create(memory, "eth0", queue: 0);
/// live.Maps.XdpSockets("sockets").Set(0, socket);
/// while (true)
/// {
///     await socket.WaitAsync(cancellationToken);
///     socket.Receive(frame => { bytes += frame.Data.Length; return XdpFrameAction.Release; });
/// }
/// </code>
/// </example>
public sealed unsafe partial class XdpSocket : IDisposable
{
    private const int BatchSize = 64;

    private readonly XdpRing<XdpDescriptor>? _receive;
    private readonly XdpRing<XdpDescriptor>? _transmit;
    private readonly XdpRing<ulong> _fill;
    private readonly XdpRing<ulong> _completion;
    private readonly NetlinkSocket _monitor;
    private readonly NetlinkSocket _blockingMonitor;
    private readonly DescriptorWait _wait;
    private readonly string _place;

    // Whoever needs several takes them in this order, then the memory's and last the queue's.
    private readonly Lock _receiveGate = new();
    private readonly Lock _transmitGate = new();
    private readonly Lock _failureGate = new();
    private int _failure;
    private bool _isDisposed;

    private XdpSocket(XdpUmem memory, XdpSocketSetup setup)
    {
        Memory = memory;
        Options = setup.Options;
        Handle = setup.Handle;
        Queue = setup.Queue;
        IsZeroCopy = setup.IsZeroCopy;
        _receive = setup.Receive;
        _transmit = setup.Transmit;
        _fill = setup.Fill;
        _completion = setup.Completion;
        _monitor = setup.Monitor;
        _blockingMonitor = setup.BlockingMonitor;
        _place = setup.Place;
        _wait = new DescriptorWait([Handle.FileDescriptor, _monitor.FileDescriptor], NativeMethods.EpollReadable);
    }

    /// <summary>The descriptor; the entry of an <c>xskmap</c> is its number.</summary>
    public BpfHandle Handle { get; }

    /// <summary>The memory of the frames.</summary>
    public XdpUmem Memory { get; }

    /// <summary>How the socket was made.</summary>
    public XdpSocketOptions Options { get; }

    /// <summary>The number of the interface.</summary>
    public int InterfaceIndex => Queue.Key.InterfaceIndex;

    /// <summary>The number of the interface's queue.</summary>
    public int QueueNumber => Queue.Key.Number;

    /// <summary>Whether packets are not copied on their way between driver and memory.</summary>
    public bool IsZeroCopy { get; }

    internal XdpQueue Queue { get; }

    /// <summary>Whether the kernel took the interface away from the socket.</summary>
    internal bool IsUnbound
    {
        get
        {
            LearnFailure();
            return _failure != 0;
        }
    }

    /// <summary>Makes a socket on an interface of the calling thread's network namespace.</summary>
    /// <param name="memory">The memory for its frames.</param>
    /// <param name="interfaceName">The interface's name.</param>
    /// <param name="queue">The number of its queue.</param>
    /// <param name="options">How it is made; null for the defaults.</param>
    /// <exception cref="NetlinkException">There is no such interface.</exception>
    /// <exception cref="SystemCallException">The kernel refused; the message says which step and the likely cause.</exception>
    public static XdpSocket Create(XdpUmem memory, string interfaceName, int queue = 0, XdpSocketOptions? options = null)
    {
        NetworkLink link = NetworkLinks.Find(interfaceName) ?? throw new NetlinkException($"opening an AF_XDP socket on \"{interfaceName}\"",
            NetlinkMessageTypes.Name(NetlinkMessageTypes.GetLink), SyscallErrors.NoDevice);
        return Create(memory, link.Index, queue, options);
    }

    /// <summary>Makes a socket on an interface of the calling thread's network namespace.</summary>
    /// <param name="memory">The memory for its frames.</param>
    /// <param name="interfaceIndex">The interface's number.</param>
    /// <param name="queue">The number of its queue.</param>
    /// <param name="options">How it is made; null for the defaults.</param>
    /// <exception cref="ArgumentException">A number of the options is impossible, or they do not go with those of the memory's other sockets.</exception>
    /// <exception cref="SystemCallException">The kernel refused; the message says which step and the likely cause.</exception>
    public static XdpSocket Create(XdpUmem memory, int interfaceIndex, int queue = 0, XdpSocketOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(interfaceIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(queue);
        options ??= new XdpSocketOptions();
        if (options is { ReceiveRingSize: 0, TransmitRingSize: 0 })
            throw new ArgumentException("A socket without a receive and a transmit ring does nothing.", nameof(options));
        lock (memory.Gate)
        {
            memory.Check();
            using var setup = new XdpSocketSetup(memory, interfaceIndex, queue, options);
            setup.Run();
            var socket = new XdpSocket(memory, setup);
            setup.Finish();
            memory.Sockets.Add(socket);
            try
            {
                socket.FillFirst();
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>What went wrong so far.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public XdpStatistics GetStatistics()
    {
        RawXdpStatistics raw = default;
        uint length = (uint)sizeof(RawXdpStatistics);
        if (NativeMethods.GetSocketOption(Handle.FileDescriptor, NativeMethods.XdpLevel, XdpSocketConstants.Statistics, &raw, &length) != 0)
            throw new SystemCallException($"reading the statistics of the AF_XDP socket on {_place}", "getsockopt(XDP_STATISTICS)", Marshal.GetLastPInvokeError());
        return new XdpStatistics((long)raw.ReceiveDropped, (long)raw.ReceiveInvalid, (long)raw.TransmitInvalid, (long)raw.ReceiveRingFull,
            (long)raw.FillRingEmpty, (long)raw.TransmitRingEmpty);
    }

    /// <summary>Unbinds the socket and frees its frames. Those that wait for it hear that it is disposed.</summary>
    /// <exception cref="InvalidOperationException">Called by a handler of <see cref="Receive(XdpFrameHandler, int)"/>, whose frame it would take away.</exception>
    public void Dispose()
    {
        lock (_receiveGate)
        lock (_transmitGate)
        lock (Memory.Gate)
        {
            if (_isDisposed)
                return;
            if (_isHandling)
                throw new InvalidOperationException("A handler of received frames cannot dispose its socket.");
            _isDisposed = true;
            _wait.Dispose();
            List<int> left = FramesInRings();

            // The mappings hold the socket as well: it is unbound when they and the descriptor are gone.
            _receive?.Dispose();
            _transmit?.Dispose();
            _fill.Dispose();
            _completion.Dispose();
            Handle.Dispose();
            _monitor.Dispose();
            _blockingMonitor.Dispose();
            Memory.Give(CollectionsMarshal.AsSpan(left));
            Memory.Sockets.Remove(this);
            if (!Memory.Sockets.Exists(other => other.Queue == Queue))
            {
                Memory.Reclaim(Queue);
                XdpReleases.Add(Queue.Key);
            }

            Memory.Forget();
        }
    }

    private void Check() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>The frames that this socket alone has: received and not looked at, reserved, or put up for sending and not taken.</summary>
    private List<int> FramesInRings()
    {
        var frames = new List<int>();
        if (_receive is not null)
        {
            uint count = _receive.Available;
            for (uint i = 0; i < count; i++)
                frames.Add(Memory.FrameOf(_receive[_receive.Consumed + i].Address));
            lock (Queue.Gate)
                Queue.Outstanding -= (int)count;
        }

        if (_transmit is not null)
        {
            uint first = _transmit.Produced - _transmit.Pending;
            for (uint i = 0; i < _transmit.Pending + _reserved; i++)
                frames.Add(Memory.FrameOf(_transmit[first + i].Address));
        }

        return frames;
    }

    private SystemCallException Failed(string doing, string call, int errno) => new($"{doing} the AF_XDP socket on {_place}", call, errno, errno switch
    {
        SyscallErrors.NoDeviceOrAddress or SyscallErrors.NetworkDown when _failure != 0 =>
            "the interface was removed, or moved to another network namespace; dispose the socket and make one on the interface that takes its place",
        SyscallErrors.NetworkDown => "the interface is down; it goes on when it is set up again",
        _ => "",
    });

    /// <summary>Fails when the kernel took the interface away from the socket.</summary>
    private void ThrowIfUnbound(string doing, string call)
    {
        if (IsUnbound)
            throw Failed(doing, call, _failure);
    }

    /// <summary>Asks for the socket's error, which the kernel tells once, and lets those know who wait.</summary>
    private void LearnFailure()
    {
        lock (_failureGate)
        {
            int error = 0;
            uint length = sizeof(int);
            if (_failure != 0
                || NativeMethods.GetSocketOption(Handle.FileDescriptor, NativeMethods.SocketLevel, XdpSocketConstants.SocketError, &error, &length) != 0
                || error == 0)
                return;
            _failure = error;
        }

        _wait.Wake();
    }
}
