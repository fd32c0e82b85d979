// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>The kernel refused a request about network interfaces, traffic control or routes (rtnetlink).</summary>
public sealed class NetlinkException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="doing">What was being done and to which interface, for example <c>attaching an XDP program to "eth0"</c>.</param>
    /// <param name="request">The request, for example <c>RTM_SETLINK</c>.</param>
    /// <param name="errno">The kernel's error number, positive.</param>
    /// <param name="kernelMessage">What the kernel says in words (its extended acknowledgement), or empty.</param>
    /// <param name="hint">The likely cause and what to try, or empty.</param>
    public NetlinkException(string doing, string request, int errno, string kernelMessage = "", string hint = "")
        : base(Describe(doing, request, errno, kernelMessage, hint))
    {
        Request = request;
        Errno = errno;
        KernelMessage = kernelMessage;
        Hint = Choose(errno, hint);
    }

    /// <summary>The request that was refused.</summary>
    public string Request { get; }

    /// <summary>The error number, positive.</summary>
    public int Errno { get; }

    /// <summary>The kernel's own words about it (since Linux 4.12), or empty.</summary>
    public string KernelMessage { get; }

    /// <summary>The likely cause and what to try; empty where nothing can be said.</summary>
    public string Hint { get; }

    private static string Describe(string doing, string request, int errno, string kernelMessage, string hint)
    {
        string words = kernelMessage.Length == 0 ? "" : $" ({kernelMessage.TrimEnd('.')})";
        string cause = Choose(errno, hint);
        return $"{doing}: netlink {request} failed with {SyscallErrors.Name(errno)}{words}{(cause.Length == 0 ? "" : ": " + cause)}";
    }

    private static string Choose(int errno, string hint) => hint.Length > 0 ? hint : errno switch
    {
        SyscallErrors.NotPermitted or SyscallErrors.AccessDenied => "missing privilege: run as root or with CAP_NET_ADMIN in this network namespace",
        SyscallErrors.NoDevice => "there is no such interface in this network namespace, or it was removed meanwhile",
        SyscallErrors.BadDescriptor => "the program was closed already",
        SyscallErrors.NoMemory or SyscallErrors.NoBufferSpace => "the kernel is out of memory, or of the memory this control group may use",
        _ => "",
    };
}
