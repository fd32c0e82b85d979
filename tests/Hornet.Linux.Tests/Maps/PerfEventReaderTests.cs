// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Maps;

public sealed class PerfEventReaderTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(20);
    private static readonly RecordReaderOptions OnePage = new() { PagesPerCpu = 1 };

    private static readonly int LastCpu = PossibleCpus.Count - 1;

    [KernelFact]
    public void Records_come_with_their_cpu_and_in_order()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader();
        fixture.WriteSamples(0, 3, 100);
        fixture.WriteSamples(LastCpu, 2, 100);
        List<(int Cpu, ulong Value)> seen = Read(reader, 100);
        seen.OrderBy(entry => entry.Value).ToList().ShouldBe([(0, 0ul), (0, 1), (0, 2), (LastCpu, 3), (LastCpu, 4)]);
        reader.Capacity.ShouldBe(PossibleCpus.Count * 64L * Environment.SystemPageSize);
    }

    [KernelTheory]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Records_across_the_end_of_the_buffer_are_whole(int length)
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader(OnePage);
        ulong expected = 0;
        for (int round = 0; round < 200; round++)
        {
            fixture.WriteSamples(0, 3, length);
            Read(reader, length).Select(entry => entry.Value).ShouldBe([expected, expected + 1, expected + 2]);
            expected += 3;
        }

        (reader.Lost, fixture.Refused).ShouldBe((0, 0ul));
    }

    [KernelFact]
    public void Lost_records_are_counted_exactly()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader(OnePage);
        fixture.WriteSamples(0, 1000, 16);

        // 32 bytes each, and the buffer is never filled to the last byte.
        int fitting = (Environment.SystemPageSize - 1) / 32;
        fixture.Refused.ShouldBe(1000ul - (ulong)fitting);
        Read(reader, 16).Count.ShouldBe(fitting);
        fixture.WriteSamples(0, 1, 16);
        Read(reader, 16).ShouldBe([(0, 1000ul)]);
        reader.Lost.ShouldBe(1000 - fitting);
    }

    [KernelFact]
    public async Task Losses_are_told_to_those_who_enumerate()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader(OnePage);
        fixture.WriteSamples(0, 200, 16);
        int fitting = (Environment.SystemPageSize - 1) / 32, count = 0;
        List<long> losses = [];
        using var cancellation = new CancellationTokenSource(LongEnough);
        await foreach (PerfRecord<ulong> record in new PerfEventBuffer<ulong>(fixture.Samples).ReadAllAsync(OnLost, cancellation.Token))
        {
            record.Cpu.ShouldBe(0);
            if (++count == fitting)
                fixture.WriteSamples(0, 1, 16); // the kernel tells of a loss with the next record that finds room
            else if (losses.Count > 0)
                break;
        }

        losses.ShouldBe([200 - fitting]);
        count.ShouldBe(fitting + 2);

        void OnLost(long total)
        {
            losses.Add(total);
            fixture.WriteSamples(0, 1, 16);
        }
    }

    [KernelFact]
    public async Task Waiting_ends_when_a_record_comes_on_any_cpu()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader();
        for (int round = 0; round < 20; round++)
        {
            Task<bool> waiting = reader.WaitAsync().AsTask();
            waiting.IsCompleted.ShouldBeFalse();
            fixture.WriteSamples(round % PossibleCpus.Count, 1, 16);
            (await waiting.WaitAsync(LongEnough)).ShouldBeTrue();
            Read(reader, 16).Count.ShouldBe(1);
        }
    }

    [KernelFact]
    public async Task Several_records_wake_at_once_when_the_options_say_so()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader(new RecordReaderOptions { WakeupRecords = 10 });
        Task<bool> waiting = reader.WaitAsync().AsTask();
        fixture.WriteSamples(0, 9, 16);
        await Task.Delay(50);
        waiting.IsCompleted.ShouldBeFalse();
        fixture.WriteSamples(0, 1, 16);
        (await waiting.WaitAsync(LongEnough)).ShouldBeTrue();
        Read(reader, 16).Count.ShouldBe(10);
    }

    [KernelFact]
    public async Task Bytes_wake_when_the_options_say_so()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader(new RecordReaderOptions { WakeupBytes = 1000 });
        Task<bool> waiting = reader.WaitAsync().AsTask();
        fixture.WriteSamples(0, 20, 16);
        await Task.Delay(50);
        waiting.IsCompleted.ShouldBeFalse();
        fixture.WriteSamples(0, 20, 16);
        (await waiting.WaitAsync(LongEnough)).ShouldBeTrue();
        Read(reader, 16).Count.ShouldBe(40);
    }

    [KernelFact]
    public void Few_records_at_a_time_forget_no_cpu()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader();
        for (int cpu = 0; cpu <= LastCpu; cpu++)
            fixture.WriteSamples(cpu, 10, 16);
        var cpus = new HashSet<int>();
        for (int cpu = 0; cpu <= LastCpu; cpu++)
            reader.Consume((_, on) => cpus.Add(on), 1).ShouldBe(1);
        cpus.Count.ShouldBe(PossibleCpus.Count);
        Read(reader, 16).Count.ShouldBe(9 * PossibleCpus.Count);
    }

    [KernelFact]
    public void A_record_whose_handler_throws_stays()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader();
        fixture.WriteSamples(0, 3, 16);
        int calls = 0;
        Should.Throw<InvalidDataException>(() => reader.Consume((_, _) => ++calls < 2 ? true : throw new InvalidDataException()));
        Read(reader, 16).Select(entry => entry.Value).ShouldBe([1ul, 2]);
    }

    [KernelFact]
    public void Reading_allocates_nothing_a_record()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader(new RecordReaderOptions { PagesPerCpu = 1024 });
        ulong sum = 0;
        RecordHandler handler = (record, _) =>
        {
            sum += BinaryPrimitives.ReadUInt64LittleEndian(record);
            return true;
        };
        fixture.WriteSamples(0, 100_000, 16);
        reader.Consume(handler, 1).ShouldBe(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = reader.Consume(handler);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        (count, sum).ShouldBe((99_999, 99_999ul * 100_000 / 2));
    }

    [KernelFact]
    public void Other_options_than_those_of_the_first_reader_are_refused()
    {
        using var fixture = new RecordFixture();
        using RecordReader reader = fixture.Samples.OpenReader(OnePage);
        Should.Throw<InvalidOperationException>(() => fixture.Samples.OpenReader(new RecordReaderOptions()));
        fixture.Samples.OpenReader().Dispose();
        fixture.Samples.OpenReader(OnePage with { }).Dispose();
        using KernelMap other = KernelMap.Create(new MapSpec { Name = "other", Type = MapType.PerfEventArray, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        Should.Throw<ArgumentException>(() => other.OpenReader(new RecordReaderOptions { PagesPerCpu = 3 }));
    }

    [KernelFact]
    public void A_map_with_fewer_slots_than_cpus_reads_those_it_has()
    {
        using KernelMap map = KernelMap.Create(new MapSpec { Name = "narrow", Type = MapType.PerfEventArray, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        using RecordReader reader = map.OpenReader(OnePage);
        reader.Capacity.ShouldBe(Environment.SystemPageSize);
    }

    private static List<(int Cpu, ulong Value)> Read(RecordReader reader, int length)
    {
        // The kernel counts the bytes that pad a record to 8 among its own.
        int padded = ((length + 4 + 7) & ~7) - 4;
        List<(int Cpu, ulong Value)> seen = [];
        reader.Consume((record, cpu) =>
        {
            record.Length.ShouldBe(padded);
            seen.Add((cpu, BinaryPrimitives.ReadUInt64LittleEndian(record)));
            return true;
        });
        return seen;
    }
}
