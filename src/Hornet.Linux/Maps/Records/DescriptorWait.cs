// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Linux;

/// <summary>Waits for one buffer, which may have several descriptors. It refers to nothing that it waits for, so that what is forgotten can be collected.</summary>
/// <remarks>
/// Events are edges: the kernel wakes when a reader that had read everything has something to read again. A descriptor stays armed from wait to wait,
/// so that waiting costs no system call; one that wakes while nobody waits is disarmed, so that busy readers are left alone.
/// </remarks>
internal sealed class DescriptorWait : IDisposable
{
    private readonly Lock _gate = new();
    private readonly int[] _descriptors;
    private readonly uint _events;
    private TaskCompletionSource? _waiting;
    private ulong _id;
    private int _callers;
    private bool _isArmed;
    private bool _isDisposed;

    /// <summary>Prepares to wait.</summary>
    /// <param name="descriptors">The descriptors, which stay open until this is disposed.</param>
    /// <param name="events"><c>EPOLLIN</c> or <c>EPOLLOUT</c>.</param>
    public DescriptorWait(ReadOnlySpan<int> descriptors, uint events)
    {
        _descriptors = [.. descriptors];
        _events = events | NativeMethods.EpollEdgeTriggered;
    }

    /// <summary>A task that ends with the next event. Look for what you wait for once more before waiting; call <see cref="Leave"/> if you then do not.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public Task Join()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return Task.CompletedTask;
            if (!_isArmed)
                Arm();
            if (_waiting is null)
            {
                _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _callers = 0;
                RecordWaiter.Begin();
            }

            _callers++;
            return _waiting.Task;
        }
    }

    /// <summary>Stops waiting for a task that <see cref="Join"/> gave.</summary>
    public void Leave(Task task)
    {
        lock (_gate)
        {
            if (_waiting?.Task != task || --_callers > 0)
                return;
            _waiting = null;
        }

        RecordWaiter.End(isOnThread: false);
    }

    /// <summary>Wakes those who wait, to look again.</summary>
    public void Wake()
    {
        if (Take() is not { } waiting)
            return;
        waiting.TrySetResult();
        RecordWaiter.End(isOnThread: false);
    }

    /// <summary>There was an event. Called by the waiting thread.</summary>
    public void OnReady()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            waiting = Take();
            if (waiting is null && _isArmed && !_isDisposed)
            {
                Control(NativeMethods.EpollModify, 0);
                _isArmed = false;
            }
        }

        if (waiting is null)
            return;
        waiting.TrySetResult();
        RecordWaiter.End(isOnThread: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            if (_id != 0)
            {
                Control(NativeMethods.EpollDelete, 0);
                RecordWaiter.Unregister(_id);
            }
        }

        Wake();
    }

    private TaskCompletionSource? Take()
    {
        lock (_gate)
        {
            TaskCompletionSource? waiting = _waiting;
            _waiting = null;
            return waiting;
        }
    }

    private void Arm()
    {
        int operation = NativeMethods.EpollModify;
        if (_id == 0)
        {
            _id = RecordWaiter.Register(this);
            operation = NativeMethods.EpollAdd;
        }

        Control(operation, _events);
        _isArmed = true;
    }

    private void Control(int operation, uint events)
    {
        foreach (int fd in _descriptors)
            RecordWaiter.Control(operation, fd, events, _id);
    }
}
