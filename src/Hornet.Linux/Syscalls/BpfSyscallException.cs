// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.Linux;

/// <summary>The kernel refused a bpf(2) command.</summary>
public sealed class BpfSyscallException : BpfException
{
    /// <summary>Creates the error. What this thread may do and what the kernel has are looked at for the cause.</summary>
    /// <param name="doing">What was being done, for example <c>creating the map "counts"</c>.</param>
    /// <param name="command">The command.</param>
    /// <param name="errno">The kernel's error number, positive.</param>
    /// <param name="log">The verifier's log, where there is one.</param>
    /// <param name="likelyCause">What the caller knows of the cause, and what to try; empty for what commonly is the cause. A missing privilege goes before it.</param>
    public BpfSyscallException(string doing, BpfCommand command, int errno, string log = "", string likelyCause = "")
        : this(doing, new RefusedCommand(command, errno), log, likelyCause)
    {
    }

    /// <summary>Creates the error of a command whose arguments are known.</summary>
    /// <param name="doing">What was being done.</param>
    /// <param name="refused">The command.</param>
    /// <param name="log">The verifier's log, where there is one.</param>
    /// <param name="likelyCause">What the caller knows of the cause, or empty.</param>
    /// <param name="rejection">What the verifier said, where it was the verifier.</param>
    internal BpfSyscallException(string doing, RefusedCommand refused, string log = "", string likelyCause = "", VerifierRejection? rejection = null)
        : this(doing, refused, log, Choose(refused, likelyCause, rejection), rejection, 0)
    {
    }

    private BpfSyscallException(string doing, RefusedCommand refused, string log, string cause, VerifierRejection? rejection, int _)
        : base(Describe(doing, refused, log, cause))
    {
        Command = refused.Command;
        Errno = refused.Errno;
        LikelyCause = cause;
        Log = log;
        Rejection = rejection;
    }

    /// <summary>The command the kernel refused.</summary>
    public BpfCommand Command { get; }

    /// <summary>The error number, positive.</summary>
    public int Errno { get; }

    /// <summary>What most likely is the cause, and what to try; empty where nothing can be said.</summary>
    public string LikelyCause { get; }

    /// <summary>The verifier's log of a program load, or the kernel's log of a BTF load; otherwise empty.</summary>
    public string Log { get; }

    /// <summary>What the verifier refused and why, read from its log; null where it was not the verifier.</summary>
    public VerifierRejection? Rejection { get; }

    private static string Choose(RefusedCommand refused, string likelyCause, VerifierRejection? rejection)
    {
        if (rejection is not null)
            return LikelyCauses.FindLockdown(rejection, KernelEnvironment.Read()) is { } lockdown ? $"{lockdown}; {rejection}" : rejection.ToString();
        bool isPrivilege = refused.Errno == SyscallErrors.NotPermitted;
        if (likelyCause.Length > 0)
            return (isPrivilege ? LikelyCauses.FindPrivilege(refused, KernelEnvironment.Read()) : null) ?? likelyCause;
        return LikelyCauses.Find(refused, KernelEnvironment.Read());
    }

    private static string Describe(string doing, RefusedCommand refused, string log, string cause)
    {
        string message = $"{doing}: bpf({refused.Command.ToText()}) failed with {SyscallErrors.Name(refused.Errno)}{(cause.Length == 0 ? "" : ": " + cause)}";
        return log.Length == 0 ? message : $"{message}\n{log.TrimEnd()}";
    }
}
