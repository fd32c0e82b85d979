// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>The kernel refused a system call other than bpf(2).</summary>
public class SystemCallException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="doing">What was being done and to which object, for example <c>binding the AF_XDP socket to "eth0"</c>.</param>
    /// <param name="call">The system call as a C programmer would write it, for example <c>bind</c> or <c>setsockopt(SO_ATTACH_BPF)</c>.</param>
    /// <param name="errno">The kernel's error number, positive.</param>
    /// <param name="hint">The likely cause and what to try, or empty for what is commonly the cause of <paramref name="errno"/>.</param>
    public SystemCallException(string doing, string call, int errno, string hint = "")
        : base(Describe(doing, call, errno, hint))
    {
        Call = call;
        Errno = errno;
        Hint = Choose(errno, hint);
    }

    /// <summary>The system call that failed.</summary>
    public string Call { get; }

    /// <summary>The error number, positive.</summary>
    public int Errno { get; }

    /// <summary>The likely cause and what to try; empty where nothing can be said.</summary>
    public string Hint { get; }

    private static string Describe(string doing, string call, int errno, string hint)
    {
        string cause = Choose(errno, hint);
        return $"{doing}: {call} failed with {SyscallErrors.Name(errno)}{(cause.Length == 0 ? "" : ": " + cause)}";
    }

    private static string Choose(int errno, string hint) => hint.Length > 0 ? hint : errno switch
    {
        SyscallErrors.NotPermitted or SyscallErrors.AccessDenied => "missing privilege: run as root, or with the capability this call asks for",
        SyscallErrors.TooManyFiles => "too many open files: dispose of what is done, or raise the limit (ulimit -n)",
        SyscallErrors.NoMemory => "the kernel is out of memory, or of the memory this process or control group may use",
        SyscallErrors.NotImplemented => "this kernel was built without this call",
        _ => "",
    };
}
