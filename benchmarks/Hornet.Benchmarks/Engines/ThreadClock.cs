// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Benchmarks.Engines;

/// <summary>
/// The processor time of the current thread (<c>CLOCK_THREAD_CPUTIME_ID</c>): time in which something else had the processor does not count, as it does not in
/// the kernel's test runs. Linux only.
/// </summary>
internal static unsafe partial class ThreadClock
{
    private const int ThreadTime = 3;

    /// <summary>Nanoseconds since the thread started.</summary>
    public static double Nanoseconds
    {
        get
        {
            long* time = stackalloc long[2];
            return GetTime(ThreadTime, time) == 0 ? (time[0] * 1e9) + time[1] : throw new PlatformNotSupportedException("This machine has no clock for threads.");
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
