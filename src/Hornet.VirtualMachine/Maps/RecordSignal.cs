// SPDX-License-Identifier: Apache-2.0
using Hornet.Runtime;

namespace Hornet.VirtualMachines;

/// <summary>A map that programs write records to.</summary>
internal interface IRecordSource
{
    /// <summary>Set when records arrive.</summary>
    RecordSignal Signal { get; }

    /// <summary>Whether a record can be read now.</summary>
    bool HasRecords { get; }

    /// <summary>How many records found no room.</summary>
    long Lost { get; }

    /// <summary>How many bytes wait to be read.</summary>
    long AvailableBytes { get; }

    /// <summary>How many bytes the buffer can hold.</summary>
    long Capacity { get; }

    /// <summary>Hands records to a handler and frees their room.</summary>
    /// <returns>How many.</returns>
    int Consume(RecordHandler handler, int maximum);
}

/// <summary>Wakes those who wait for records. Setting it costs a read when nobody waits.</summary>
internal sealed class RecordSignal
{
    private TaskCompletionSource? _waiting;
    private volatile bool _isComplete;

    /// <summary>Whether no more records will come.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>Wakes those who wait.</summary>
    public void Set()
    {
        if (Volatile.Read(ref _waiting) is not null)
            Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
    }

    /// <summary>No more records will come.</summary>
    public void Complete()
    {
        _isComplete = true;
        Interlocked.MemoryBarrier();
        Set();
    }

    /// <summary>A task that ends when the signal is next set. Look for records once more before waiting for it.</summary>
    public Task NextAsync()
    {
        while (true)
        {
            TaskCompletionSource? waiting = Volatile.Read(ref _waiting);
            if (waiting is not null)
                return waiting.Task;
            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _waiting, fresh, null) is null)
                return fresh.Task;
        }
    }
}

/// <summary>Reads the records of a map of a virtual machine.</summary>
internal sealed class VirtualRecordReader : RecordReader
{
    private readonly IRecordSource _source;

    /// <summary>Creates the reader.</summary>
    public VirtualRecordReader(IRecordSource source) => _source = source;

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
        return _source.Consume(handler, maximum);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> WaitAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_source.Signal.IsComplete)
                return false;
            if (_source.HasRecords)
                return true;
            Task next = _source.Signal.NextAsync();
            Interlocked.MemoryBarrier();
            if (_source.Signal.IsComplete || _source.HasRecords)
                continue;
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);

            // A program may have asked not to wake anybody for what came before, or for a record that it discarded.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
