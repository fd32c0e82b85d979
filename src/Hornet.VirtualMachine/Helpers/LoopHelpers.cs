// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Calls of other code: loops over a subprogram of the program, and tail calls.</summary>
internal static unsafe class LoopHelpers
{
    /// <summary>The most iterations of <c>bpf_loop</c> (<c>BPF_MAX_LOOPS</c>).</summary>
    public const uint MaxLoops = 8 * 1024 * 1024;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.Loop, &Loop);
        table.Add(HelperId.TailCall, &TailCall);
        table.Simulate(HelperId.FindVma, &FindVma, "The simulated task has no address space: -ENOENT.");
    }

    /// <summary>Calls a function with 0, 1, … until it returns something else than 0; returns the number of calls.</summary>
    private static ulong Loop(ProgramRun run, ulong iterations, ulong callback, ulong argument, ulong flags, ulong r5)
    {
        if (flags != 0)
            return Errno.Result(Errno.EINVAL);
        uint count = (uint)iterations;
        if (count > MaxLoops)
            return Errno.Result(Errno.E2BIG);

        for (uint at = 0; at < count; at++)
        {
            if (run.Call(callback, at, argument) != 0)
                return at + 1;
        }

        return count;
    }

    /// <summary>Never reached: the interpreter goes on in the other program itself, because the call does not return.</summary>
    private static ulong TailCall(ProgramRun run, ulong context, ulong map, ulong index, ulong r4, ulong r5) => Errno.Result(Errno.ENOTSUPP);

    private static ulong FindVma(ProgramRun run, ulong task, ulong address, ulong callback, ulong argument, ulong flags) =>
        Errno.Result(flags != 0 ? Errno.EINVAL : Errno.ENOENT);
}
