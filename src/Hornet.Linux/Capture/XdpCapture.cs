// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Packets;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>Takes a captured packet.</summary>
/// <param name="packet">The packet; valid until the handler returns.</param>
/// <returns>False to stop after this packet.</returns>
public delegate bool LivePacketHandler(LivePacket packet);

/// <summary>
/// Packets that arrive on an interface, copied by an XDP program on their way in: before the kernel's networking sees them, and whether or not it then drops them. The program passes
/// every packet on; one it wants to tell of it writes to the perf event array <c>packets</c>, behind a header of 24 bytes in the machine's byte order: the monotonic time in nanoseconds (8), the length
/// on the wire, the bytes that follow, the interface and its queue (4 each).
/// </summary>
/// <remarks>
/// What the machine sends is not seen, and an interface has one such program. Packets of one CPU come in order; those of several are not sorted by time. One thread reads.
/// </remarks>
/// <example>
/// <code>
/// using XdpCapture capture = XdpCapture.Open("eth0", PacketFilter.Compile("udp port 53").ToCaptureObject());
/// while (await capture.WaitAsync(cancellationToken))
///     capture.Read(packet => { Console.WriteLine(PacketSummary.Describe(packet.LinkType, packet.Data)); return true; });
/// </code>
/// </example>
public sealed class XdpCapture : IDisposable
{
    private const int HeaderLength = 24;
    private const string MapName = "packets";

    private readonly LinuxKernel _kernel = new();
    private readonly KernelObject _loaded;
    private readonly RecordReader _reader;
    private readonly KernelLink _attachment;
    private readonly long _clockDifference;
    private readonly RecordHandler _take;
    private LivePacketHandler? _handler;
    private bool _isDisposed;

    private XdpCapture(NetworkLink link, BpfObject program, XdpMode mode, RecordReaderOptions? buffer)
    {
        Link = link;
        LinkType = PacketCapture.FindLinkType(link);
        if (LinkType == LinkType.LinuxSll2)
            throw new BpfException($"capturing on \"{link.Name}\" by XDP: the form of its packets is not known (hardware type {link.HardwareType}); capture by a packet socket.");
        _take = Take;
        _loaded = _kernel.Load(program);
        try
        {
            _reader = _loaded.Maps[MapName] is KernelMap map ? map.OpenReader(buffer) : throw new UnreachableException();
            _attachment = _loaded.Programs.OfType<KernelProgram>().Single().Attach(new XdpTarget(link.Index, mode));
        }
        catch
        {
            _reader?.Dispose();
            _loaded.Dispose();
            _kernel.Dispose();
            throw;
        }

        // The program's clock begins when the machine does.
        long now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        _clockDifference = now - (long)((Int128)Stopwatch.GetTimestamp() * 1_000_000_000 / Stopwatch.Frequency);
    }

    /// <summary>The interface.</summary>
    public NetworkLink Link { get; }

    /// <summary>What packets begin with.</summary>
    public LinkType LinkType { get; }

    /// <summary>How many packets were read.</summary>
    public long PacketCount { get; private set; }

    /// <summary>
    /// For how many packets the buffer had no room, as far as the kernel has told: it tells with the next packet for which there is.
    /// </summary>
    public long Dropped => _reader.Lost;

    /// <summary>Begins a capture.</summary>
    /// <param name="interfaceName">The interface's name in the calling thread's network namespace.</param>
    /// <param name="program">An object with one XDP program and the map that it writes to, as <c>PacketFilter.ToCaptureObject</c> makes it.</param>
    /// <param name="mode">Where the program runs: in the driver where it can, by default.</param>
    /// <param name="buffer">The buffer of each CPU; null for 64 pages.</param>
    /// <exception cref="NetlinkException">There is no such interface, or it has such a program already.</exception>
    /// <exception cref="BpfException">The kernel refused the program or the interface.</exception>
    public static XdpCapture Open(string interfaceName, BpfObject program, XdpMode mode = XdpMode.Automatic, RecordReaderOptions? buffer = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        NetworkLink link = PacketCapture.FindLink(interfaceName) ?? throw new BpfException("capturing by XDP: the program is attached to one interface; there is none for all.");
        if (!program.Maps.Any(map => map is { Name: MapName, Type: MapType.PerfEventArray }))
            throw new BpfException($"capturing on \"{interfaceName}\" by XDP: the object has no perf event array \"{MapName}\".");
        return new XdpCapture(link, program, mode, buffer);
    }

    /// <summary>Waits until there are packets to read.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the capture was disposed.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken = default) => _reader.WaitAsync(cancellationToken);

    /// <summary>Handles the packets that are there, without waiting.</summary>
    /// <param name="handler">Called for each.</param>
    /// <returns>How many there were.</returns>
    public int Read(LivePacketHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _handler = handler;
        return _reader.Consume(_take);
    }

    /// <summary>Takes the program off the interface, which forgets it, and the buffer with what was not read.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _attachment.Dispose();
        _reader.Dispose();
        _loaded.Dispose();
        _kernel.Dispose();
    }

    private bool Take(ReadOnlySpan<byte> record, int cpu)
    {
        if (record.Length < HeaderLength)
            return true;
        long time = MemoryMarshal.Read<long>(record);
        int length = MemoryMarshal.Read<int>(record[8..]);
        int captured = Math.Min(MemoryMarshal.Read<int>(record[12..]), record.Length - HeaderLength);
        int index = MemoryMarshal.Read<int>(record[16..]);
        PacketCount++;
        return _handler!(new LivePacket(record.Slice(HeaderLength, captured), time + _clockDifference, length, LinkType, index, kind: 0, vlanTag: null));
    }
}
