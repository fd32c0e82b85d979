// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Hornet.Linux.Tests.Tracing;

/// <summary>Sees to it that tracefs is where every Linux distribution mounts it at boot. It stays: other tests may be using it.</summary>
internal static class TraceFileSystemMount
{
    private const string Folder = "/sys/kernel/tracing";
    private const int AlreadyThere = 16; // EBUSY: another test process was faster

    private static readonly Lock Gate = new();

    public static void Ensure()
    {
        lock (Gate)
        {
            if (Directory.Exists(Folder + "/events"))
                return;
            if (TracedCalls.Mount("nodev", Folder, "tracefs", 0, 0) != 0 && Marshal.GetLastPInvokeError() is not AlreadyThere and var errno)
                throw new InvalidOperationException($"mounting tracefs at {Folder}: errno {errno}");
        }
    }
}
