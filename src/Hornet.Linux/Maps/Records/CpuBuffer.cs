// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Bytecode;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>
/// One CPU's buffer of a perf event array: a perf event that only programs write to, and its memory: a page about it, then the data
/// (<c>struct perf_event_mmap_page</c>, linux/perf_event.h).
/// </summary>
internal sealed unsafe class CpuBuffer : IDisposable
{
    private const uint SoftwareType = 1, BpfOutput = 10; // PERF_TYPE_SOFTWARE, PERF_COUNT_SW_BPF_OUTPUT
    private const ulong SampleRaw = 1 << 10, Watermark = 1 << 14;
    private const uint LostRecord = 2, SampleRecord = 9; // PERF_RECORD_LOST, PERF_RECORD_SAMPLE
    private const int HeadOffset = 1024, TailOffset = 1032, RawOffset = 12, LostCountOffset = 16;

    private readonly BpfHandle _event;
    private readonly MappedMemory _memory;
    private readonly ulong* _head;
    private readonly ulong* _tail;
    private readonly byte* _data;
    private readonly ulong _mask;

    private CpuBuffer(int cpu, BpfHandle perfEvent, MappedMemory memory)
    {
        int page = Environment.SystemPageSize;
        Cpu = cpu;
        _event = perfEvent;
        _memory = memory;
        _head = (ulong*)(memory.Start + HeadOffset);
        _tail = (ulong*)(memory.Start + TailOffset);
        _data = memory.Start + page;
        Capacity = (long)memory.Length - page;
        _mask = (ulong)Capacity - 1;
    }

    /// <summary>The CPU.</summary>
    public int Cpu { get; }

    /// <summary>The size of the data in bytes.</summary>
    public long Capacity { get; }

    /// <summary>How many records found no room, as far as the kernel has told.</summary>
    public long Lost { get; private set; }

    /// <summary>The perf event's descriptor.</summary>
    public BpfHandle Event => _event;

    /// <summary>How many bytes wait to be read.</summary>
    public long AvailableBytes => (long)(Volatile.Read(ref *_head) - *_tail);

    /// <summary>Opens the buffer of a CPU.</summary>
    /// <returns>Null when the CPU is offline.</returns>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static CpuBuffer? Open(string name, int cpu, RecordReaderOptions options)
    {
        string doing = $"opening the buffer of CPU {cpu} for the map \"{name}\"";
        var attributes = new PerfEventAttributes
        {
            Type = SoftwareType,
            Config = BpfOutput,
            SamplePeriod = 1,
            SampleType = SampleRaw,
            Flags = options.WakeupBytes > 0 ? Watermark : 0,
            WakeupEvents = (uint)(options.WakeupBytes > 0 ? options.WakeupBytes : options.WakeupRecords),
        };
        BpfHandle perfEvent;
        try
        {
            perfEvent = PerfEvent.Open(doing, attributes, PerfEvent.AnyProcess, cpu);
        }
        catch (SystemCallException refusal) when (refusal.Errno == SyscallErrors.NoDevice)
        {
            return null;
        }

        try
        {
            int page = Environment.SystemPageSize;
            return new CpuBuffer(cpu, perfEvent, MappedMemory.Map(doing, perfEvent.FileDescriptor, 0, (nuint)page * (nuint)(options.PagesPerCpu + 1), isWritable: true));
        }
        catch
        {
            perfEvent.Dispose();
            throw;
        }
    }

    /// <summary>Hands records to a handler.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="maximum">At most so many.</param>
    /// <param name="scratch">Room for a record that wraps around the end; grows when it must.</param>
    /// <param name="source">Ends the reading when it is closed.</param>
    /// <param name="isStopped">Whether the handler asked to stop.</param>
    /// <returns>How many.</returns>
    public int Read(RecordHandler handler, int maximum, ref byte[] scratch, KernelRecordSource source, out bool isStopped)
    {
        isStopped = false;
        int count = 0;
        ulong tail = *_tail;
        while (count < maximum && !isStopped && !source.IsClosed)
        {
            ulong head = Volatile.Read(ref *_head);
            if (tail == head)
                break;
            while (tail != head && count < maximum && !isStopped && !source.IsClosed)
            {
                // Records are multiples of 8 bytes, so their header is always in one piece.
                byte* header = _data + (tail & _mask);
                uint type = *(uint*)header;
                ushort size = *(ushort*)(header + 6);
                ReadOnlySpan<byte> record = InOnePiece(header, size, ref scratch);
                if (type == SampleRecord)
                {
                    int length = Unsafe.ReadUnaligned<int>(ref Unsafe.AsRef(in record[8]));
                    isStopped = !handler(record.Slice(RawOffset, length), Cpu);
                    count++;
                }
                else if (type == LostRecord)
                {
                    Lost += Unsafe.ReadUnaligned<long>(ref Unsafe.AsRef(in record[LostCountOffset]));
                }

                tail += size;
                Volatile.Write(ref *_tail, tail);
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory.Dispose();
        _event.Dispose();
    }

    private ReadOnlySpan<byte> InOnePiece(byte* header, int size, ref byte[] scratch)
    {
        if (size == 0)
            throw new BpfException($"Reading the buffer of CPU {Cpu}: a record has no length; another process reads the same buffer.");
        int untilEnd = (int)(_data + Capacity - header);
        if (size <= untilEnd)
            return new ReadOnlySpan<byte>(header, size);
        if (scratch.Length < size)
            scratch = new byte[Math.Max(size, 4096)];
        new ReadOnlySpan<byte>(header, untilEnd).CopyTo(scratch);
        new ReadOnlySpan<byte>(_data, size - untilEnd).CopyTo(scratch.AsSpan(untilEnd));
        return scratch.AsSpan(0, size);
    }
}
