// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Clocks.</summary>
internal static unsafe class TimeHelpers
{
    /// <summary>Timer ticks a second, as most distributions build their kernels (<c>CONFIG_HZ</c>).</summary>
    private const ulong TicksPerSecond = 250;

    private const ulong NanosecondsPerTick = 1_000_000_000 / TicksPerSecond;

    /// <summary>The kernel starts counting five minutes before a 32-bit overflow (<c>INITIAL_JIFFIES</c>).</summary>
    private const ulong FirstTick = unchecked((uint)(-300 * (int)TicksPerSecond));

    /// <summary>International Atomic Time is this far ahead of UTC (no leap second since 2017).</summary>
    private const ulong TaiOffsetNanoseconds = 37_000_000_000;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.KtimeGetNanoseconds, &MonotonicTime);
        table.Add(HelperId.KtimeGetBootNanoseconds, &MonotonicTime, "The simulated machine is never suspended.");
        table.Add(HelperId.KtimeGetCoarseNanoseconds, &CoarseTime);
        table.Add(HelperId.KtimeGetTaiNanoseconds, &InternationalAtomicTime);
        table.Add(HelperId.Jiffies64, &Jiffies, "250 ticks a second.");
    }

    private static ulong MonotonicTime(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) => run.MonotonicNanoseconds;

    /// <summary>The coarse clock moves with the ticks.</summary>
    private static ulong CoarseTime(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        ulong now = run.MonotonicNanoseconds;
        return now - (now % NanosecondsPerTick);
    }

    private static ulong InternationalAtomicTime(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        run.WallClockNanoseconds + TaiOffsetNanoseconds;

    private static ulong Jiffies(ProgramRun run, ulong r1, ulong r2, ulong r3, ulong r4, ulong r5) =>
        FirstTick + (run.MonotonicNanoseconds / NanosecondsPerTick);
}
