// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Packets;

namespace Hornet.Linux;

/// <summary>
/// Packets of an interface, or of all, as the kernel hands them over: by a ring of blocks in shared memory (packet(7), <c>TPACKET_V3</c>), filtered in the kernel.
/// </summary>
/// <remarks>
/// <para>One thread reads. Nothing is copied and nothing is allocated for a packet: its bytes are in the ring until the next read. Dispose the capture when nobody reads any more.</para>
/// <para>The interface is looked up in the calling thread's network namespace, and the capture stays there.</para>
/// </remarks>
/// <example>
/// <code>
/// using PacketCapture capture = PacketCapture.Open("eth0", new PacketCaptureOptions { Filter = [.. ClassicText.Parse(listing)] });
/// while (capture.Wait(TimeSpan.FromSeconds(10)))
/// {
///     while (capture.TryRead(out LivePacket packet))
///         Console.WriteLine(PacketSummary.Describe(packet.LinkType, packet.Data, packet.OriginalLength));
/// }
///
/// Console.WriteLine(capture.GetStatistics());
/// </code>
/// </example>
public sealed unsafe partial class PacketCapture : IDisposable
{
    private readonly BpfHandle _handle;
    private readonly MappedMemory _ring;
    private readonly PacketCaptureSetup _setup;
    private readonly DescriptorWait _wait;
    private readonly Lock _countGate = new();
    private long _received;
    private long _dropped;
    private bool _isDisposed;

    private PacketCapture(PacketCaptureOptions options, PacketCaptureSetup setup)
    {
        Options = options;
        _setup = setup;
        _handle = setup.Handle;
        _ring = setup.Ring;
        LinkType = setup.LinkType;
        _wait = new DescriptorWait([_handle.FileDescriptor], NativeMethods.EpollReadable);
    }

    /// <summary>How packets are captured.</summary>
    public PacketCaptureOptions Options { get; }

    /// <summary>The interface; null for all.</summary>
    public NetworkLink? Link => _setup.Link;

    /// <summary>What packets begin with: Linux's own header (<see cref="LinkType.LinuxSll2"/>) on all interfaces and on those whose link-layer header is not known.</summary>
    public LinkType LinkType { get; }

    /// <summary>
    /// Whether the kernel runs the filter. Not when the filter asks for parts of Linux's own header, or a length, that the kernel has no name for: then it runs here.
    /// </summary>
    public bool IsFilteredByKernel => _setup.LateFilter is null;

    /// <summary>Begins a capture on an interface.</summary>
    /// <param name="interfaceName">The interface's name or alternative name; <c>any</c> for all that there are and will be.</param>
    /// <param name="options">How packets are captured; null for <see cref="PacketCaptureOptions.Default"/>.</param>
    /// <exception cref="NetlinkException">There is no such interface.</exception>
    /// <exception cref="SystemCallException">The interface is down, the privilege is missing (CAP_NET_RAW), or the kernel refused something else; the message says which step and the likely cause.</exception>
    /// <exception cref="Hornet.Bytecode.Classic.ClassicProgramException">The filter is not a valid program.</exception>
    public static PacketCapture Open(string interfaceName, PacketCaptureOptions? options = null) => Open(FindLink(interfaceName), options);

    /// <summary>Begins a capture on an interface.</summary>
    /// <param name="link">The interface; null for all.</param>
    /// <param name="options">How packets are captured; null for <see cref="PacketCaptureOptions.Default"/>.</param>
    /// <exception cref="SystemCallException">The interface is down or gone, the privilege is missing (CAP_NET_RAW), or the kernel refused something else.</exception>
    /// <exception cref="Hornet.Bytecode.Classic.ClassicProgramException">The filter is not a valid program.</exception>
    public static PacketCapture Open(NetworkLink? link, PacketCaptureOptions? options = null)
    {
        options ??= PacketCaptureOptions.Default;
        PacketCaptureSetup.Check(options);
        using var setup = new PacketCaptureSetup(link, options);
        setup.Run();
        var capture = new PacketCapture(options, setup);
        setup.Finish();
        return capture;
    }

    /// <summary>The interface of a name, or null for <c>any</c>.</summary>
    /// <exception cref="NetlinkException">There is no such interface.</exception>
    public static NetworkLink? FindLink(string interfaceName)
    {
        ArgumentException.ThrowIfNullOrEmpty(interfaceName);
        return interfaceName == "any" ? null : NetworkLinks.Find(interfaceName)
            ?? throw new NetlinkException($"capturing on \"{interfaceName}\"", NetlinkMessageTypes.Name(NetlinkMessageTypes.GetLink), SyscallErrors.NoDevice);
    }

    /// <summary>The link type that a capture on an interface has, for which its filter is written.</summary>
    /// <param name="link">The interface; null for all.</param>
    public static LinkType FindLinkType(NetworkLink? link) => (link is null ? null : HardwareLinkTypes.Find(link.HardwareType)) ?? LinkType.LinuxSll2;

    /// <summary>What the kernel counted so far.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public PacketCaptureStatistics GetStatistics()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        lock (_countGate)
        {
            PacketCounts counts = default;
            uint length = (uint)sizeof(PacketCounts);
            if (NativeMethods.GetSocketOption(_handle.FileDescriptor, NativeMethods.PacketLevel, NativeMethods.PacketStatistics, &counts, &length) != 0)
                throw new SystemCallException($"reading the counts of the capture on {_setup.Place}", "getsockopt(PACKET_STATISTICS)", Marshal.GetLastPInvokeError());

            // The kernel begins anew with every question.
            _received += counts.Packets;
            _dropped += counts.Dropped;
            return new PacketCaptureStatistics(_received, _dropped);
        }
    }

    /// <summary>Ends the capture: the kernel forgets filter and ring, and the interface is promiscuous no more.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _wait.Dispose();
        _ring.Dispose();
        _handle.Dispose();
    }
}
