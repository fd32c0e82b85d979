// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Hornet.Bytecode.Classic;
using Hornet.Linux;

namespace Hornet.Seccomp;

/// <summary>
/// Reads the filters of a process by ptrace(2): it is stopped for the moment that takes and goes on afterwards, also when reading fails. Needs CAP_SYS_ADMIN, a
/// reader without filters of its own, and a kernel with CONFIG_CHECKPOINT_RESTORE.
/// </summary>
public static class ProcessFilters
{
    /// <summary>Reads all filters of a process, or of one of its threads.</summary>
    /// <param name="processId">Its number.</param>
    /// <returns>The filters, the first installed one first; none for a process without.</returns>
    /// <exception cref="SystemCallException">There is no such process, it cannot be traced, or the kernel does not show filters.</exception>
    public static ImmutableArray<InstalledFilter> Read(int processId)
    {
        SeccompStatus status = SeccompStatus.Read(processId);
        if (status.Mode != SeccompMode.Filter)
            return [];
        string doing = string.Create(CultureInfo.InvariantCulture, $"reading the filters of process {processId}");

        // All requests about a process have to come from one thread; a pool's thread is not kept waiting.
        return TracerThread.Run(() => ReadTraced(processId, doing, status));
    }

    private static ImmutableArray<InstalledFilter> ReadTraced(int processId, string doing, SeccompStatus status)
    {
        if (NativeMethods.Trace(PtraceRequest.Seize, processId, 0, 0) != 0)
            throw new SystemCallException(doing, "ptrace(PTRACE_SEIZE)", Marshal.GetLastPInvokeError(), WhyNotSeized(Marshal.GetLastPInvokeError(), status));
        int signal = 0;
        bool isStopped = false;
        try
        {
            if (NativeMethods.Trace(PtraceRequest.Interrupt, processId, 0, 0) != 0)
                throw new SystemCallException(doing, "ptrace(PTRACE_INTERRUPT)", Marshal.GetLastPInvokeError());
            signal = WaitForStop(processId, doing);
            isStopped = true;
            return ReadStopped(processId, doing);
        }
        finally
        {
            // A process that is not stopped yet is let go by the end of this thread, which is its tracer.
            if (isStopped)
                NativeMethods.Trace(PtraceRequest.Detach, processId, 0, signal);
        }
    }

    /// <summary>Waits until the process stops.</summary>
    /// <returns>The signal that it is about to get, to be handed on; 0 for none.</returns>
    private static int WaitForStop(int processId, string doing)
    {
        int status;
        while (NativeMethods.Wait(processId, out status, NativeMethods.WaitAll) < 0)
        {
            if (Marshal.GetLastPInvokeError() is not NativeMethods.Interrupted and int errno)
                throw new SystemCallException(doing, "waitpid", errno);
        }

        bool hasEnded = (status & 0xff) != 0x7f;
        if (hasEnded)
            throw new SystemCallException(doing, "waitpid", NativeMethods.NoProcess, "the process has ended");
        return status >> 16 == 0 ? (status >> 8) & 0xff : 0;
    }

    private static ImmutableArray<InstalledFilter> ReadStopped(int processId, string doing)
    {
        ImmutableArray<InstalledFilter>.Builder filters = ImmutableArray.CreateBuilder<InstalledFilter>();
        while (TryReadFilter(processId, filters.Count, doing, out ImmutableArray<ClassicInstruction> instructions))
            filters.Add(new InstalledFilter(filters.Count, instructions, ReadIsLogged(processId, filters.Count)));
        return filters.ToImmutable();
    }

    private static unsafe bool TryReadFilter(int processId, int index, string doing, out ImmutableArray<ClassicInstruction> instructions)
    {
        instructions = default;
        long count = NativeMethods.Trace(PtraceRequest.SeccompGetFilter, processId, index, 0);
        if (count >= 0)
        {
            var program = new ClassicInstruction[count];
            fixed (ClassicInstruction* first = program)
                count = NativeMethods.Trace(PtraceRequest.SeccompGetFilter, processId, index, (nint)first);
            instructions = [.. program];
        }

        if (count >= 0)
            return true;
        int errno = Marshal.GetLastPInvokeError();
        if (errno == NativeMethods.NoEntry)
            return false;
        string hint = errno switch
        {
            NativeMethods.AccessDenied => "reading filters needs CAP_SYS_ADMIN and a reader that is under no filter itself",
            NativeMethods.InputOutput or NativeMethods.Invalid => "the kernel was built without CONFIG_CHECKPOINT_RESTORE, or without CONFIG_SECCOMP_FILTER",
            124 => "the filter is no classic program",
            _ => "",
        };
        throw new SystemCallException(doing, "ptrace(PTRACE_SECCOMP_GET_FILTER)", errno, hint);
    }

    private static unsafe bool? ReadIsLogged(int processId, int index)
    {
        ulong* metadata = stackalloc ulong[] { (ulong)index, 0 };
        long size = NativeMethods.Trace(PtraceRequest.SeccompGetMetadata, processId, 2 * sizeof(ulong), (nint)metadata);
        return size < 0 ? null : ((SeccompFlags)metadata[1]).HasFlag(SeccompFlags.Log);
    }

    private static string WhyNotSeized(int errno, SeccompStatus status) => errno switch
    {
        NativeMethods.NotPermitted when status.TracerId != 0 =>
            string.Create(CultureInfo.InvariantCulture, $"process {status.TracerId} traces it already (a debugger, strace), and there can be one tracer"),
        NativeMethods.NotPermitted => "run as root (CAP_SYS_PTRACE and CAP_SYS_ADMIN); kernel threads cannot be traced at all",
        NativeMethods.NoProcess => "there is no such process",
        _ => "",
    };
}
