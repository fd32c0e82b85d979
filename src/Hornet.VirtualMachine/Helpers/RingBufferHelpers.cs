// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Objects;

namespace Hornet.VirtualMachines;

/// <summary>Ring buffers (<c>kernel/bpf/ringbuf.c</c>).</summary>
internal static unsafe class RingBufferHelpers
{
    private const ulong NoWakeup = 1;
    private const ulong ForceWakeup = 2;
    private const int NoData = 61;

    /// <summary>The most records one drain hands out (<c>BPF_MAX_USER_RINGBUF_SAMPLES</c>).</summary>
    private const long MaxSamples = 128 * 1024;

    public static void AddTo(HelperTableBuilder table)
    {
        table.Add(HelperId.RingBufferOutput, &Output);
        table.Add(HelperId.RingBufferReserve, &Reserve);
        table.Add(HelperId.RingBufferSubmit, &Submit);
        table.Add(HelperId.RingBufferDiscard, &Discard);
        table.Add(HelperId.RingBufferQuery, &Query);
        table.Add(HelperId.RingBufferReserveDynptr, &ReserveDynptr);
        table.Add(HelperId.RingBufferSubmitDynptr, &SubmitDynptr);
        table.Add(HelperId.RingBufferDiscardDynptr, &DiscardDynptr);
        table.Add(HelperId.UserRingBufferDrain, &Drain);
    }

    private static ulong Output(ProgramRun run, ulong map, ulong data, ulong size, ulong flags, ulong r5)
    {
        NativeRingBuffer ring = Ring(run, map);
        return Output(ring, run.Access(data, size, MemoryAccess.Read), size, flags);
    }

    /// <summary><c>bpf_ringbuf_output</c> of bytes that may be read.</summary>
    internal static ulong Output(NativeRingBuffer ring, byte* data, ulong size, ulong flags)
    {
        if ((flags & ~(NoWakeup | ForceWakeup)) != 0)
            return Errno.Result(Errno.EINVAL);
        byte* record = ring.Reserve(size);
        if (record == null)
            return Errno.Result(Errno.EAGAIN);
        Unsafe.CopyBlockUnaligned(record, data, (uint)size);
        ring.Commit(record, flags, discard: false);
        return 0;
    }

    private static ulong Reserve(ProgramRun run, ulong map, ulong size, ulong flags, ulong r4, ulong r5) => Reserve(run, Ring(run, map), size, flags);

    /// <summary><c>bpf_ringbuf_reserve</c>.</summary>
    internal static ulong Reserve(ProgramRun run, NativeRingBuffer ring, ulong size, ulong flags)
    {
        if (flags != 0)
            return 0;
        byte* record = ring.Reserve(size);
        if (record != null)
            run.Reservations.Add(record, ring);
        return (ulong)record;
    }

    private static ulong Submit(ProgramRun run, ulong record, ulong flags, ulong r3, ulong r4, ulong r5) => Commit(run, record, flags, discard: false);

    private static ulong Discard(ProgramRun run, ulong record, ulong flags, ulong r3, ulong r4, ulong r5) => Commit(run, record, flags, discard: true);

    private static ulong Commit(ProgramRun run, ulong record, ulong flags, bool discard)
    {
        NativeRingBuffer ring = run.Reservations.Take(record)
            ?? throw run.BadArgument($"a helper got 0x{record:x}, which is no record this run reserved in a ring buffer");
        ring.Commit((byte*)record, flags, discard);
        return 0;
    }

    private static ulong Query(ProgramRun run, ulong map, ulong what, ulong r3, ulong r4, ulong r5) => Ring(run, map).Query(what);

    private static ulong ReserveDynptr(ProgramRun run, ulong map, ulong size, ulong flags, ulong pointer, ulong r5)
    {
        Dynptr* dynptr = Dynptr.At(run, pointer, MemoryAccess.Write);
        *dynptr = default;
        uint length = (uint)size;
        if (flags != 0)
            return Errno.Result(Errno.EINVAL);
        if (length > Dynptr.MaxSize)
            return Errno.Result(Errno.E2BIG);
        NativeRingBuffer ring = Ring(run, map);
        byte* record = ring.Reserve(length);
        if (record == null)
            return Errno.Result(Errno.EINVAL);
        run.Reservations.Add(record, ring);
        *dynptr = Dynptr.Create((ulong)record, DynptrKind.RingBuffer, length);
        return 0;
    }

    private static ulong SubmitDynptr(ProgramRun run, ulong pointer, ulong flags, ulong r3, ulong r4, ulong r5) =>
        CommitDynptr(run, pointer, flags, discard: false);

    private static ulong DiscardDynptr(ProgramRun run, ulong pointer, ulong flags, ulong r3, ulong r4, ulong r5) =>
        CommitDynptr(run, pointer, flags, discard: true);

    private static ulong CommitDynptr(ProgramRun run, ulong pointer, ulong flags, bool discard)
    {
        Dynptr* dynptr = Dynptr.At(run, pointer, MemoryAccess.ReadWrite);
        if (dynptr->Data == 0)
            return 0;
        Commit(run, dynptr->Data, flags, discard);
        *dynptr = default;
        return 0;
    }

    /// <summary>Hands the records of a ring that the caller writes to a function, each as a dynptr; returns how many there were.</summary>
    private static ulong Drain(ProgramRun run, ulong map, ulong callback, ulong argument, ulong flags, ulong r5)
    {
        if ((flags & ~(NoWakeup | ForceWakeup)) != 0)
            return Errno.Result(Errno.EINVAL);
        if (run.Map(map) is not IUserRingBufferMap ring)
            throw run.BadArgument("bpf_user_ringbuf_drain got a map that is no user ring buffer");
        if (!ring.TryEnter())
            return Errno.Result(Errno.EBUSY);

        Dynptr* dynptr = (Dynptr*)run.Scratch.Push(sizeof(Dynptr));
        long samples = 0;
        long discarded = 0;
        try
        {
            for (; samples < MaxSamples; samples++)
            {
                long size = ring.Peek(out byte* record);
                if (size == -NoData)
                    break;
                if (size == -Errno.EAGAIN)
                {
                    discarded++;
                    continue;
                }

                if (size < 0)
                    return Errno.Of(size);
                *dynptr = Dynptr.Create((ulong)record, DynptrKind.Local, (uint)size);
                ulong stop = run.Call(callback, (ulong)dynptr, argument);
                ring.Release();
                if (stop != 0)
                {
                    samples++;
                    break;
                }
            }

            return Errno.Of(samples - discarded);
        }
        finally
        {
            run.Scratch.Pop(sizeof(Dynptr));
            ring.Exit(flags, samples);
        }
    }

    private static NativeRingBuffer Ring(ProgramRun run, ulong map) =>
        run.Map(map) as NativeRingBuffer ?? throw run.BadArgument("a helper got a map that is no ring buffer");
}
