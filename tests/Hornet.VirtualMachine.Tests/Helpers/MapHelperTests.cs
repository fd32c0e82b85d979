// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Hornet.Bytecode;
using Hornet.Objects;

namespace Hornet.VirtualMachines.Tests;

public sealed class MapHelperTests
{
    private static readonly byte[] Packet = KernelHelperTests.UdpPacket;

    [Fact]
    public void An_entry_is_stored_found_and_deleted()
    {
        using HelperBench bench = new(packet: Packet);
        NativeMap map = bench.CreateMap(MapType.Hash, 4, 8, 16);
        ulong key = bench.Allocate([1, 0, 0, 0]);
        ulong value = bench.Allocate([7, 0, 0, 0, 0, 0, 0, 0]);

        bench.Call(HelperId.MapLookupElement, map.Handle, key).ShouldBe(0);
        bench.Call(HelperId.MapUpdateElement, map.Handle, key, value, (ulong)MapUpdateFlags.Exist).ShouldBe(-Errno.ENOENT);
        bench.Call(HelperId.MapUpdateElement, map.Handle, key, value).ShouldBe(0);
        long found = bench.Call(HelperId.MapLookupElement, map.Handle, key);
        HelperBench.At((ulong)found, 8)[0].ShouldBe((byte)7);
        bench.Call(HelperId.MapDeleteElement, map.Handle, key).ShouldBe(0);
        bench.Call(HelperId.MapDeleteElement, map.Handle, key).ShouldBe(-Errno.ENOENT);
    }

    [Fact]
    public void A_key_shorter_than_the_maps_is_an_error()
    {
        using HelperBench bench = new(packet: Packet);
        NativeMap map = bench.CreateMap(MapType.Hash, 8, 8, 16);

        Should.Throw<MemoryAccessException>(() => bench.Call(HelperId.MapLookupElement, map.Handle, bench.Allocate(4)));
        Should.Throw<ExecutionException>(() => bench.Call(HelperId.MapLookupElement, 0x1234, bench.Allocate(8))).Error.ShouldBe(ExecutionError.BadArgument);
    }

    [Fact]
    public void A_queue_gives_back_in_order()
    {
        using HelperBench bench = new(packet: Packet);
        NativeMap queue = bench.CreateMap(MapType.Queue, 0, 4, 2);
        ulong to = bench.Allocate(4);

        bench.Call(HelperId.MapPushElement, queue.Handle, bench.Allocate([1, 0, 0, 0]), 0).ShouldBe(0);
        bench.Call(HelperId.MapPushElement, queue.Handle, bench.Allocate([2, 0, 0, 0]), 0).ShouldBe(0);
        bench.Call(HelperId.MapPushElement, queue.Handle, to, 0).ShouldBe(-Errno.E2BIG);
        bench.Call(HelperId.MapPeekElement, queue.Handle, to).ShouldBe(0);
        HelperBench.At(to, 4)[0].ShouldBe((byte)1);
        bench.Call(HelperId.MapPopElement, queue.Handle, to).ShouldBe(0);
        bench.Call(HelperId.MapPopElement, queue.Handle, to).ShouldBe(0);
        HelperBench.At(to, 4)[0].ShouldBe((byte)2);
        bench.Call(HelperId.MapPopElement, queue.Handle, to).ShouldBe(-Errno.ENOENT);
    }

    [Theory]
    [InlineData(MapType.Array, 4)]
    [InlineData(MapType.Hash, 3)]
    public void Every_entry_is_handed_to_the_function(MapType type, ulong count)
    {
        using HelperBench bench = new(ProgramType.SocketFilter);
        NativeMap map = bench.CreateMap(type, 4, 8, 4);
        for (byte key = 0; key < count; key++)
            bench.Call(HelperId.MapUpdateElement, map.Handle, bench.Allocate([key, 0, 0, 0]), bench.Allocate([10, 0, 0, 0, 0, 0, 0, 0])).ShouldBe(0);
        ulong sum = bench.Allocate(8);
        ulong callback = bench.Execute(SumEntries);

        bench.Call(HelperId.ForEachMapElement, map.Handle, callback, sum, 0).ShouldBe((long)count);

        BitConverter.ToUInt64(HelperBench.At(sum, 8)).ShouldBe((10 * count) + (count * (count - 1) / 2));
        bench.Call(HelperId.ForEachMapElement, map.Handle, callback, sum, 1).ShouldBe(-Errno.EINVAL);
    }

    [Fact]
    public void A_ring_buffer_record_is_submitted_or_discarded_once()
    {
        using HelperBench bench = new(packet: Packet);
        var ring = (NativeRingBuffer)bench.CreateMap(MapType.RingBuffer, 0, 0, 4096);

        ulong first = (ulong)bench.Call(HelperId.RingBufferReserve, ring.Handle, 8, 0);
        ulong second = (ulong)bench.Call(HelperId.RingBufferReserve, ring.Handle, 8, 0);
        HelperBench.At(first, 8).Fill(1);
        bench.Call(HelperId.RingBufferSubmit, first, 0).ShouldBe(0);
        bench.Call(HelperId.RingBufferDiscard, second, 0).ShouldBe(0);
        bench.Call(HelperId.RingBufferOutput, ring.Handle, bench.Allocate([2, 2]), 2, 0).ShouldBe(0);
        bench.Call(HelperId.RingBufferReserve, ring.Handle, 5000, 0).ShouldBe(0);
        bench.Call(HelperId.RingBufferOutput, ring.Handle, bench.Allocate(2), 2, 4).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.RingBufferQuery, ring.Handle, (ulong)RingBufferQuery.RingSize).ShouldBe(4096);

