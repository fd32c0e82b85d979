// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The kernel refused a bpf(2) command.</summary>
public sealed class BpfSyscallException : BpfException
{
    /// <summary>Creates the error.</summary>
    /// <param name="doing">What was being done, for example <c>creating the map "counts"</c>.</param>
    /// <param name="command">The command.</param>
    /// <param name="errno">The kernel's error number, positive.</param>
    /// <param name="log">The verifier's log, where there is one.</param>
    /// <param name="likelyCause">What the caller knows of the cause, and what to try; empty for what commonly is the cause.</param>
    public BpfSyscallException(string doing, BpfCommand command, int errno, string log = "", string likelyCause = "")
        : base(Describe(doing, command, errno, log, likelyCause))
    {
        Command = command;
        Errno = errno;
        LikelyCause = Choose(command, errno, likelyCause);
        Log = log;
    }

    /// <summary>The command the kernel refused.</summary>
    public BpfCommand Command { get; }

    /// <summary>The error number, positive.</summary>
    public int Errno { get; }

    /// <summary>What most often is the cause, and what to try; empty where nothing can be said.</summary>
    public string LikelyCause { get; }

    /// <summary>The verifier's log of a program load, or the kernel's log of a BTF load; otherwise empty.</summary>
    public string Log { get; }

    private static string Choose(BpfCommand command, int errno, string likelyCause) =>
        likelyCause.Length > 0 ? likelyCause : SyscallErrors.LikelyCause(command, errno);

    private static string Describe(string doing, BpfCommand command, int errno, string log, string likelyCause)
    {
        string cause = Choose(command, errno, likelyCause);
        string message = $"{doing}: bpf({command.ToText()}) failed with {SyscallErrors.Name(errno)}{(cause.Length == 0 ? "" : ": " + cause)}";
        return log.Length == 0 ? message : $"{message}\n{log.TrimEnd()}";
    }
}
