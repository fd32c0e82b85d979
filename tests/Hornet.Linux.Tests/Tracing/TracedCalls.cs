// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>System calls that nothing else in the test process makes, to be seen by programs. Classes of tests run side by side: each of these is for one.</summary>
internal static partial class TracedCalls
{
    /// <summary>getpgid(2) of a process that does not exist: a harmless call with an argument of one's choice.</summary>
    [LibraryImport("libc", EntryPoint = "getpgid", SetLastError = true)]
    public static partial int GetProcessGroup(int process);

    /// <summary>getsid(2) of a process that does not exist.</summary>
    [LibraryImport("libc", EntryPoint = "getsid", SetLastError = true)]
    public static partial int GetSession(int process);

    /// <summary>The calling thread's number.</summary>
    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int GetThread();

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string type, nuint flags, nint data);

    /// <summary>A descriptor of a process (pidfd_open(2)).</summary>
    public static BpfHandle OpenProcess(int process) => new((int)SystemCall(434, process, 0));

    /// <summary><c>MADV_NOHUGEPAGE</c>.</summary>
    public const int NoHugePages = 15;

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    public static unsafe partial int AdviseMemory(void* address, nuint length, int advice);

    /// <summary>The time the calling thread has run so far.</summary>
    public static unsafe TimeSpan ThreadTime()
    {
        long* time = stackalloc long[2];
        return ClockTime(3, time) == 0 ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1] / 1000.0) : throw new InvalidOperationException("clock_gettime");
    }

    /// <param name="clock">3 is <c>CLOCK_THREAD_CPUTIME_ID</c>.</param>
    /// <param name="time">Seconds and nanoseconds.</param>
    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static unsafe partial int ClockTime(int clock, long* time);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, int process, uint flags);
}
