// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Spin locks in map values. Runs on several threads really exclude each other; a run that fails gives its lock back.</summary>
internal static unsafe class SpinLockHelpers
{
    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.SpinLock, &Lock);
        table.Add(HelperId.SpinUnlock, &Unlock);
    }

    private static ulong Lock(ProgramRun run, ulong address, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        int* word = (int*)run.Access(address, sizeof(int), MemoryAccess.ReadWrite);
        // The kernel's verifier lets a program hold one lock; a second would wait for ever when it is the same.
        if (run.Helpers.SpinLock != 0)
            throw run.BadArgument("bpf_spin_lock was called while the program holds a lock");
        SpinWait spinner = default;
        while (Interlocked.CompareExchange(ref *word, 1, 0) != 0)
        {
            if (run.Cancellation.IsCancellationRequested)
                throw new ExecutionException(ExecutionError.Cancelled, "the run was cancelled while it waited for a spin lock", run.Position);
            spinner.SpinOnce();
        }

        run.Helpers.SpinLock = address;
        return 0;
    }

    private static ulong Unlock(ProgramRun run, ulong address, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        if (run.Helpers.SpinLock != address || address == 0)
            throw run.BadArgument("bpf_spin_unlock was called for a lock the program does not hold");
        Volatile.Write(ref *(int*)address, 0);
        run.Helpers.SpinLock = 0;
        return 0;
    }
}
