// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

public sealed class RingBufferTests : MapFixture
{
    private const ulong NoWakeup = 1;
    private const ulong ForceWakeup = 2;

    private static NativeRingBuffer Native(VirtualMap map) => (NativeRingBuffer)map.Native;

    private VirtualMap Ring(uint size = 4096) => Create(MapType.RingBuffer, 0, 0, size);

    private static unsafe byte* Write(VirtualMap map, ulong value, ulong flags = 0, bool discard = false)
    {
        byte* record = Native(map).Reserve(8);
        if (record != null)
        {
            *(ulong*)record = value;
            Native(map).Commit(record, flags, discard);
        }

        return record;
    }

    [Fact]
    public unsafe void Records_come_in_order_and_discarded_ones_not_at_all()
    {
        VirtualMap map = Ring();
        Write(map, 1);
        Write(map, 2, discard: true);
        Write(map, 3);
        var values = new List<ulong>();
        new RingBuffer<ulong>(map).Consume((record, cpu) =>
        {
            cpu.ShouldBe(-1);
            values.Add(BitConverter.ToUInt64(record));
            return true;
        }).ShouldBe(2);
        values.ShouldBe([1ul, 3ul]);
        Native(map).Query(0).ShouldBe(0ul);
    }

    [Fact]
    public unsafe void A_record_that_is_being_written_holds_up_those_behind_it()
    {
        VirtualMap map = Ring();
        byte* first = Native(map).Reserve(8);
        Write(map, 2);
        var ring = new RingBuffer<ulong>(map);
        ring.TryRead(out _).ShouldBeFalse();
        *(ulong*)first = 1;
        Native(map).Commit(first, 0, discard: false);
        ring.TryRead(out ulong value).ShouldBeTrue();
        value.ShouldBe(1ul);
        ring.TryRead(out value).ShouldBeTrue();
        value.ShouldBe(2ul);
    }

    [Fact]
    public unsafe void Positions_and_headers_are_the_kernels()
    {
        VirtualMap map = Ring();
        byte* record = Native(map).Reserve(13);
        Native(map).ReservedSize(record).ShouldBe(13u);
        (*(uint*)(record - 8)).ShouldBe(13u | 1u << 31);
        Native(map).Commit(record, 0, discard: true);
        (*(uint*)(record - 8)).ShouldBe(13u | 1u << 30);
        Native(map).ReservedSize(record).ShouldBe(0u);
        Native(map).Query(0).ShouldBe(24ul);
        Native(map).Query(1).ShouldBe(4096ul);
        Native(map).Query(2).ShouldBe(0ul);
        Native(map).Query(3).ShouldBe(24ul);
        Native(map).Query(4).ShouldBe(0ul);
    }

    [Fact]
    public unsafe void A_full_ring_gives_no_room_until_records_are_read()
    {
        VirtualMap map = Ring();
        int written = 0;
        while (Write(map, (ulong)written) != null)
            written++;

        // One byte always stays free, so a record less than would fit.
        written.ShouldBe((4096 / 16) - 1);
        (Native(map).Reserve(4096) == null).ShouldBeTrue();
        (Native(map).Reserve(ulong.MaxValue) == null).ShouldBeTrue();
        var ring = new RingBuffer<ulong>(map);
        ring.TryRead(out _).ShouldBeTrue();
        (Write(map, 1) != null).ShouldBeTrue();
    }

