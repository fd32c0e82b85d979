// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>The current task, which the caller describes by <see cref="SimulatedTask"/>.</summary>
internal static unsafe class TaskHelpers
{
    private const string CallersTask = "The task is the caller's SimulatedTask.";

    public static void AddTo(HelperTableBuilder table)
    {
        table.Simulate(HelperId.GetCurrentPidTgid, &PidAndTgid, CallersTask);
        table.Simulate(HelperId.GetCurrentUidGid, &UidAndGid, CallersTask);
        table.Simulate(HelperId.GetCurrentComm, &Command, CallersTask);
        table.Simulate(HelperId.GetCurrentTask, &Task, CallersTask + " Its memory is what the caller put into the simulated kernel's memory.");
        table.Simulate(HelperId.GetCurrentTaskBtf, &Task, CallersTask + " Its memory is what the caller put into the simulated kernel's memory.");
        table.Simulate(HelperId.GetNamespaceCurrentPidTgid, &PidInNamespace, CallersTask);
        table.Record(HelperId.SendSignal, &SendSignal, "No signal is sent.");
        table.Record(HelperId.SendSignalThread, &SendSignalThread, "No signal is sent.");
    }

    private static ulong PidAndTgid(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        ((ulong)(uint)run.Task.ProcessId << 32) | (uint)run.Task.ThreadId;

    private static ulong UidAndGid(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        ((ulong)run.Task.GroupId << 32) | run.Task.UserId;

    /// <summary>Copies the command name, cut to fit with a terminator; the rest of the buffer becomes zero.</summary>
    private static ulong Command(ProgramRun run, ulong buffer, ulong size, ulong r3, ulong r4, ulong r5)
    {
        Span<byte> destination = run.Writable(buffer, (uint)size);
        ReadOnlySpan<byte> name = run.Helpers.CommandName(run.Task);
        int length = Math.Min(name.Length, destination.Length - 1);
        if (length > 0)
            name[..length].CopyTo(destination);
        if (!destination.IsEmpty)
            destination[length..].Clear();
        return 0;
    }

    private static ulong Task(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => run.Task.TaskAddress;

    private static ulong PidInNamespace(ProgramRun run, ulong device, ulong inode, ulong result, ulong size, ulong r5)
    {
        const int ResultSize = 8;
        Span<byte> destination = run.Writable(result, (uint)size);
        (ulong Device, ulong Inode) own = run.Task.PidNamespace;
        if (destination.Length != ResultSize || device > uint.MaxValue || device != own.Device || inode != own.Inode)
        {
            destination.Clear();
            return Errno.Result(Errno.EINVAL);
        }

        BitConverter.TryWriteBytes(destination, run.Task.ThreadId);
        BitConverter.TryWriteBytes(destination[sizeof(int)..], run.Task.ProcessId);
        return 0;
    }

    private static ulong SendSignal(ProgramRun run, ulong signal, ulong r2, ulong r3, ulong r4, ulong r5) =>
        Send(run, HelperId.SendSignal, (uint)signal);

    private static ulong SendSignalThread(ProgramRun run, ulong signal, ulong r2, ulong r3, ulong r4, ulong r5) =>
        Send(run, HelperId.SendSignalThread, (uint)signal);

    private static ulong Send(ProgramRun run, HelperId helper, uint signal)
    {
        const uint LastSignal = 64;
        const int Init = 1;
        // The kernel refuses to signal the init process.
        if (run.Task.ProcessId == Init)
            return Errno.Result(Errno.EPERM);
        if (signal > LastSignal)
            return Errno.Result(Errno.EINVAL);
        run.Helpers.Record(helper, signal);
        return 0;
    }
}
