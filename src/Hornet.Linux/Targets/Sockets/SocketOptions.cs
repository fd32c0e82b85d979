// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Bytecode.Classic;

namespace Hornet.Linux;

/// <summary>The socket options that have to do with programs (asm-generic/socket.h).</summary>
internal static unsafe class SocketOptions
{
    public static readonly Option AttachFilter = new(50, "SO_ATTACH_BPF"), DetachFilter = new(27, "SO_DETACH_FILTER"), AttachClassicFilter = new(26, "SO_ATTACH_FILTER"),
        LockFilter = new(44, "SO_LOCK_FILTER"), AttachReuseport = new(52, "SO_ATTACH_REUSEPORT_EBPF"), AttachClassicReuseport = new(51, "SO_ATTACH_REUSEPORT_CBPF"),
        DetachReuseport = new(68, "SO_DETACH_REUSEPORT_BPF");

    /// <summary>Sets an option that takes a number.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static void Set(SafeHandle socket, string doing, Option option, int value) => Set(socket, doing, option, &value, sizeof(int));

    /// <summary>Sets an option that takes a classic program.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static void Set(SafeHandle socket, string doing, Option option, ReadOnlySpan<ClassicInstruction> program)
    {
        fixed (ClassicInstruction* instructions = program)
        {
            var value = new ClassicFilterProgram { Length = checked((ushort)program.Length), Instructions = instructions };
            Set(socket, doing, option, &value, (uint)sizeof(ClassicFilterProgram));
        }
    }

    /// <summary>Keeps the filter from being changed.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static void Lock(SafeHandle socket) => Set(socket, $"locking the filter of {Describe("socket", socket)}", LockFilter, 1);

    /// <summary>The socket in a text, by its descriptor.</summary>
    public static string Describe(string what, SafeHandle socket) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}:{(socket.IsClosed ? "closed" : socket.DangerousGetHandle().ToString(CultureInfo.InvariantCulture))}");

    private static void Set(SafeHandle socket, string doing, Option option, void* value, uint length)
    {
        bool isHeld = false;
        try
        {
            socket.DangerousAddRef(ref isHeld);
            if (NativeMethods.SetSocketOption((int)socket.DangerousGetHandle(), NativeMethods.SocketLevel, option.Number, value, length) != 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                throw new SystemCallException(doing, $"setsockopt({option.Name})", errno, Hint(option, errno));
            }
        }
        finally
        {
            if (isHeld)
                socket.DangerousRelease();
        }
    }

    private static string Hint(Option option, int errno) => errno switch
    {
        SyscallErrors.NotPermitted => "the filter of this socket is locked (SO_LOCK_FILTER), for as long as the socket lives",
        SyscallErrors.NoEntry => "the socket has no program: somebody else detached it",
        SyscallErrors.NotSocket => "the handle is of something else than a socket",
        SyscallErrors.NoMemory => "the program is larger than the socket's option memory (net.core.optmem_max), or the kernel is out of memory",
        SyscallErrors.Busy => "the socket has a program of the other kind",
        SyscallErrors.Invalid when option == AttachReuseport || option == AttachClassicReuseport =>
            "the socket has no SO_REUSEPORT, or is neither TCP, UDP nor a Unix socket; set the option before binding",
        SyscallErrors.Invalid when option == AttachClassicFilter => "the kernel does not accept the classic program: ClassicValidator says why",
        SyscallErrors.NoProtocolOption => "this kernel is too old for the option",
        _ => "",
    };

    /// <summary>An option.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Name">Its name in C.</param>
    public sealed record Option(int Number, string Name);
}
