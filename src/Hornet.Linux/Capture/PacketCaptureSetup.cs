// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using System.Runtime.InteropServices;
using Hornet.Bytecode.Classic;
using Hornet.Objects;
using Hornet.Packets;

namespace Hornet.Linux;

/// <summary>Makes a packet socket with its ring step by step.</summary>
internal sealed unsafe class PacketCaptureSetup : IDisposable
{
    /// <summary>What the kernel is to leave free before a packet: room for a VLAN tag.</summary>
    private const int Reserve = 4;

    private readonly PacketCaptureOptions _options;
    private readonly string _doing;
    private bool _isDone;

    public PacketCaptureSetup(NetworkLink? link, PacketCaptureOptions options)
    {
        _options = options;
        Link = link;
        Place = link is null ? "all interfaces" : $"\"{link.Name}\" (interface {link.Index})";
        _doing = $"capturing on {Place}";
        LinkType? known = link is null ? null : HardwareLinkTypes.Find(link.HardwareType);
        LinkType = known ?? LinkType.LinuxSll2;
        IsCooked = known is null;
        Handle = Open();
    }

    /// <summary>The interface; null for all.</summary>
    public NetworkLink? Link { get; }

    /// <summary>The interface in words.</summary>
    public string Place { get; }

    /// <summary>What packets begin with.</summary>
    public LinkType LinkType { get; }

    /// <summary>Whether packets come without their link-layer header.</summary>
    public bool IsCooked { get; }

    public BpfHandle Handle { get; }

    public MappedMemory Ring { get; private set; } = null!;

    public int BlockSize { get; private set; }

    public int BlockCount { get; private set; }

    /// <summary>The filter, where the kernel cannot run it.</summary>
    public ClassicFilter? LateFilter { get; private set; }

    /// <summary>Whether the kernel leaves out what is sent, so that nobody has to look.</summary>
    public bool IgnoresOutgoing { get; private set; }

    private int Fd => Handle.FileDescriptor;

    /// <summary>Does all the steps.</summary>
    /// <exception cref="SystemCallException">The kernel refused one.</exception>
    public void Run()
    {
        int version = NativeMethods.PacketVersion3, reserve = Reserve;
        Set(NativeMethods.PacketLevel, NativeMethods.PacketVersion, &version, sizeof(int), "PACKET_VERSION", errno => errno == SyscallErrors.Invalid ? "the kernel has no TPACKET_V3 (Linux 3.2)" : "");
        Set(NativeMethods.PacketLevel, NativeMethods.PacketReserve, &reserve, sizeof(int), "PACKET_RESERVE", _ => "");
        MakeRing();

        // The socket was made for no protocol and hears nothing until it is bound to all of them, so no packet gets past the filter or the choice of direction.
        AttachFilter();
        LeaveOutgoing();
        Bind();
        BecomePromiscuous();
    }

    /// <summary>Says that everything is a capture's now.</summary>
    public void Finish() => _isDone = true;

    /// <summary>Undoes what was done, unless all was.</summary>
    public void Dispose()
    {
        if (_isDone)
            return;
        Ring?.Dispose();
        Handle.Dispose();
    }

    private BpfHandle Open()
    {
        int fd = NativeMethods.Socket(NativeMethods.PacketFamily, IsCooked ? NativeMethods.DatagramSocketCloseOnExec : NativeMethods.RawSocketCloseOnExec, 0);
        if (fd >= 0)
            return new BpfHandle(fd);
        int errno = Marshal.GetLastPInvokeError();
        throw new SystemCallException(_doing, "socket(AF_PACKET)", errno, errno switch
        {
            SyscallErrors.NotPermitted => "missing privilege: run as root or with CAP_NET_RAW",
            SyscallErrors.AddressFamilyNotSupported => "this kernel was built without packet sockets (CONFIG_PACKET)",
            _ => "",
        });
    }

    private void MakeRing()
    {
        BlockSize = _options.BlockSize;
        BlockCount = (int)Math.Max(2, ((long)_options.BufferSize + BlockSize - 1) / BlockSize);

        // Packets of a ring of this version have the length they have; the kernel only wants the numbers to agree.
        const int FrameSize = 2048;
        var request = new PacketRingRequest
        {
            BlockSize = (uint)BlockSize,
            BlockCount = (uint)BlockCount,
            FrameSize = FrameSize,
            FrameCount = checked((uint)((long)BlockSize / FrameSize * BlockCount)),
            BlockTimeout = (uint)Math.Clamp(_options.BlockTimeout.TotalMilliseconds, 1, 60_000),
        };
        Set(NativeMethods.PacketLevel, NativeMethods.PacketReceiveRing, &request, sizeof(PacketRingRequest), "PACKET_RX_RING", errno => errno switch
        {
            SyscallErrors.NoMemory => "the kernel has no memory for the buffer: ask for a smaller one",
            SyscallErrors.Invalid => "the kernel does not take blocks of this size and number",
            _ => "",
        });
        Ring = MappedMemory.Map(_doing, Fd, 0, (nuint)BlockSize * (nuint)BlockCount, isWritable: true);
    }