    [Fact]
    public unsafe void Records_that_wrap_around_the_end_are_in_one_piece()
    {
        VirtualMap map = Ring();
        var random = new Random(7);
        var ring = new RingBuffer<byte>(map);
        for (int round = 0; round < 2000; round++)
        {
            int length = random.Next(1, 1500);
            byte* record = Native(map).Reserve((ulong)length);
            (record != null).ShouldBeTrue();
            new Span<byte>(record, length).Fill((byte)round);
            Native(map).Commit(record, NoWakeup, discard: false);
            ring.Consume((bytes, _) =>
            {
                bytes.Length.ShouldBe(length);
                bytes.IndexOfAnyExcept((byte)round).ShouldBe(-1);
                return true;
            }).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_waiting_reader_is_woken_and_can_be_cancelled()
    {
        VirtualMap map = Ring();
        using var cancellation = new CancellationTokenSource();
        var values = new List<ulong>();
        Task reading = Task.Run(async () =>
        {
            await foreach (ulong value in new RingBuffer<ulong>(map).ReadAllAsync(cancellation.Token))
            {
                lock (values)
                    values.Add(value);
            }
        });
        for (ulong value = 0; value < 1000; value++)
        {
            while (!TryWrite(map, value, value % 100 == 99 ? ForceWakeup : 0))
                await Task.Delay(1);
        }

        await WaitFor(() =>
        {
            lock (values)
                return values.Count == 1000;
        });
        values.ShouldBe(Enumerable.Range(0, 1000).Select(value => (ulong)value));
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading);
    }

    [Fact]
    public async Task Reading_ends_when_the_map_goes_away()
    {
        VirtualMap map = Ring();
        Task<int> reading = Task.Run(async () =>
        {
            int count = 0;
            await foreach (ulong _ in new RingBuffer<ulong>(map).ReadAllAsync())
                count++;
            return count;
        });
        TryWrite(map, 1, 0).ShouldBeTrue();
        await WaitFor(() => Native(map).Query(0) == 0);
        map.Dispose();
        Registry.FreeRetired();
        (await reading.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(1);
    }

    [Fact]
    public unsafe void A_record_shorter_than_the_type_is_an_error()
    {
        VirtualMap map = Ring();
        byte* record = Native(map).Reserve(4);
        Native(map).Commit(record, 0, discard: false);
        Should.Throw<BpfException>(() => new RingBuffer<ulong>(map).TryRead(out _)).Message.ShouldContain("4 bytes");
    }

    [Fact]
    public unsafe void Writers_on_several_threads_lose_nothing()
    {
        VirtualMap map = Ring(1 << 16);
        const int each = 20_000;
        long sum = 0;
        int count = 0;
        Thread[] writers = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            for (ulong value = 1; value <= each; value++)
            {
                while (!TryWrite(map, value, NoWakeup))
                    Thread.Yield();
            }
        }) { IsBackground = true })];
        foreach (Thread writer in writers)
            writer.Start();
        var ring = new RingBuffer<ulong>(map);
        DateTime end = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(20);
        while (count < 3 * each && TimeProvider.System.GetUtcNow().UtcDateTime < end)
        {
            while (ring.TryRead(out ulong value))
            {
                sum += (long)value;
                count++;
            }
        }

        writers.ShouldAllBe(writer => writer.Join(TimeSpan.FromSeconds(10)));
        count.ShouldBe(3 * each);
        sum.ShouldBe(3L * each * (each + 1) / 2);
    }

    [Fact]
    public unsafe void Programs_drain_what_the_user_side_writes()
    {
        VirtualMap map = Create(MapType.UserRingBuffer, 0, 0, 4096);
        var native = (NativeUserRingBuffer)map.Native;
        var ring = new UserRingBuffer<ulong>(map);
        int written = 0;
        while (ring.TryWrite((ulong)written))
            written++;
        written.ShouldBe(256);
        Should.Throw<MapException>(() => ring.TryWrite(new byte[4096])).Error.ShouldBe(MapError.TooBig);
        native.TryEnter().ShouldBeTrue();
        native.TryEnter().ShouldBeFalse();
        for (ulong value = 0; value < 256; value++)
        {
            native.Peek(out byte* record).ShouldBe(8);
            (*(ulong*)record).ShouldBe(value);
            native.Release();
        }

        native.Peek(out _).ShouldBe(-61);
        native.Exit(0, 256);
        native.TryEnter().ShouldBeTrue();
        ring.TryWrite(1).ShouldBeTrue();
    }

    [Fact]
    public async Task Perf_records_carry_their_CPU_and_are_padded_as_the_kernels()
    {
        VirtualMap map = Create(MapType.PerfEventArray, 4, 4, 0);
        var native = (NativePerfEventArray)map.Native;
        native.Output(2, 2, Bytes(7u), [1, 2]).ShouldBe(0);
        native.Output(9, 2, Bytes(7u), []).ShouldBe(-Errno.E2BIG);
        native.Output(1, 2, Bytes(7u), []).ShouldBe(-Errno.EOPNOTSUPP);
        var buffer = new PerfEventBuffer<uint>(map);
        buffer.Consume((record, cpu) =>
        {
            cpu.ShouldBe(2);
            record.ToArray().ShouldBe([7, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0]);
            return true;
        }).ShouldBe(1);

        int fitting = 0;
        while (native.Output(0, 0, new byte[1000], []) == 0)
            fitting++;
        fitting.ShouldBe(NativePerfEventArray.BufferSize / 1016);
        native.Output(0, 0, new byte[1000], []).ShouldBe(-Errno.ENOSPC);
        long lost = 0;
        int read = 0;
        using var end = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (PerfRecord<uint> record in buffer.ReadAllAsync(count => lost = count, end.Token))
            {
                record.Cpu.ShouldBe(0);
                if (++read == fitting)
                    await end.CancelAsync();
            }
        });
        read.ShouldBe(fitting);
        using RecordReader reader = map.OpenReader();
        reader.Lost.ShouldBe(2);
        map.TryLookup(Bytes(0u), new byte[4]).ShouldBe(MapError.NotSupportedInternally);
        map.TryUpdate(Bytes(0u), Bytes(1u)).ShouldBe(MapError.BadDescriptor);
        map.TryUpdate(Bytes(9u), Bytes(1u)).ShouldBe(MapError.TooBig);
        map.TryDelete(Bytes(0u)).ShouldBe(MapError.NoEntry);
    }

    [Fact]
    public unsafe void Maps_without_records_have_no_reader()
    {
        Should.Throw<MapException>(() => Create(MapType.Hash, 4, 4, 1).OpenReader());
        Create(MapType.Hash, 4, 4, 1).TryWriteRecord([1]).ShouldBe(MapError.NotSupported);
    }

    private static unsafe bool TryWrite(VirtualMap map, ulong value, ulong flags) => Write(map, value, flags) != null;

    private static async Task WaitFor(Func<bool> condition)
    {
        for (int round = 0; round < 5000 && !condition(); round++)
            await Task.Delay(2);
        condition().ShouldBeTrue();
    }
}
