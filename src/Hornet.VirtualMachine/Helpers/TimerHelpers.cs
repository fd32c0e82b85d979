// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Timers in map values. They fire when the machine is told to run those that are due.</summary>
internal static unsafe class TimerHelpers
{
    /// <summary>The size of <c>struct bpf_timer</c>.</summary>
    private const int TimerSize = 16;
    private const int Deadlock = 35;
    private const string Note = "Timers fire in VirtualMachine.RunDueTimers.";

    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.TimerInitialise, &Initialise, Note);
        table.Add(HelperId.TimerSetCallback, &SetCallback, Note);
        table.Add(HelperId.TimerStart, &Start, Note);
        table.Add(HelperId.TimerCancel, &Cancel, Note);
    }

    private static ulong Initialise(ProgramRun run, ulong timer, ulong map, ulong flags, ulong r4, ulong r5)
    {
        const ulong Realtime = 0;
        const ulong Monotonic = 1;
        const ulong Boottime = 7;
        if (flags is not (Realtime or Monotonic or Boottime))
            return Errno.Result(Errno.EINVAL);
        ulong* field = Field(run, timer);
        NativeMap owner = run.Map(map);
        int offset = owner.Fields.Find(ValueFieldKind.Timer)?.Offset ?? 0;
        return Errno.Of(run.Kernel.Timers.Initialise(field, owner, (byte*)timer - offset, flags == Realtime));
    }

    private static ulong SetCallback(ProgramRun run, ulong timer, ulong callback, ulong r3, ulong r4, ulong r5)
    {
        ulong* field = Field(run, timer);
        if (!run.Code.IsFunction(callback))
            throw run.BadArgument("bpf_timer_set_callback got something that is not a function of the program");
        return Errno.Of(run.Kernel.Timers.SetCallback(field, run.Code, callback));
    }

    private static ulong Start(ProgramRun run, ulong timer, ulong nanoseconds, ulong flags, ulong r4, ulong r5)
    {
        ulong* field = Field(run, timer);
        if ((flags & ~(ulong)(TimerFlags.Absolute | TimerFlags.CpuPin)) != 0)
            return Errno.Result(Errno.EINVAL);
        return Errno.Of(run.Kernel.Timers.Start(field, nanoseconds, (flags & (ulong)TimerFlags.Absolute) != 0, run));
    }

    /// <summary>Stops a timer: 1 when it was going to fire, 0 when not. A callback cannot stop its own timer.</summary>
    private static ulong Cancel(ProgramRun run, ulong timer, ulong r2, ulong r3, ulong r4, ulong r5)
    {
        ulong* field = Field(run, timer);
        return run.RunningTimer == (ulong)field && field != null
            ? Errno.Result(Deadlock)
            : Errno.Of(run.Kernel.Timers.Cancel(field));
    }

    private static ulong* Field(ProgramRun run, ulong timer) => (ulong*)run.Access(timer, TimerSize, MemoryAccess.ReadWrite);
}
