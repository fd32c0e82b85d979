// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <content>Waiting for packets.</content>
public sealed partial class PacketCapture
{
    /// <summary>Waits on the calling thread until the kernel has handed packets over.</summary>
    /// <param name="patience">How long; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>False when there were none in time.</returns>
    /// <exception cref="SystemCallException">The interface went down or was removed. What was handed over before can still be read.</exception>
    public unsafe bool Wait(TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (!HasPackets)
        {
            ThrowIfGone();
            TimeSpan left = patience == Timeout.InfiniteTimeSpan ? patience : patience - Stopwatch.GetElapsedTime(start);
            if (left < TimeSpan.Zero && patience != Timeout.InfiniteTimeSpan)
                return false;
            var descriptor = new PollDescriptor { Descriptor = _handle.FileDescriptor, Events = PollDescriptor.Readable };
            int timeout = patience == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Min(int.MaxValue, Math.Ceiling(left.TotalMilliseconds));
            if (NativeMethods.Poll(&descriptor, 1, timeout) < 0 && Marshal.GetLastPInvokeError() is not SyscallErrors.Interrupted and int errno)
                throw Failed("poll", errno);
        }

        return true;
    }

    /// <summary>Waits without a thread until the kernel has handed packets over.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SystemCallException">The interface went down or was removed. What was handed over before can still be read.</exception>
    /// <exception cref="ObjectDisposedException">The capture was disposed.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        while (!HasPackets)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfGone();
            Task next = _wait.Join();
            try
            {
                // What came before the wait began has told nobody.
                if (HasPackets)
                    return;
                await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _wait.Leave(next);
            }
        }
    }

    /// <summary>Fails when the interface went away; the kernel tells it once.</summary>
    private unsafe void ThrowIfGone()
    {
        int error = 0;
        uint length = sizeof(int);
        if (NativeMethods.GetSocketOption(_handle.FileDescriptor, NativeMethods.SocketLevel, NativeMethods.SocketError, &error, &length) == 0 && error != 0)
            throw Failed("poll", error);
    }

    private SystemCallException Failed(string call, int errno) => new($"capturing on {_setup.Place}", call, errno, errno switch
    {
        SyscallErrors.NetworkDown when Link is not null && NetworkLinks.Find(Link.Index) is { IsUp: true } => "the interface was taken down for a moment; the capture goes on when it is asked again",
        SyscallErrors.NetworkDown when Link is not null && NetworkLinks.Find(Link.Index) is not null => "the interface was taken down; the capture goes on when it is set up again",
        SyscallErrors.NetworkDown => "the interface was removed, or moved to another network namespace",
        _ => "",
    });
}
