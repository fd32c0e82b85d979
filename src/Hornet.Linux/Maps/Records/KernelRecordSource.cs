// SPDX-License-Identifier: Apache-2.0
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>The reading side of a buffer that programs write records to. Belongs to its map; all readers of the map share it.</summary>
internal abstract class KernelRecordSource : IDisposable
{
    private readonly Lock _gate = new();
    private volatile bool _isClosed;
    private bool _isReading;

    /// <summary>How many records found no room, as far as is known.</summary>
    public abstract long Lost { get; }

    /// <summary>How many bytes wait to be read, headers and discarded records included.</summary>
    public abstract long AvailableBytes { get; }

    /// <summary>How many bytes the buffer can hold.</summary>
    public abstract long Capacity { get; }

    /// <summary>Waits for records.</summary>
    public abstract DescriptorWait Wait { get; }

    /// <summary>Whether no more records will be given.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Hands records to a handler.</summary>
    /// <exception cref="InvalidOperationException">The handler reads the same buffer.</exception>
    public int Consume(RecordHandler handler, int maximum)
    {
        lock (_gate)
        {
            if (_isClosed)
                return 0;
            if (_isReading)
                throw new InvalidOperationException("Reading records: a handler cannot read the buffer that its own record is still in.");
            _isReading = true;
            try
            {
                return Read(handler, maximum);
            }
            finally
            {
                _isReading = false;
                if (_isClosed)
                    Free();
            }
        }
    }

    /// <summary>Whether there is something to read now.</summary>
    public bool HasRecords
    {
        get
        {
            lock (_gate)
                return !_isClosed && IsReadable();
        }
    }

    /// <summary>Frees the memory; when a handler does it, then after the handler's record.</summary>
    public void Dispose()
    {
        Wait.Dispose();
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            if (!_isReading)
                Free();
        }
    }

    /// <summary>Hands records to a handler; the buffer's memory is there meanwhile. Ends after a record whose handler closed the source.</summary>
    protected abstract int Read(RecordHandler handler, int maximum);

    /// <summary>Whether there is something to read now; the buffer's memory is there meanwhile.</summary>
    protected abstract bool IsReadable();

    /// <summary>Gives the memory and descriptors back.</summary>
    protected abstract void Free();

    /// <summary>Reads something of the buffer's memory, or gives 0 when it is gone.</summary>
    protected long Look(Func<long> look)
    {
        lock (_gate)
            return _isClosed ? 0 : look();
    }
}
