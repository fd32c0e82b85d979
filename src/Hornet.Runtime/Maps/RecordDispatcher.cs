// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Runtime;

/// <summary>Reads several buffers in turn and gives each record to the handler of its buffer, on one thread: what <c>ring_buffer__poll</c> of libbpf does.</summary>
/// <example>
/// <code>
/// using var dispatcher = new RecordDispatcher();
/// dispatcher.Add(loaded.Maps["events"], (record, cpu) => { … });
/// dispatcher.Add(loaded.Maps["errors"], (record, cpu) => { … });
/// dispatcher.Run(cancellationToken);
/// </code>
/// </example>
/// <remarks>Not for use by several threads. A handler that answers false ends the round for its buffer, not the reading.</remarks>
public sealed class RecordDispatcher : IDisposable
{
    private readonly List<Entry> _entries = [];
    private readonly Signal _ready = new();
    private bool _isDisposed;

    /// <summary>Adds a buffer.</summary>
    /// <param name="map">The map; it stays the caller's.</param>
    /// <param name="handler">Gets its records.</param>
    /// <exception cref="MapException">Programs write no records to this kind of map.</exception>
    public void Add(BpfMap map, RecordHandler handler)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(handler);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _entries.Add(new Entry(map.OpenReader(), handler));
    }

    /// <summary>Hands out the records that are there. Does not wait.</summary>
    /// <returns>How many there were.</returns>
    public int Consume()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int count = 0;
        foreach (Entry entry in _entries)
            count += entry.Reader.Consume(entry.Handler);
        return count;
    }

    /// <summary>Waits until there are records, or for some time, and hands them out.</summary>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many there were; 0 also when all maps are gone.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public int Poll(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        int count = Consume();
        if (count > 0 || !BeginWaiting())
            return count;
        _ready.Wait(timeout, cancellationToken);
        return Consume();
    }

    /// <summary>Hands out records on the calling thread as they come, until all maps are disposed.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (Consume() > 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (!BeginWaiting())
                return;
            _ready.Wait(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    /// <summary>Hands out records as they come, until all maps are disposed; one handler at a time, on threads of the pool.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (Consume() > 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (!BeginWaiting())
                return;
            await Task.WhenAny(_entries.Select(entry => entry.Waiting)).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops reading. The maps stay open.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (Entry entry in _entries)
            entry.Reader.Dispose();
        _entries.Clear();
    }

    /// <summary>Waits for every buffer that is not waited for yet.</summary>
    /// <returns>False when no buffer is left.</returns>
    private bool BeginWaiting()
    {
        _entries.RemoveAll(entry => entry.IsGone);
        foreach (Entry entry in _entries)
            entry.Wait(_ready);
        return _entries.Count > 0;
    }

    private sealed class Entry(RecordReader reader, RecordHandler handler)
    {
        public RecordReader Reader => reader;

        public RecordHandler Handler => handler;

        public Task<bool> Waiting { get; private set; } = Task.FromResult(true);

        // A wait that failed for another reason than the map being gone is thrown here.
        public bool IsGone => Waiting.IsCompleted && !Waiting.GetAwaiter().GetResult();

        public void Wait(Signal ready)
        {
            if (!Waiting.IsCompleted)
                return;
            Waiting = reader.WaitAsync().AsTask();
            Waiting.ContinueWith(static (_, state) => ((Signal)state!).Set(), ready, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Set by whoever finds records, taken by the thread that waits for them.</summary>
    private sealed class Signal
    {
        private readonly object _gate = new();
        private bool _isSet;

        public void Set()
        {
            lock (_gate)
            {
                _isSet = true;
                Monitor.PulseAll(_gate);
            }
        }

        public void Wait(TimeSpan timeout, CancellationToken cancellationToken)
        {
            using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((Signal)state!).Set(), this);
            lock (_gate)
            {
                while (!_isSet && Monitor.Wait(_gate, timeout))
                {
                }

                _isSet = false;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