        List<string> records = [];
        ring.Consume((record, _) => { records.Add(Convert.ToHexString(record)); return true; }, int.MaxValue);
        records.ShouldBe(["0101010101010101", "0202"]);
        Should.Throw<ExecutionException>(() => bench.Call(HelperId.RingBufferSubmit, first, 0)).Error.ShouldBe(ExecutionError.BadArgument);
    }

    [Fact]
    public void A_run_that_ends_with_a_reserved_record_does_not_block_the_ring()
    {
        using HelperBench bench = new(packet: Packet);
        var ring = (NativeRingBuffer)bench.CreateMap(MapType.RingBuffer, 0, 0, 4096);
        bench.Call(HelperId.RingBufferReserve, ring.Handle, 8, 0).ShouldNotBe(0);

        bench.LoadPacket(Packet);
        bench.Call(HelperId.RingBufferOutput, ring.Handle, bench.Allocate([3]), 1, 0).ShouldBe(0);

        List<int> lengths = [];
        ring.Consume((record, _) => { lengths.Add(record.Length); return true; }, int.MaxValue);
        lengths.ShouldBe([1]);
    }

    [Fact]
    public void A_reserved_dynptr_is_written_and_submitted()
    {
        using HelperBench bench = new(packet: Packet);
        var ring = (NativeRingBuffer)bench.CreateMap(MapType.RingBuffer, 0, 0, 4096);
        ulong dynptr = bench.Allocate(16);

        bench.Call(HelperId.RingBufferReserveDynptr, ring.Handle, 3, 0, dynptr).ShouldBe(0);
        bench.Call(HelperId.DynptrWrite, dynptr, 0, bench.Allocate([4, 5, 6]), 3, 0).ShouldBe(0);
        bench.Call(HelperId.RingBufferSubmitDynptr, dynptr, 0).ShouldBe(0);
        bench.Call(HelperId.RingBufferDiscardDynptr, dynptr, 0).ShouldBe(0);
        bench.Call(HelperId.RingBufferReserveDynptr, ring.Handle, 5000, 0, dynptr).ShouldBe(-Errno.EINVAL);

        List<string> records = [];
        ring.Consume((record, _) => { records.Add(Convert.ToHexString(record)); return true; }, int.MaxValue);
        records.ShouldBe(["040506"]);
    }

    [Fact]
    public void A_perf_record_may_carry_the_packets_first_bytes()
    {
        using HelperBench bench = new(ProgramType.Xdp, Packet);
        var array = (NativePerfEventArray)bench.CreateMap(MapType.PerfEventArray, 4, 4, 1);

        bench.Call(HelperId.PerfEventOutput, bench.Context, array.Handle, (4UL << 32) | uint.MaxValue, bench.Allocate([9, 9]), 2).ShouldBe(0);
        bench.Call(HelperId.PerfEventOutput, bench.Context, array.Handle, (1000UL << 32) | uint.MaxValue, bench.Allocate([9, 9]), 2).ShouldBe(-Errno.EFAULT);
        bench.Call(HelperId.PerfEventOutput, bench.Context, array.Handle, 1UL << 60, bench.Allocate([9, 9]), 2).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.PerfEventOutput, bench.Context, array.Handle, 7, bench.Allocate([9, 9]), 2).ShouldBe(-Errno.E2BIG);

        List<string> records = [];
        array.Consume((record, _) => { records.Add(Convert.ToHexString(record)); return true; }, int.MaxValue);
        records.Count.ShouldBe(1);
        records[0].ShouldStartWith("0909" + Convert.ToHexString(Packet.AsSpan(0, 4)));
    }

    [Theory]
    [InlineData(0, XdpAction.Redirect)]
    [InlineData(1, XdpAction.Pass)]
    public void A_redirect_through_a_map_needs_its_entry(ulong key, XdpAction action)
    {
        using HelperBench bench = new(ProgramType.Xdp, Packet);
        NativeMap map = bench.CreateMap(MapType.DeviceMap, 4, 4, 4);
        unsafe
        {
            uint index = 0;
            uint target = 5;
            map.UserUpdate((byte*)&index, (byte*)&target, 0).ShouldBe(Runtime.MapError.None);
        }

        bench.Call(HelperId.RedirectMap, map.Handle, key, (ulong)XdpAction.Pass).ShouldBe((long)action);

        bench.Run.Redirect.ShouldBe(action == XdpAction.Redirect ? new RedirectTarget(RedirectKind.Map, key, "map", (ulong)XdpAction.Pass) : default);
        bench.Call(HelperId.RedirectMap, map.Handle, key, 1UL << 20).ShouldBe((long)XdpAction.Aborted);
    }

    [Fact]
    public void A_spin_lock_is_taken_once_and_given_back()
    {
        using HelperBench bench = new(packet: Packet);
        ulong word = bench.Allocate(4);

        bench.Call(HelperId.SpinLock, word).ShouldBe(0);
        BitConverter.ToInt32(HelperBench.At(word, 4)).ShouldBe(1);
        Should.Throw<ExecutionException>(() => bench.Call(HelperId.SpinLock, word));
        bench.Call(HelperId.SpinUnlock, word).ShouldBe(0);
        BitConverter.ToInt32(HelperBench.At(word, 4)).ShouldBe(0);
        Should.Throw<ExecutionException>(() => bench.Call(HelperId.SpinUnlock, word));
    }

    [Fact]
    public void A_timer_fires_when_it_is_due_with_its_key_and_value()
    {
        using HelperBench bench = new(ProgramType.SocketFilter);
        using TimerRunner runner = new(bench);
        NativeMap map = bench.CreateMap(MapType.Array, 4, 24, 4);
        ulong value = (ulong)bench.Call(HelperId.MapLookupElement, map.Handle, bench.Allocate([2, 0, 0, 0]));
        ulong callback = bench.Execute(CountFirings);
        bench.Run.FixedTime = 1000;

        bench.Call(HelperId.TimerStart, value, 50, 0).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.TimerInitialise, value, map.Handle, 3).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.TimerInitialise, value, map.Handle, 1).ShouldBe(0);
        bench.Call(HelperId.TimerInitialise, value, map.Handle, 1).ShouldBe(-Errno.EBUSY);
        bench.Call(HelperId.TimerStart, value, 50, 0).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.TimerSetCallback, value, callback).ShouldBe(0);
        bench.Call(HelperId.TimerStart, value, 50, 8).ShouldBe(-Errno.EINVAL);
        bench.Call(HelperId.TimerStart, value, 50, 0).ShouldBe(0);

        bench.Kernel.Timers.NextDue.ShouldBe(1050u);
        runner.RunDue(1049).ShouldBeEmpty();
        runner.RunDue(1050).Single().Due.ShouldBe(1050u);
        runner.RunDue(9999).ShouldBeEmpty();

        // The function adds one, and its key, behind the timer.
        BitConverter.ToUInt64(HelperBench.At(value, 24)[16..]).ShouldBe(3u);
        bench.Call(HelperId.TimerStart, value, 50, 0).ShouldBe(0);
        bench.Call(HelperId.TimerCancel, value).ShouldBe(1);
        bench.Call(HelperId.TimerCancel, value).ShouldBe(0);
        runner.RunDue(9999).ShouldBeEmpty();
    }

    [Fact]
    public void A_task_has_storage_of_its_own()
    {
        using HelperBench bench = new(ProgramType.Kprobe);
        NativeMap map = bench.CreateMap(MapType.TaskStorage, 4, 8, 0, MapCreateFlags.NoPreallocate);
        ulong task = bench.Run.Task.TaskAddress;

        bench.Call(HelperId.TaskStorageGet, map.Handle, task, 0, 0).ShouldBe(0);
        long value = bench.Call(HelperId.TaskStorageGet, map.Handle, task, 0, 1);
        value.ShouldNotBe(0);
        bench.Call(HelperId.TaskStorageGet, map.Handle, task, 0, 0).ShouldBe(value);
        bench.Call(HelperId.TaskStorageGet, map.Handle, 0, 0, 1).ShouldBe(0);
        bench.Call(HelperId.TaskStorageDelete, map.Handle, task).ShouldBe(0);
        bench.Call(HelperId.TaskStorageDelete, map.Handle, task).ShouldBe(-Errno.ENOENT);
        bench.Call(HelperId.TaskStorageDelete, map.Handle, 0).ShouldBe(-Errno.EINVAL);
    }

    /// <summary>Returns the address of a function that adds key and value to what its argument points to.</summary>
    private static readonly ImmutableArray<Instruction> SumEntries =
    [
        new(0x18, Register.R0, (Register)4, immediate: 2),
        new(0),
        new(0x95),
        new(0x61, Register.R2, Register.R2),
        new(0x79, Register.R3, Register.R3),
        new(0x79, Register.R5, Register.R4),
        new(0x0f, Register.R5, Register.R2),
        new(0x0f, Register.R5, Register.R3),
        new(0x7b, Register.R4, Register.R5),
        new(0xb7, Register.R0),
        new(0x95),
    ];

    /// <summary>Returns the address of a timer's function that adds one and the key to the word behind the timer.</summary>
    private static readonly ImmutableArray<Instruction> CountFirings =
    [
        new(0x18, Register.R0, (Register)4, immediate: 2),
        new(0),
        new(0x95),
        new(0x61, Register.R2, Register.R2),
        new(0x79, Register.R5, Register.R3, 16),
        new(0x0f, Register.R5, Register.R2),
        new(0x07, Register.R5, immediate: 1),
        new(0x7b, Register.R3, Register.R5, 16),
        new(0xb7, Register.R0),
        new(0x95),
    ];
}
