// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>The cgroup of the current task, and of the socket a packet belongs to.</summary>
internal static unsafe class CgroupHelpers
{
    private const ulong RootCgroup = 1;
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
        table.Simulate(HelperId.CurrentTaskUnderCgroup, &TaskUnderCgroup, OfTask + " Entries of the cgroup array are ids.");
        table.Simulate(HelperId.SkbUnderCgroup, &PacketUnderCgroup, OfSocket + " Entries of the cgroup array are ids.");
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

    private static ulong TaskUnderCgroup(ProgramRun run, ulong map, ulong index, ulong r3, ulong r4, ulong r5)
    {
        int error = FindCgroup(run, map, (uint)index, out uint cgroup);
        if (error != 0)
            return Errno.Result(error);
        IReadOnlyList<ulong> ancestors = run.Task.CgroupAncestors;
        for (int level = 0; level < ancestors.Count; level++)
        {
            if (ancestors[level] == cgroup)
                return 1;
        }

        return run.Task.CgroupId == cgroup ? 1u : 0u;
    }

    private static ulong PacketUnderCgroup(ProgramRun run, ulong context, ulong map, ulong index, ulong r4, ulong r5)
    {
        if (run.Kernel.Sockets.PacketSocket is not { } socket)
            return Errno.Result(Errno.ENOENT);
        int error = FindCgroup(run, map, (uint)index, out uint cgroup);
        return error != 0 ? Errno.Result(error) : cgroup == RootCgroup || cgroup == socket.CgroupId ? 1u : 0u;
    }

    private static int FindCgroup(ProgramRun run, ulong map, uint index, out uint cgroup)
    {
        NativeMap array = run.Map(map);
        cgroup = 0;
        if (index >= array.MaxEntries)
            return Errno.E2BIG;
        byte* entry = array.Lookup((byte*)&index, run.Cpu);
        cgroup = entry == null ? 0 : *(uint*)entry;
        return cgroup == 0 ? Errno.EAGAIN : 0;
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
        return level switch
        {
            0 => RootCgroup,
            1 => socket.CgroupId,
            _ => 0,
        };
    }
}
