// SPDX-License-Identifier: Apache-2.0
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Hornet.Linux.Tests.Errors;

/// <summary>Runs something on a thread of its own that has given capabilities away; in Linux each thread has its own, and this one ends afterwards.</summary>
internal static unsafe partial class ThreadCapabilities
{
    private const uint Version3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3

    /// <summary>Does something with these effective capabilities (a bit each); its exception comes out.</summary>
    public static void Run(ulong effective, Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                uint* header = stackalloc uint[] { Version3, 0 };
                uint* data = stackalloc uint[] { (uint)effective, (uint)effective, 0, (uint)(effective >> 32), (uint)(effective >> 32), 0 };
                if (SetCapabilities(header, data) != 0)
                    throw new InvalidOperationException($"capset: errno {Marshal.GetLastPInvokeError()}");
                action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    private static partial int SetCapabilities(uint* header, uint* data);
}
