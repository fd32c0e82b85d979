// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>The cgroup of the current task, and of the socket a packet belongs to.</summary>
internal static unsafe class CgroupHelpers
{
    private const string OfTask = "The cgroup is that of the caller's SimulatedTask.";
    private const string OfSocket = "The cgroup is that of SimulatedKernel.Sockets.PacketSocket.";

    public static void AddTo(HelperTableBuilder table)
    {
        table.Simulate(HelperId.GetCurrentCgroupId, &CurrentCgroup, OfTask);
        table.Simulate(HelperId.GetCurrentAncestorCgroupId, &CurrentAncestor, OfTask);
        table.Simulate(HelperId.GetCgroupClassId, &CurrentClass, OfTask);
        table.Simulate(HelperId.SkbCgroupClassId, &PacketClass, OfSocket);
        table.Simulate(HelperId.SkbCgroupId, &PacketCgroup, OfSocket);
        table.Simulate(HelperId.SkbAncestorCgroupId, &PacketAncestor, OfSocket);
        table.Simulate(HelperId.SkCgroupId, &SocketCgroup, "The cgroup of the simulated socket.");
        table.Simulate(HelperId.SkAncestorCgroupId, &SocketAncestor, "The simulated socket's cgroup is a child of the root.");
    }

    private static ulong CurrentCgroup(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => run.Task.CgroupId;

    private static ulong CurrentAncestor(ProgramRun run, ulong level, ulong r2, ulong r3, ulong r4, ulong r5) =>
        Ancestor(run.Task, (int)level);

    /// <summary>The id of an ancestor, or of the cgroup itself at its own level; 0 for a level below it.</summary>
    internal static ulong Ancestor(SimulatedTask task, int level)
    {
        IReadOnlyList<ulong> ancestors = task.CgroupAncestors;
        if (ancestors.Count == 0)
            return level == 0 ? task.CgroupId : 0;
        return (uint)level < (uint)ancestors.Count ? ancestors[level] : 0;
    }

    private static ulong CurrentClass(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => run.Task.CgroupClassId;

    private static ulong PacketClass(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5) =>
        run.Kernel.Sockets.PacketSocket is null ? 0 : run.Task.CgroupClassId;

    private static ulong PacketCgroup(ProgramRun run, ulong context, ulong r2, ulong r3, ulong r4, ulong r5) =>
        run.Kernel.Sockets.PacketSocket?.CgroupId ?? 0;

    private static ulong PacketAncestor(ProgramRun run, ulong context, ulong level, ulong r3, ulong r4, ulong r5) =>
        run.Kernel.Sockets.PacketSocket is { } socket ? AncestorOf(socket, (int)level) : 0;

    private static ulong SocketCgroup(ProgramRun run, ulong socket, ulong r2, ulong r3, ulong r4, ulong r5) =>
        run.Kernel.Sockets.At(socket)?.CgroupId ?? 0;

    private static ulong SocketAncestor(ProgramRun run, ulong socket, ulong level, ulong r3, ulong r4, ulong r5) =>
        run.Kernel.Sockets.At(socket) is { } found ? AncestorOf(found, (int)level) : 0;

    private static ulong AncestorOf(SimulatedSocket socket, int level)
    {
        const ulong RootCgroup = 1;
        return level switch
        {
            0 => RootCgroup,
            1 => socket.CgroupId,
            _ => 0,
        };
    }
}
