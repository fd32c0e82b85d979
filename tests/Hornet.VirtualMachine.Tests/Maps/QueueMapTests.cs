// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

public sealed class QueueMapTests : MapFixture
{
    [Fact]
    public void A_queue_gives_the_oldest_value_first()
    {
        var queue = new QueueMap<uint>(Create(MapType.Queue, 0, 4, 3));
        queue.TryPop(out _).ShouldBeFalse();
        for (uint value = 1; value <= 3; value++)
            queue.TryPush(value).ShouldBeTrue();
        queue.TryPush(4).ShouldBeFalse();
        queue.PushOverwriting(5);
        queue.TryPeek(out uint next).ShouldBeTrue();
        next.ShouldBe(2u);
        Drain(queue).ShouldBe([2u, 3u, 5u]);
    }

    [Fact]
    public void A_stack_gives_the_newest_value_first()
    {
        var stack = new StackMap<uint>(Create(MapType.Stack, 0, 4, 3));
        for (uint value = 1; value <= 3; value++)
            stack.TryPush(value).ShouldBeTrue();
        stack.TryPush(4).ShouldBeFalse();
        stack.PushOverwriting(5);
        stack.TryPeek(out uint next).ShouldBeTrue();
        next.ShouldBe(5u);
        Drain(stack).ShouldBe([5u, 3u, 2u]);
    }

    [Theory]
    [InlineData(MapType.Queue)]
    [InlineData(MapType.Stack)]
    public void Only_pushing_popping_and_peeking_exist(MapType type)
    {
        VirtualMap map = Create(type, 0, 8, 2);
        byte[] value = Bytes(ulong.MaxValue);
        map.TryLookup([], value).ShouldBe(MapError.NoEntry);
        value.ShouldAllBe(one => one == 0);
        map.TryUpdate([], value, MapUpdateFlags.NoExist).ShouldBe(MapError.Invalid);
        map.TryUpdate([], value, (MapUpdateFlags)3).ShouldBe(MapError.Invalid);
        map.TryDelete([]).ShouldBe(MapError.Invalid);
        map.TryGetNextKey([], []).ShouldBe(MapError.Invalid);
        map.TryLookupAndDelete([], value, MapUpdateFlags.Lock).ShouldBe(MapError.Invalid);
        ulong cursor = 0;
        map.TryLookupBatch(ref cursor, [], [], out _).ShouldBe(MapError.NotSupportedInternally);
    }

    [Fact]
    public void Many_rounds_keep_the_order()
    {
        var queue = new QueueMap<ulong>(Create(MapType.Queue, 0, 8, 5));
        ulong pushed = 0;
        ulong popped = 0;
        for (int round = 0; round < 1000; round++)
        {
            while (queue.TryPush(pushed))
                pushed++;
            for (int at = 0; at <= round % 5; at++)
            {
                queue.TryPop(out ulong value).ShouldBeTrue();
                value.ShouldBe(popped++);
            }
        }
    }

    [Fact]
    public void A_bloom_filter_never_forgets_and_seldom_invents()
    {
        VirtualMap map = Create(Spec(MapType.BloomFilter, 0, 8, 1000));
        var filter = new BloomFilter<ulong>(map);
        for (ulong value = 0; value < 1000; value++)
            filter.Add(value);
        for (ulong value = 0; value < 1000; value++)
            filter.MayContain(value).ShouldBeTrue();
        int invented = 0;
        for (ulong value = 1000; value < 11000; value++)
            invented += filter.MayContain(value) ? 1 : 0;
        invented.ShouldBeLessThan(1000);
        map.TryUpdate([], Bytes(1ul), MapUpdateFlags.NoExist).ShouldBe(MapError.Invalid);
        map.TryDelete([]).ShouldBe(MapError.NotSupported);
        map.TryGetNextKey([], []).ShouldBe(MapError.NotSupported);
        map.TryLookupAndDelete([], new byte[8]).ShouldBe(MapError.NotSupportedInternally);
    }

    private static List<uint> Drain(PushPopMap<uint> map)
    {
        var values = new List<uint>();
        while (map.TryPop(out uint value))
            values.Add(value);
        return values;
    }
}
