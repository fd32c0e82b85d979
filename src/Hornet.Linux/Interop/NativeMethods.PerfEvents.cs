// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux;

/// <content>Performance events, which carry tracepoints and probes as well (perf_event_open(2)).</content>
internal static unsafe partial class NativeMethods
{
    /// <summary><c>PERF_FLAG_FD_CLOEXEC</c>.</summary>
    public const uint PerfCloseOnExec = 8;

    /// <summary><c>PERF_EVENT_IOC_ENABLE</c>, <c>PERF_EVENT_IOC_DISABLE</c>, <c>PERF_EVENT_IOC_SET_BPF</c>.</summary>
    public const uint PerfEnable = 0x2400, PerfDisable = 0x2401, PerfSetBpf = 0x40042408;

    /// <summary><c>O_RDONLY | O_CLOEXEC</c>.</summary>
    public const int OpenReadOnlyCloseOnExec = 0x80000;

    /// <summary>The number of the <c>perf_event_open</c> system call.</summary>
    public static long PerfEventOpenNumber { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298,
        Architecture.Arm64 => 241,
        Architecture other => throw new PlatformNotSupportedException($"Calling perf_event_open(2): its number on {other} is not known; x64 and arm64 are."),
    };

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial long PerfEventOpen(long number, PerfEventAttributes* attributes, int process, int cpu, int group, nuint flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int InputOutputControl(int fd, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenPath(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int fd, void* buffer, nuint length);
}
