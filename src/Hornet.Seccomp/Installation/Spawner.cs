// SPDX-License-Identifier: Apache-2.0
using Hornet.Linux;

namespace Hornet.Seccomp;

/// <summary>Starts programs by posix_spawn, from the calling thread: its filters go over to the child, and it is the one that may wait for it.</summary>
internal static unsafe class Spawner
{
    /// <summary>More than any C library's <c>posix_spawnattr_t</c> (336 bytes in glibc).</summary>
    private const int AttributesSize = 1024;

    private const short SetDefaultSignals = 4;

    /// <summary>Starts a program.</summary>
    /// <returns>The child's number.</returns>
    /// <exception cref="SystemCallException">It could not be started.</exception>
    public static int Spawn(string path, IReadOnlyCollection<string> arguments)
    {
        using NativeStrings list = new(arguments);
        using NativeStrings environment = NativeStrings.Environment();
        byte* attributes = stackalloc byte[AttributesSize];
        Check(NativeMethods.InitializeSpawnAttributes(attributes), path);
        try
        {
            // The runtime ignores SIGPIPE (13), and what is ignored stays so for the program.
            byte* signals = stackalloc byte[128];
            new Span<byte>(signals, 128).Clear();
            signals[(13 - 1) / 8] = 1 << ((13 - 1) % 8);
            Check(NativeMethods.SetSpawnDefaultSignals(attributes, signals), path);
            Check(NativeMethods.SetSpawnFlags(attributes, SetDefaultSignals), path);
            Check(NativeMethods.Spawn(out int pid, path, null, attributes, list.Pointer, environment.Pointer), path);
            return pid;
        }
        finally
        {
            _ = NativeMethods.DestroySpawnAttributes(attributes);
        }
    }

    /// <summary>A shell's view of how a process ended: its exit status, or 128 and the signal.</summary>
    public static int ExitStatus(int status) => (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);

    private static void Check(int errno, string path)
    {
        if (errno != 0)
            throw new SystemCallException($"starting \"{path}\"", "posix_spawn", errno);
    }
}
