// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>The reading side of a <c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>: a buffer for each CPU that is online, put into the map's slot of that CPU.</summary>
internal sealed class PerfEventSource : KernelRecordSource
{
    private readonly List<CpuBuffer> _buffers = [];
    private byte[] _scratch = [];
    private int _next;

    /// <summary>Opens the buffers.</summary>
    /// <exception cref="SystemCallException">The kernel refused a buffer.</exception>
    /// <exception cref="MapException">The map refused it.</exception>
    public PerfEventSource(KernelMap map, RecordReaderOptions options)
    {
        Options = options.Checked();
        try
        {
            int slots = (int)Math.Min(map.MaxEntries, (uint)PossibleCpus.Count);
            for (int cpu = 0; cpu < slots; cpu++)
            {
                if (CpuBuffer.Open(map.Name, cpu, options) is not { } buffer)
                    continue;
                _buffers.Add(buffer);
                if (map.TryUpdateDescriptor(BitConverter.GetBytes(cpu), buffer.Event) is not MapError.None and var error)
                    throw new MapException($"Putting the buffer of CPU {cpu} into", map.Name, error);
            }
        }
        catch
        {
            Free();
            throw;
        }

        if (_buffers.Count == 0)
            throw new BpfException($"Reading records of the map '{map.Name}': none of its {map.MaxEntries} slots stands for a CPU that is online.");
        Wait = new DescriptorWait([.. _buffers.Select(buffer => buffer.Event.FileDescriptor)], NativeMethods.EpollReadable);
    }

    /// <summary>How the buffers were made.</summary>
    public RecordReaderOptions Options { get; }

    /// <inheritdoc/>
    public override DescriptorWait Wait { get; }

    /// <inheritdoc/>
    public override long Lost
    {
        get
        {
            long lost = 0;
            foreach (CpuBuffer buffer in _buffers)
                lost += buffer.Lost;
            return lost;
        }
    }

    /// <inheritdoc/>
    public override long AvailableBytes => Look(() => _buffers.Sum(static buffer => buffer.AvailableBytes));

    /// <inheritdoc/>
    public override long Capacity => _buffers.Sum(static buffer => buffer.Capacity);

    /// <inheritdoc/>
    protected override bool IsReadable()
    {
        foreach (CpuBuffer buffer in _buffers)
        {
            if (buffer.AvailableBytes != 0)
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    protected override int Read(RecordHandler handler, int maximum)
    {
        // Each call begins with the next CPU, so that none is forgotten when few records are asked for at a time.
        int first = _next, count = 0;
        bool isStopped = false;
        _next = (first + 1) % _buffers.Count;
        for (int i = 0; i < _buffers.Count && count < maximum && !isStopped && !IsClosed; i++)
            count += _buffers[(first + i) % _buffers.Count].Read(handler, maximum - count, ref _scratch, this, out isStopped);
        return count;
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        foreach (CpuBuffer buffer in _buffers)
            buffer.Dispose();
    }
}
