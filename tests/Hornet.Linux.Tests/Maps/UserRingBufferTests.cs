// SPDX-License-Identifier: Apache-2.0
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Maps;

public sealed class UserRingBufferTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(20);

    [KernelFact]
    public void Programs_drain_what_was_written()
    {
        using var fixture = new RecordFixture();
        var ring = new UserRingBuffer<ulong>(fixture.Requests);
        ulong sum = 0;
        for (ulong value = 1; value <= 1000; value++)
        {
            ring.TryWrite(value).ShouldBeTrue();
            sum += value;
            if (value % 100 == 0)
                fixture.Drain().ShouldBe(100);
        }

        (fixture.Variable("drained"), fixture.Variable("drained_sum")).ShouldBe((1000ul, sum));
    }

    [KernelFact]
    public void Records_of_any_length_arrive()
    {
        using var fixture = new RecordFixture();
        var ring = new UserRingBuffer<ulong>(fixture.Requests);
        for (int round = 0; round < 50; round++)
        {
            byte[] record = new byte[8 + (round * 37 % 2000)];
            record[0] = 2;
            ring.TryWrite(record).ShouldBeTrue();
            fixture.Drain().ShouldBe(1);
        }

        fixture.Variable("drained_sum").ShouldBe(100ul);
    }

    [KernelFact]
    public void A_full_ring_takes_no_more_until_programs_have_drained_it()
    {
        using var fixture = new RecordFixture();
        var ring = new UserRingBuffer<ulong>(fixture.Requests);
        int written = 0;
        while (ring.TryWrite((ulong)written))
            written++;
        written.ShouldBe(4096 / 16);
        fixture.Drain().ShouldBe(written);
        ring.TryWrite(1ul).ShouldBeTrue();
    }

    [KernelFact]
    public void A_record_larger_than_the_ring_is_refused()
    {
        using var fixture = new RecordFixture();
        fixture.Requests.TryWriteRecord(new byte[4096]).ShouldBe(MapError.TooBig);
        fixture.Requests.TryWriteRecord(new byte[4088]).ShouldBe(MapError.None);
        fixture.Ring.TryWriteRecord(new byte[8]).ShouldBe(MapError.NotSupported);
        Should.Throw<MapException>(() => new UserRingBuffer<ulong>(fixture.Requests).TryWrite(new byte[5000])).Error.ShouldBe(MapError.TooBig);
    }

    [KernelFact]
    public async Task A_writer_can_wait_for_room()
    {
        using var fixture = new RecordFixture();
        var ring = new UserRingBuffer<ulong>(fixture.Requests);
        (await fixture.Requests.WaitForRoomAsync(8)).ShouldBeTrue();
        while (ring.TryWrite(1ul))
        {
        }

        Task<bool> waiting = fixture.Requests.WaitForRoomAsync(8).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        fixture.Drain();
        (await waiting.WaitAsync(LongEnough)).ShouldBeTrue();
        ring.TryWrite(1ul).ShouldBeTrue();
        await Should.ThrowAsync<MapException>(async () => await fixture.Requests.WaitForRoomAsync(5000));
        await Should.ThrowAsync<MapException>(async () => await fixture.Ring.WaitForRoomAsync(8));
    }

    [KernelFact]
    public async Task Disposing_the_map_ends_the_waiting_for_room()
    {
        using var fixture = new RecordFixture();
        while (fixture.Requests.TryWriteRecord(new byte[8]) == MapError.None)
        {
        }

        Task<bool> waiting = fixture.Requests.WaitForRoomAsync(8).AsTask();
        fixture.Requests.Dispose();
        (await waiting.WaitAsync(LongEnough)).ShouldBeFalse();
        Should.Throw<ObjectDisposedException>(() => fixture.Requests.TryWriteRecord(new byte[8]));
    }
}
