// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Maps;

/// <summary>Counts the descriptors of the process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(DescriptorTests), DisableParallelization = true)]
public sealed class DescriptorTestsDefinition;

[Collection(nameof(DescriptorTests))]
public sealed class DescriptorTests
{
    [KernelFact]
    public async Task Every_kind_of_reader_gives_its_descriptors_and_memory_back()
    {
        await Cycle();
        (int descriptors, int mappings) = Count();
        for (int i = 0; i < 5; i++)
            await Cycle();
        (int descriptorsAfter, int mappingsAfter) = Count();
        mappingsAfter.ShouldBe(mappings);
        descriptorsAfter.ShouldBeLessThanOrEqualTo(descriptors);
    }

    [KernelFact]
    public void A_view_keeps_its_map_open()
    {
        HashMap<uint, ulong> view = ViewAlone();
        for (int i = 0; i < 10; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            view[(uint)i] = (ulong)i;
        }

        view.CountEntries().ShouldBe(10);
        view.Map.Dispose();
    }

    [KernelFact]
    public async Task The_waiting_thread_ends_when_nobody_waits()
    {
        await Cycle();
        for (int i = 0; i < 500 && RecordWaiter.IsRunning; i++)
            await Task.Delay(20);
        RecordWaiter.IsRunning.ShouldBeFalse();
        await Cycle();
    }

    private static async Task Cycle()
    {
        using var fixture = new RecordFixture();
        using RecordReader ring = fixture.Ring.OpenReader(), samples = fixture.Samples.OpenReader();
        Task<bool> first = ring.WaitAsync().AsTask(), second = samples.WaitAsync().AsTask();
        fixture.Write(1, 16);
        fixture.WriteSamples(0, 1, 16);
        (await first.WaitAsync(TimeSpan.FromSeconds(20)) && await second.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        (ring.Consume(static (_, _) => true), samples.Consume(static (_, _) => true)).ShouldBe((1, 1));
        fixture.Requests.TryWriteRecord(new byte[8]).ShouldBe(MapError.None);
        (await fixture.Requests.WaitForRoomAsync(8)).ShouldBeTrue();
        fixture.Drain().ShouldBe(1);
        fixture.Variable("drained").ShouldBe(1ul);
        using (var dispatcher = new RecordDispatcher())
        {
            dispatcher.Add(fixture.OtherRing, static (_, _) => true);
            fixture.WriteOthers(3);
            dispatcher.Poll(TimeSpan.FromSeconds(1)).ShouldBe(3);
        }
    }

    private static (int Descriptors, int Mappings) Count() =>
        (Directory.GetFiles("/proc/self/fd").Length, File.ReadLines("/proc/self/maps").Count(line => line.Contains("bpf-map", StringComparison.Ordinal) || line.Contains("[perf_event]", StringComparison.Ordinal)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HashMap<uint, ulong> ViewAlone() =>
        new(KernelMap.Create(new Objects.MapSpec { Name = "alone", Type = Objects.MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 100 }));
}
