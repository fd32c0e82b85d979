// SPDX-License-Identifier: Apache-2.0
using Hornet.Runtime;

namespace Hornet.Linux;

/// <summary>Reads the records of a map in the kernel. Keeps the map from being collected.</summary>
internal sealed class KernelRecordReader : RecordReader
{
    private readonly KernelMap _map;
    private readonly KernelRecordSource _source;
    private volatile bool _isDisposed;

    /// <summary>Creates the reader.</summary>
    public KernelRecordReader(KernelMap map, KernelRecordSource source)
    {
        _map = map;
        _source = source;
    }

    /// <inheritdoc/>
    public override long Lost => _source.Lost;

    /// <inheritdoc/>
    public override long AvailableBytes => _source.AvailableBytes;

    /// <inheritdoc/>
    public override long Capacity => _source.Capacity;

    /// <inheritdoc/>
    public override int Consume(RecordHandler handler, int maximum = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int count = _source.Consume(handler, maximum);
        GC.KeepAlive(_map);
        return count;
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> WaitAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_isDisposed || _source.IsClosed)
                return false;
            if (_source.HasRecords)
                return true;
            Task next = _source.Wait.Join();
            try
            {
                // The kernel looks where we have read to, and then wakes or not: what we read must be visible before we look again.
                Interlocked.MemoryBarrier();
                if (!_isDisposed && !_source.IsClosed && !_source.HasRecords)
                    await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!next.IsCompleted)
                    _source.Wait.Leave(next);
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _isDisposed = true;
        _source.Wait.Wake();
    }
}
