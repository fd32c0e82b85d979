// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Maps;

public sealed class RingBufferReaderTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(20);

    [KernelFact]
    public void Records_come_complete_and_in_order()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        fixture.Write(10, 100);
        (reader.Capacity, reader.AvailableBytes).ShouldBe((4096, 10 * 112));
        List<ulong> seen = Sequence(reader, 100);
        seen.ShouldBe(Enumerable.Range(0, 10).Select(i => (ulong)i));
        reader.AvailableBytes.ShouldBe(0);
        (reader.Consume(static (_, _) => true), reader.Lost).ShouldBe((0, 0));
    }

    [KernelFact]
    public void Discarded_records_are_passed_over()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        fixture.WriteDiscarding(10);
        Sequence(reader, 8).ShouldBe([1ul, 2, 4, 5, 7, 8]);
        fixture.Write(1, 8);
        Sequence(reader, 8).ShouldBe([0ul]);
    }

    [KernelTheory]
    [InlineData(8)]
    [InlineData(40)]
    [InlineData(1001)]
    public void Records_across_the_end_of_the_ring_are_whole(int length)
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        ulong expected = 0;
        for (int round = 0; round < 200; round++)
        {
            fixture.Write(3, length);
            Sequence(reader, length).ShouldBe([expected, expected + 1, expected + 2]);
            expected += 3;
        }

        fixture.Refused.ShouldBe(0ul);
    }

    [KernelFact]
    public void A_full_ring_refuses_and_the_program_counts_it()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        fixture.Write(1000, 16);

        // 24 bytes each with the header, and the ring is never filled to the last byte.
        const int fitting = 4095 / 24;
        fixture.Refused.ShouldBe(1000ul - fitting);
        Sequence(reader, 16).ShouldBe(Enumerable.Range(0, fitting).Select(i => (ulong)i));
        fixture.Write(1, 16);
        fixture.Refused.ShouldBe(1000ul - fitting);
        Sequence(reader, 16).ShouldBe([1000ul]);
    }

    [KernelFact]
    public void A_handler_stops_and_a_maximum_holds()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        fixture.Write(10, 8);
        reader.Consume((record, _) => BinaryPrimitives.ReadUInt64LittleEndian(record) < 2).ShouldBe(3);
        reader.Consume(static (_, _) => true, 4).ShouldBe(4);
        Sequence(reader, 8).ShouldBe([7ul, 8, 9]);
    }

    [KernelFact]
    public void A_record_whose_handler_throws_stays()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        fixture.Write(3, 8);
        int calls = 0;
        Should.Throw<InvalidDataException>(() => reader.Consume((_, _) => ++calls < 2 ? true : throw new InvalidDataException()));
        Sequence(reader, 8).ShouldBe([1ul, 2]);
    }

    [KernelFact]
    public void A_handler_may_close_the_map_but_not_read_it()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        fixture.Write(3, 8);
        Should.Throw<InvalidOperationException>(() => reader.Consume((_, _) => reader.Consume(static (_, _) => true) > 0));
        ulong after = 99;
        reader.Consume((record, _) =>
        {
            fixture.Ring.Dispose();
            after = BinaryPrimitives.ReadUInt64LittleEndian(record);
            return true;
        }).ShouldBe(1);
        after.ShouldBe(0ul);
        (reader.Consume(static (_, _) => true), reader.AvailableBytes).ShouldBe((0, 0));
    }

    [KernelFact]
    public async Task Waiting_ends_when_a_record_comes()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        for (int round = 0; round < 50; round++)
        {
            Task<bool> waiting = reader.WaitAsync().AsTask();
            waiting.IsCompleted.ShouldBeFalse();
            fixture.Write(1, 8);
            (await waiting.WaitAsync(LongEnough)).ShouldBeTrue();
            reader.Consume(static (_, _) => true).ShouldBe(1);
        }
    }

    [KernelFact]
    public async Task A_record_without_a_wakeup_waits_for_one_with()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        Task<bool> waiting = reader.WaitAsync().AsTask();
        fixture.Write(5, 8, RecordWakeup.None);
        await Task.Delay(50);
        waiting.IsCompleted.ShouldBeFalse();
        fixture.Write(1, 8, RecordWakeup.Forced);
        (await waiting.WaitAsync(LongEnough)).ShouldBeTrue();
        reader.Consume(static (_, _) => true).ShouldBe(6);
    }

    [KernelFact]
    public async Task Waiting_can_be_cancelled_and_begun_again()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        using var cancellation = new CancellationTokenSource();
        Task<bool> waiting = reader.WaitAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(LongEnough));
        Task<bool> again = reader.WaitAsync().AsTask();
        fixture.Write(1, 8);
        (await again.WaitAsync(LongEnough)).ShouldBeTrue();
    }

    [KernelTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposing_the_reader_or_the_map_ends_the_waiting(bool map)
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Ring.OpenReader();
        Task<bool> waiting = reader.WaitAsync().AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        if (map)
            fixture.Ring.Dispose();
        else
            reader.Dispose();
        (await waiting.WaitAsync(LongEnough)).ShouldBeFalse();
    }

    [KernelFact]
    public async Task All_records_of_a_busy_writer_arrive_once()
    {
        const int rounds = 2000, burst = 5;
        using var fixture = new RecordFixture(512 * 1024);
        using var cancellation = new CancellationTokenSource(LongEnough);
        Task<List<ulong>> reading = Task.Run(async () =>
        {
            List<ulong> seen = [];
            await foreach (ulong value in new RingBuffer<ulong>(fixture.Ring).ReadAllAsync(cancellation.Token))
            {
                seen.Add(value);
                if (seen.Count == rounds * burst)
                    break;
            }

            return seen;
        });
        for (int round = 0; round < rounds; round++)
        {
            fixture.Write(burst, 16);
            if (round % 100 == 0)
                await Task.Delay(1);
        }

        (await reading).ShouldBe(Enumerable.Range(0, rounds * burst).Select(i => (ulong)i));
        fixture.Refused.ShouldBe(0ul);
    }

    [KernelFact]
    public async Task An_enumeration_can_be_cancelled()
    {
        using var fixture = new RecordFixture();
        using var cancellation = new CancellationTokenSource();
        fixture.Write(2, 8);
        List<ulong> seen = [];
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (ulong value in new RingBuffer<ulong>(fixture.Ring).ReadAllAsync(cancellation.Token))
            {
                seen.Add(value);
                if (seen.Count == 2)
                    cancellation.CancelAfter(20);
            }
        }).WaitAsync(LongEnough);
        seen.ShouldBe([0ul, 1ul]);
    }

    [KernelFact]
    public void Reading_allocates_nothing_a_record()
    {
        using var fixture = new RecordFixture(4 << 20);
        using RecordReader reader = fixture.Ring.OpenReader();
        ulong sum = 0;
        RecordHandler handler = (record, _) =>
        {
            sum += BinaryPrimitives.ReadUInt64LittleEndian(record);
            return true;
        };
        fixture.Write(1, 16);
        reader.Consume(handler).ShouldBe(1);
        fixture.Write(100_000, 16);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = reader.Consume(handler, 50_000);
        while (reader.Consume(handler, 1) == 1)
            count++;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        (count, sum).ShouldBe((100_000, 100_000ul * 100_001 / 2));
    }

    [KernelFact]
    public async Task A_reader_that_is_waited_for_survives_collections()
    {
        Task<bool> waiting = WaitWithoutHolding(out RecordFixture fixture);
        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        waiting.IsCompleted.ShouldBeFalse();
        fixture.Write(1, 8);
        (await waiting.WaitAsync(LongEnough)).ShouldBeTrue();
        fixture.Dispose();
    }

    [KernelFact]
    public void Maps_without_records_say_so()
    {
        using KernelMap map = KernelMap.Create(new MapSpec { Name = "plain", Type = MapType.Hash, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        Should.Throw<MapException>(() => map.OpenReader()).Error.ShouldBe(MapError.NotSupported);
    }

    private static Task<bool> WaitWithoutHolding(out RecordFixture fixture)
    {
        fixture = new RecordFixture();
        return fixture.Ring.OpenReader().WaitAsync().AsTask();
    }

    private static List<ulong> Sequence(RecordReader reader, int length)
    {
        List<ulong> seen = [];
        int count = reader.Consume((record, cpu) =>
        {
            (record.Length, cpu).ShouldBe((length, -1));
            seen.Add(BinaryPrimitives.ReadUInt64LittleEndian(record));
            return true;
        });
        seen.Count.ShouldBe(count);
        return seen;
    }
}
