// SPDX-License-Identifier: Apache-2.0
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Maps;

public sealed class RecordDispatcherTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(20);

    [KernelFact]
    public void Each_buffer_has_its_handler()
    {
        using var fixture = new RecordFixture();
        using var dispatcher = new RecordDispatcher();
        int first = 0, second = 0, samples = 0;
        dispatcher.Add(fixture.Ring, (_, _) => ++first > 0);
        dispatcher.Add(fixture.OtherRing, (_, _) => ++second > 0);
        dispatcher.Add(fixture.Samples, (_, _) => ++samples > 0);
        dispatcher.Consume().ShouldBe(0);
        fixture.Write(5, 16);
        fixture.WriteOthers(7);
        fixture.WriteSamples(0, 3, 16);
        dispatcher.Poll(TimeSpan.Zero).ShouldBe(15);
        (first, second, samples).ShouldBe((5, 7, 3));
        dispatcher.Poll(TimeSpan.FromMilliseconds(20)).ShouldBe(0);
    }

    [KernelFact]
    public async Task Records_are_handled_on_the_thread_that_runs_it_until_cancelled()
    {
        using var fixture = new RecordFixture(16 * 1024);
        using var dispatcher = new RecordDispatcher();
        using var cancellation = new CancellationTokenSource();
        var threads = new HashSet<int>();
        int first = 0, second = 0;
        bool Count(ref int counter)
        {
            threads.Add(Environment.CurrentManagedThreadId);
            Interlocked.Increment(ref counter);
            if (Volatile.Read(ref first) == 500 && Volatile.Read(ref second) == 500)
                cancellation.Cancel();
            return true;
        }

        dispatcher.Add(fixture.Ring, (_, _) => Count(ref first));
        dispatcher.Add(fixture.OtherRing, (_, _) => Count(ref second));
        Task running = Task.Factory.StartNew(() => dispatcher.Run(cancellation.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (int round = 0; round < 100; round++)
        {
            fixture.Write(5, 8);
            fixture.WriteOthers(5);
            await Task.Delay(round % 10 == 0 ? 2 : 0);
        }

        await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(LongEnough));
        (first, second, threads.Count, fixture.Refused).ShouldBe((500, 500, 1, 0ul));
    }

    [KernelFact]
    public async Task It_ends_when_all_maps_are_gone()
    {
        using var fixture = new RecordFixture();
        using var dispatcher = new RecordDispatcher();
        int count = 0;
        dispatcher.Add(fixture.Ring, (_, _) => ++count > 0);
        dispatcher.Add(fixture.OtherRing, (_, _) => ++count > 0);
        Task running = dispatcher.RunAsync(CancellationToken.None);
        fixture.Ring.Dispose();
        await Task.Delay(20);
        running.IsCompleted.ShouldBeFalse();
        fixture.WriteOthers(1);
        for (int i = 0; i < 1000 && Volatile.Read(ref count) == 0; i++)
            await Task.Delay(5);
        count.ShouldBe(1);
        fixture.OtherRing.Dispose();
        await running.WaitAsync(LongEnough);
    }
}
