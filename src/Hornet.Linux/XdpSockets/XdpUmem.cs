// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>
/// The memory that AF_XDP sockets receive into and send from, divided into frames of one size (UMEM). Several sockets may share it, of several queues and
/// interfaces: then a frame that one received another can send.
/// </summary>
/// <remarks>
/// A frame is free, or handed to the kernel by a queue's socket, which takes and returns frames as they are needed. Dispose the sockets first and then the
/// memory; in the other order the memory is kept until its last socket is disposed. Safe for several threads.
/// </remarks>
public sealed unsafe class XdpUmem : IDisposable
{
    /// <summary>In an address of unaligned frames, the bits from here on are an offset to add (<c>XSK_UNALIGNED_BUF_OFFSET_SHIFT</c>).</summary>
    private const int OffsetShift = 48;

    private const int SmallestFrame = 2048;
    private const int LargestCount = 1 << 24;

    private readonly MappedMemory _memory;
    private readonly int[] _free;

    // By frame, the queue that has it; 0 for free ones. What a queue's last socket leaves in the kernel is found by it.
    private readonly ushort[] _owners;
    private readonly Lock _frames = new();
    private int _freeCount;
    private bool _isDisposed;

    private XdpUmem(XdpUmemOptions options, MappedMemory memory)
    {
        Options = options;
        _memory = memory;
        _free = new int[options.FrameCount];
        _owners = new ushort[options.FrameCount];
        for (int i = 0; i < _free.Length; i++)
            _free[i] = _free.Length - 1 - i;
        _freeCount = _free.Length;
    }

    /// <summary>How the memory was made.</summary>
    public XdpUmemOptions Options { get; }

    /// <summary>How many frames are free: neither with the kernel nor reserved.</summary>
    public int FreeFrames
    {
        get
        {
            lock (_frames)
                return _freeCount;
        }
    }

    /// <summary>The most bytes a received frame can have; what is longer is dropped, or comes in several frames.</summary>
    public int LargestReceived => Options.FrameSize - Options.Headroom - XdpSocketConstants.ProgramHeadroom;

    /// <summary>Held while a socket is made or disposed.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>The sockets that use it.</summary>
    internal List<XdpSocket> Sockets { get; } = [];

    internal byte* Start => _memory.Start;

    internal nuint Length => _memory.Length;

    /// <summary>Makes the memory. The kernel learns of it with the first socket.</summary>
    /// <exception cref="ArgumentException">A number of the options is impossible.</exception>
    /// <exception cref="SystemCallException">There is not enough memory, or there are not enough huge pages.</exception>
    public static XdpUmem Create(XdpUmemOptions? options = null)
    {
        options ??= new XdpUmemOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.FrameCount, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.FrameCount, LargestCount, nameof(options));
        int page = Environment.SystemPageSize;
        if (options.FrameSize < SmallestFrame || options.FrameSize > page || (!options.IsUnaligned && !int.IsPow2(options.FrameSize)))
            throw new ArgumentException($"A frame has from {SmallestFrame} to {page} bytes, and a power of two unless frames are unaligned; {options.FrameSize} will not do.", nameof(options));
        if (options.Headroom < 0 || options.Headroom > options.FrameSize - XdpSocketConstants.ProgramHeadroom - 1)
            throw new ArgumentException($"A headroom of {options.Headroom} bytes leaves nothing of a frame of {options.FrameSize} bytes, of which the kernel takes {XdpSocketConstants.ProgramHeadroom}.", nameof(options));

        int flags = NativeMethods.MapPrivate | NativeMethods.MapAnonymous | (options.UseHugePages ? NativeMethods.MapHugePages : 0);
        nuint unit = options.UseHugePages ? HugePageSize() : (nuint)page;
        nuint length = ((nuint)options.FrameCount * (nuint)options.FrameSize + unit - 1) / unit * unit;
        MappedMemory memory = MappedMemory.TryMap(null, -1, 0, length, isWritable: true, flags, out int errno)
            ?? throw new SystemCallException($"making {length} bytes of memory for AF_XDP frames", "mmap", errno,
                options.UseHugePages ? $"not enough huge pages are reserved; write how many into /proc/sys/vm/nr_hugepages ({length / unit} needed), or do without" : "");
        return new XdpUmem(options, memory);
    }

    /// <summary>Lets the memory go, or has its last socket do so.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            _isDisposed = true;
            if (Sockets.Count == 0)
                _memory.Dispose();
        }
    }

    /// <summary>Fails when the memory was disposed.</summary>
    internal void Check() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>A socket that used the memory was disposed.</summary>
    internal void Forget()
    {
        if (_isDisposed && Sockets.Count == 0)
            _memory.Dispose();
    }

    /// <summary>Takes a free frame for a queue.</summary>
    internal bool TryTake(XdpQueue queue, out int frame)
    {
        lock (_frames)
        {
            if (_freeCount == 0)
            {
                frame = -1;
                return false;
            }

            frame = _free[--_freeCount];
            _owners[frame] = queue.Id;
            return true;
        }
    }

    /// <summary>Takes free frames for a queue, as many as there are and asked for.</summary>
    internal int Take(XdpQueue queue, Span<int> frames)
    {
        lock (_frames)
        {
            int count = Math.Min(frames.Length, _freeCount);
            for (int i = 0; i < count; i++)
            {
                frames[i] = _free[--_freeCount];
                _owners[frames[i]] = queue.Id;
            }

            return count;
        }
    }

    /// <summary>Frees frames.</summary>
    internal void Give(ReadOnlySpan<int> frames)
    {
        lock (_frames)
        {
            foreach (int frame in frames)
            {
                _owners[frame] = 0;
                _free[_freeCount++] = frame;
            }
        }
    }

    /// <summary>Frees what a queue that is no more has left.</summary>
    internal void Reclaim(XdpQueue queue)
    {
        lock (_frames)
        {
            for (int frame = 0; frame < _owners.Length; frame++)
            {
                if (_owners[frame] != queue.Id)
                    continue;
                _owners[frame] = 0;
                _free[_freeCount++] = frame;
            }
        }
    }

    /// <summary>Where a frame begins, as the kernel counts.</summary>
    internal ulong AddressOf(int frame) => (ulong)frame * (uint)Options.FrameSize;

    /// <summary>The frame that an address of the kernel lies in.</summary>
    /// <exception cref="BpfException">It lies in none: the rings are damaged.</exception>
    internal int FrameOf(ulong address)
    {
        ulong frame = Place(address) / (uint)Options.FrameSize;
        return frame < (uint)_owners.Length ? (int)frame : throw Damaged(address);
    }

    /// <summary>The bytes at an address of the kernel.</summary>
    /// <exception cref="BpfException">They are not all in the memory: the rings are damaged.</exception>
    internal Span<byte> Bytes(ulong address, uint length)
    {
        ulong place = Place(address);
        return place + length <= _memory.Length && length <= int.MaxValue ? new Span<byte>(_memory.Start + place, (int)length) : throw Damaged(address);
    }

    private static ulong Place(ulong address) => (address & ((1ul << OffsetShift) - 1)) + (address >> OffsetShift);

    private static BpfException Damaged(ulong address) => new($"reading the rings of an AF_XDP socket: 0x{address:x} is not an address of its memory");

    private static nuint HugePageSize()
    {
        const nuint Usual = 2 * 1024 * 1024;
        string? line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("Hugepagesize:", StringComparison.Ordinal));
        return line is not null && nuint.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], out nuint kibibytes) ? kibibytes * 1024 : Usual;
    }
}