    private void AttachFilter()
    {
        ClassicInstruction[] program = _options.Filter is { } filter ? [.. filter] : [new ClassicInstruction(ClassicOpcodes.Return, (uint)_options.SnapLength)];
        if (_options.Program is { } loaded)
        {
            if (loaded.Type != ProgramType.SocketFilter)
                throw new ArgumentException($"{_doing}: a packet socket takes programs of type socket_filter, not {loaded.Type.ToText()}.");
            SocketOptions.Set(Handle, $"attaching the program \"{loaded.Spec.Name}\" to the capture on {Place}", SocketOptions.AttachFilter, loaded.Handle.FileDescriptor);
            return;
        }

        ClassicValidator.Validate(program);
        if (IsCooked && !CookedFilter.TryFit(program, out program))
            LateFilter = new ClassicFilter([.. _options.Filter!.Value]);
        else
            SocketOptions.Set(Handle, $"attaching the filter to the capture on {Place}", SocketOptions.AttachClassicFilter, program);
    }

    private void LeaveOutgoing()
    {
        // What is sent over the loopback interface is received there: one of the two is enough.
        bool isLoopback = Link is not null && (Link.Flags & NetworkLinkFlags.Loopback) != 0;
        if (_options.Direction != PacketDirection.In && !(isLoopback && _options.Direction == PacketDirection.Both))
            return;
        int on = 1;
        IgnoresOutgoing = NativeMethods.SetSocketOption(Fd, NativeMethods.PacketLevel, NativeMethods.PacketIgnoreOutgoing, &on, sizeof(int)) == 0;
    }

    private void Bind()
    {
        var address = new PacketAddress { Family = NativeMethods.PacketFamily, Protocol = NativeMethods.EveryProtocol, InterfaceIndex = Link?.Index ?? 0 };
        if (NativeMethods.Bind(Fd, &address, (uint)sizeof(PacketAddress)) != 0)
            throw CannotBind(Marshal.GetLastPInvokeError());

        // The kernel binds to an interface that is down, and says so only when asked.
        int error = 0;
        uint length = sizeof(int);
        if (NativeMethods.GetSocketOption(Fd, NativeMethods.SocketLevel, NativeMethods.SocketError, &error, &length) == 0 && error != 0)
            throw CannotBind(error);
    }

    private SystemCallException CannotBind(int errno) => new(_doing, "bind(AF_PACKET)", errno, errno switch
    {
        SyscallErrors.NoDevice => "there is no such interface in this network namespace, or it was removed meanwhile",
        SyscallErrors.NetworkDown => "the interface is down; set it up first (ip link set up)",
        _ => "",
    });

    private void BecomePromiscuous()
    {
        if (!_options.IsPromiscuous || Link is null)
            return;
        var membership = new PacketMembership { InterfaceIndex = Link.Index, Type = PacketMembership.Promiscuous };
        Set(NativeMethods.PacketLevel, NativeMethods.PacketAddMembership, &membership, sizeof(PacketMembership), "PACKET_ADD_MEMBERSHIP", _ => "");
    }

    private void Set(int level, int option, void* value, int length, string name, Func<int, string> hint)
    {
        if (NativeMethods.SetSocketOption(Fd, level, option, value, (uint)length) == 0)
            return;
        int errno = Marshal.GetLastPInvokeError();
        throw new SystemCallException(_doing, $"setsockopt({name})", errno, hint(errno));
    }

    /// <summary>Refuses numbers that make no ring.</summary>
    public static void Check(PacketCaptureOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SnapLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BufferSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BlockTimeout.Ticks, nameof(options.BlockTimeout));
        if (!BitOperations.IsPow2(options.BlockSize) || options.BlockSize < Environment.SystemPageSize)
            throw new ArgumentException($"The size of a block is a power of two and at least a page ({Environment.SystemPageSize}), not {options.BlockSize}.", nameof(options));
        if (options is { Filter: not null, Program: not null })
            throw new ArgumentException("A capture has one filter: a classic program or a loaded one, not both.", nameof(options));
    }
}
