// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Hornet.Linux;

namespace Hornet.Seccomp;

/// <summary>The C library's doors to the kernel.</summary>
internal static unsafe partial class NativeMethods
{
    public const int NoProcess = 3, Interrupted = 4, NoChild = 10, AccessDenied = 13, NotPermitted = 1, Invalid = 22, NoEntry = 2, InputOutput = 5, NotImplemented = 38;

    public const int SetNoNewPrivileges = 38, GetNoNewPrivileges = 39;

    public const int WaitUntraced = 2, WaitAll = 0x4000_0000, WaitOwnThread = 0x2000_0000;

    public const int Kill = 9, Stop = 19, Continue = 18, Trap = 5;

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, ulong first, ulong second, ulong third, ulong fourth);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial long SystemCall(long number, long first, long second, void* third);

    /// <summary>
    /// A system call without a word to the runtime: between installing a filter and execve(2) the thread must make no other call than these, and the
    /// runtime makes some when a thread passes through it while the garbage collector wants it to stop.
    /// </summary>
    [LibraryImport("libc", SetLastError = true, EntryPoint = "syscall")]
    [SuppressGCTransition]
    public static partial long SystemCallWithoutTransition(long number, long first, long second, long third);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "signal")]
    public static partial nint SetSignalHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(out int pid, string path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "posix_spawnattr_init")]
    public static partial int InitializeSpawnAttributes(void* attributes);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SetSpawnFlags(void* attributes, short flags);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SetSpawnDefaultSignals(void* attributes, void* signals);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "posix_spawnattr_destroy")]
    public static partial int DestroySpawnAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int Wait(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int SendSignal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    public static partial long Trace(long request, int pid, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);
}
