// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hornet.Linux;

/// <summary>
/// The queues whose last socket this process has just closed. The kernel takes them down a little later, on a thread of its own and without telling
/// (net/xdp/xsk_buff_pool.c, xp_put_pool), and calls them busy until then.
/// </summary>
internal static unsafe class XdpReleases
{
    private const int StepMilliseconds = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly ConcurrentDictionary<XdpQueueKey, long> Times = new();

    /// <summary>A queue's last socket was closed.</summary>
    public static void Add(XdpQueueKey queue)
    {
        foreach ((XdpQueueKey old, long time) in Times)
        {
            if (Stopwatch.GetElapsedTime(time) > Patience)
                Times.TryRemove(old, out _);
        }

        Times[queue] = Stopwatch.GetTimestamp();
    }

    /// <summary>Waits a moment for the kernel, or for a change of the interface; false when the queue is not busy for that reason.</summary>
    public static bool WaitFor(XdpQueueKey queue, NetlinkSocket monitor)
    {
        if (!Times.TryGetValue(queue, out long time) || Stopwatch.GetElapsedTime(time) > Patience)
            return false;
        monitor.Drain();
        var descriptor = new PollDescriptor { Descriptor = monitor.FileDescriptor, Events = PollDescriptor.Readable };
        _ = NativeMethods.Poll(&descriptor, 1, StepMilliseconds);
        return true;
    }
}
