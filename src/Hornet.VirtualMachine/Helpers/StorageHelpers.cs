// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Values that belong to a socket, task, inode or cgroup. In user space the owner is known by its address or number.</summary>
internal static unsafe class StorageHelpers
{
    private const ulong Create = 1;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Simulate(HelperId.SkStorageGet, &Get, "The owner is a simulated socket.");
        table.Simulate(HelperId.SkStorageDelete, &Delete, "The owner is a simulated socket.");
        table.Simulate(HelperId.TaskStorageGet, &Get, "The owner is the caller's SimulatedTask.");
        table.Simulate(HelperId.TaskStorageDelete, &Delete, "The owner is the caller's SimulatedTask.");
        table.Simulate(HelperId.InodeStorageGet, &Get, "The owner is any address but 0.");
        table.Simulate(HelperId.InodeStorageDelete, &Delete, "The owner is any address but 0.");
        table.Simulate(HelperId.CgroupStorageGet, &Get, "The owner is any address but 0.");
        table.Simulate(HelperId.CgroupStorageDelete, &Delete, "The owner is any address but 0.");
        table.Simulate(HelperId.GetLocalStorage, &GetLocal, "The owner is the cgroup of the caller's SimulatedTask.");
    }

    private static ulong Get(ProgramRun run, ulong map, ulong owner, ulong value, ulong flags, ulong r5)
    {
        if (owner == 0 || flags > Create)
            return 0;
        NativeMap found = run.Map(map);
        byte* initial = value == 0 ? null : run.Access(value, (ulong)found.ValueSize, MemoryAccess.Read);
        return (ulong)Storage(run, found).GetStorage(owner, initial, flags == Create);
    }

    private static ulong Delete(ProgramRun run, ulong map, ulong owner, ulong r3, ulong r4, ulong r5) =>
        owner == 0 ? Errno.Result(Errno.EINVAL) : Errno.Of(Storage(run, run.Map(map)).DeleteStorage(owner));

    private static ulong GetLocal(ProgramRun run, ulong map, ulong flags, ulong r3, ulong r4, ulong r5) =>
        (ulong)Storage(run, run.Map(map)).GetStorage(run.Task.CgroupId, null, create: true, run.Cpu);

    private static ILocalStorageMap Storage(ProgramRun run, NativeMap map) =>
        map as ILocalStorageMap ?? throw run.BadArgument($"a helper got the map '{map.Name}', which is no storage");
}
