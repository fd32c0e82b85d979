// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <content>Waiting.</content>
public sealed partial class XdpSocket
{
    private const string WaitingFor = "waiting for frames of";

    // Held by who waits on a thread, outside of the other gates.
    private readonly Lock _waitGate = new();

    /// <summary>Waits for a received frame on the calling thread. The socket cannot be disposed meanwhile, as it can during <see cref="WaitAsync"/>.</summary>
    /// <param name="patience">How long; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>False when none came in time.</returns>
    /// <exception cref="InvalidOperationException">The socket cannot receive.</exception>
    /// <exception cref="SystemCallException">The interface was removed.</exception>
    public unsafe bool Wait(TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        PollDescriptor* descriptors = stackalloc PollDescriptor[2];
        lock (_waitGate)
        {
            while (!IsReady(_blockingMonitor))
            {
                TimeSpan left = patience == Timeout.InfiniteTimeSpan ? patience : patience - Stopwatch.GetElapsedTime(start);
                if (left < TimeSpan.Zero && patience != Timeout.InfiniteTimeSpan)
                    return false;
                descriptors[0] = new PollDescriptor { Descriptor = Handle.FileDescriptor, Events = PollDescriptor.Readable };
                descriptors[1] = new PollDescriptor { Descriptor = _blockingMonitor.FileDescriptor, Events = PollDescriptor.Readable };
                int timeout = patience == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Min(int.MaxValue, Math.Ceiling(left.TotalMilliseconds));
                if (NativeMethods.Poll(descriptors, 2, timeout) < 0 && Marshal.GetLastPInvokeError() is not SyscallErrors.Interrupted and int errno)
                    throw Failed(WaitingFor, "poll", errno);
            }

            return true;
        }
    }

    /// <summary>Waits for a received frame without a thread of its own.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The socket cannot receive.</exception>
    /// <exception cref="SystemCallException">The interface was removed.</exception>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        while (!IsReady(_monitor))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task next = _wait.Join();
            try
            {
                // What came before the wait began has told nobody.
                if (IsReady(_monitor))
                    return;
                await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _wait.Leave(next);
            }
        }
    }

    /// <summary>Whether there is a frame. Fails when none will ever come.</summary>
    private bool IsReady(NetlinkSocket monitor)
    {
        lock (_receiveGate)
        {
            Check();
            if (_receive is null)
                throw new InvalidOperationException("The socket was made without a receive ring.");
            if (_receive.Available > 0)
                return true;

            // The kernel does not say by the socket's own events that the interface is gone; changes of interfaces make the monitor readable.
            monitor.Drain();
            ThrowIfUnbound(WaitingFor, "poll");
            return false;
        }
    }
}
