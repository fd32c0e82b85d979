// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>System calls that nothing else in the test process makes, to be seen by programs.</summary>
internal static partial class TracedCalls
{
    /// <summary>getpgid(2) of a process that does not exist: a harmless call with an argument of one's choice.</summary>
    [LibraryImport("libc", EntryPoint = "getpgid", SetLastError = true)]
    public static partial int GetProcessGroup(int process);

    /// <summary>The calling thread's number.</summary>
    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int GetThread();

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string type, nuint flags, nint data);
}
