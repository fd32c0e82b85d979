// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests.Maps;

public sealed class MapViewTests
{
    [KernelTheory]
    [InlineData(MapType.Hash)]
    [InlineData(MapType.LruHash)]
    public void A_walk_gives_every_entry_once(MapType type)
    {
        const int count = 20_000;
        using KernelMap map = Create(type, 4, 8, 2 * count);
        var view = new HashMap<uint, ulong>(map);
        uint[] keys = [.. Enumerable.Range(0, count).Select(i => (uint)i * 7)];
        view.UpdateMany(keys, [.. keys.Select(key => (ulong)key * 3)]);
        Dictionary<uint, ulong> seen = [];
        foreach ((uint key, ulong value) in view)
            seen.Add(key, value);
        seen.Count.ShouldBe(count);
        seen.ShouldAllBe(entry => entry.Value == entry.Key * 3ul);
        view.CountEntries().ShouldBe(count);
    }

    [KernelFact]
    public void An_empty_map_has_no_entries()
    {
        using KernelMap map = Create(MapType.Hash, 4, 8, 10);
        new HashMap<uint, ulong>(map).ShouldBeEmpty();
    }

    [KernelFact]
    public void A_bucket_larger_than_the_batch_is_read_all_the_same()
    {
        // 8 values of a page fit the first batch; some bucket of 64 has more of 900.
        using KernelMap map = Create(MapType.Hash, 4, 16 * 1024, 64);
        for (uint key = 0; key < 64; key++)
            map.Update(BitConverter.GetBytes(key), new byte[16 * 1024]);
        new HashMap<uint, Large>(map).CountEntries().ShouldBe(64);
    }

    [KernelFact]
    public void The_current_entry_can_be_removed()
    {
        using KernelMap map = Create(MapType.Hash, 4, 8, 5000);
        var view = new HashMap<uint, ulong>(map);
        for (uint key = 0; key < 5000; key++)
            view[key] = key;
        int count = 0;
        foreach ((uint key, _) in view)
        {
            count++;
            if (key % 2 == 0)
                view.Remove(key).ShouldBeTrue();
        }

        (count, view.CountEntries()).ShouldBe((5000, 2500));
        view.Clear();
        view.CountEntries().ShouldBe(0);
    }

    [KernelFact]
    public async Task Entries_that_come_and_go_neither_end_nor_keep_a_walk()
    {
        using KernelMap map = Create(MapType.Hash, 4, 8, 4000);
        var view = new HashMap<uint, ulong>(map);
        for (uint key = 0; key < 1000; key++)
            view[key] = key;
        using var cancellation = new CancellationTokenSource();
        Task churn = Task.Run(() =>
        {
            var other = new HashMap<uint, ulong>(map);
            for (uint round = 0; !cancellation.IsCancellationRequested; round++)
            {
                other[1000 + (round % 2000)] = 1;
                other.Remove(1000 + ((round + 1000) % 2000));
            }
        });
        for (int walk = 0; walk < 50; walk++)
        {
            HashSet<uint> seen = [];
            int count = 0;
            foreach ((uint key, _) in view)
            {
                seen.Add(key);
                count++;
            }

            seen.Count(key => key < 1000).ShouldBe(1000);
            count.ShouldBeLessThanOrEqualTo(8000);
        }

        await cancellation.CancelAsync();
        await churn;
    }

    [KernelFact]
    public void Walking_again_allocates_nothing()
    {
        using KernelMap map = Create(MapType.Hash, 4, 8, 5000);
        var view = new HashMap<uint, ulong>(map);
        for (uint key = 0; key < 5000; key++)
            view[key] = key;
        view.CountEntries().ShouldBe(5000);
        view.CountEntries().ShouldBe(5000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ulong sum = 0;
        foreach ((_, ulong value) in view)
            sum += value;
        view.TryGetValue(5, out ulong one);
        view[5] = one;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sum.ShouldBe(4999ul * 5000 / 2);
    }

    [KernelFact]
    public void Many_entries_are_stored_and_removed_with_one_call()
    {
        using KernelMap map = Create(MapType.Hash, 4, 8, 100);
        var view = new HashMap<uint, ulong>(map);
        uint[] keys = [.. Enumerable.Range(0, 90).Select(i => (uint)i)];
        view.UpdateMany(keys, new ulong[90]);
        MapException full = Should.Throw<MapException>(() => view.UpdateMany([.. Enumerable.Range(200, 20).Select(i => (uint)i)], new ulong[20]));
        full.Error.ShouldBe(MapError.TooBig);
        full.Message.ShouldBe("Updating the map 'test': entry 10 of 20 was refused; the map is full, or the index is past its end (E2BIG).");
        view.RemoveMany([5, 500, 6, 501, 7]).ShouldBe(3);
        view.CountEntries().ShouldBe(97);
        view.Remove(8, out _).ShouldBeTrue();
        view.TryAdd(9, 1).ShouldBeFalse();
        view.TryReplace(1000, 1).ShouldBeFalse();
        Should.Throw<MapException>(() =>
        {
            for (uint key = 300; key < 320; key++)
                view[key] = key;
        }).Error.ShouldBe(MapError.TooBig);
        Should.Throw<KeyNotFoundException>(() => view[5]);
    }

    [KernelTheory]
    [InlineData(MapType.PerCpuHash)]
    [InlineData(MapType.LruPerCpuHash)]
    public void Values_of_all_cpus_are_walked(MapType type)
    {
        using KernelMap map = Create(type, 4, 4, 2000);
        var view = new PerCpuHashMap<uint, uint>(map);
        for (uint key = 0; key < 500; key++)
            view.Set(key, [.. Enumerable.Range(0, PossibleCpus.Count).Select(cpu => key + (uint)cpu)]);
        int count = 0;
        foreach ((uint key, PerCpuValues<uint> values) in view)
        {
            count++;
            values.ToArray().ShouldBe(Enumerable.Range(0, PossibleCpus.Count).Select(cpu => key + (uint)cpu));
        }

        count.ShouldBe(500);
    }

    [KernelFact]
    public void Arrays_are_walked_in_order()
    {
        foreach (MapCreateFlags flags in new[] { MapCreateFlags.None, MapCreateFlags.Mmapable })
        {
            using KernelMap map = KernelMap.Create(new MapSpec { Name = "test", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 30_000, Flags = (uint)flags });
            var view = new ArrayMap<ulong>(map);
            for (int i = 0; i < view.Count; i++)
                view[i] = (ulong)i * 5;
            view.ShouldBe(Enumerable.Range(0, 30_000).Select(i => (ulong)i * 5));
        }

        using KernelMap perCpu = Create(MapType.PerCpuArray, 4, 8, 3000);
        var values = new PerCpuArrayMap<ulong>(perCpu);
        for (int i = 0; i < 3000; i++)
            values.Set(i, [.. Enumerable.Repeat((ulong)i, PossibleCpus.Count)]);
        values.Select(value => value.Sum()).ShouldBe(Enumerable.Range(0, 3000).Select(i => (ulong)(i * PossibleCpus.Count)));
    }

    [KernelFact]
    public void Tries_find_the_longest_prefix_of_both_families()
    {
        using KernelMap map4 = Trie(8), map6 = Trie(20);
        var routes4 = new LpmTrie<LpmKey<uint>, uint>(map4);
        var routes6 = new LpmTrie<LpmKey<UInt128>, uint>(map6);
        routes4[LpmKey.Ipv4(IPNetwork.Parse("10.0.0.0/8"))] = 8;
        routes4[LpmKey.Ipv4(IPNetwork.Parse("10.1.0.0/16"))] = 16;
        routes6[LpmKey.Ipv6(IPNetwork.Parse("2001:db8::/32"))] = 32;
        routes6[LpmKey.Ipv6(IPNetwork.Parse("2001:db8:1::/48"))] = 48;
        routes4[LpmKey.Ipv4(IPAddress.Parse("10.1.2.3"))].ShouldBe(16u);
        routes4[LpmKey.Ipv4(IPAddress.Parse("10.2.2.3"))].ShouldBe(8u);
        routes4.TryGetValue(LpmKey.Ipv4(IPAddress.Parse("11.0.0.1")), out _).ShouldBeFalse();
        routes6[LpmKey.Ipv6(IPAddress.Parse("2001:db8:1::5"))].ShouldBe(48u);
        routes6[LpmKey.Ipv6(IPAddress.Parse("2001:db8:2::5"))].ShouldBe(32u);
        routes4.Select(entry => (int)entry.Key.PrefixLength).ShouldBe([16, 8], ignoreOrder: true);
        routes4.Select(entry => LpmKey.NetworkOf(entry.Key).ToString()).ShouldBe(["10.1.0.0/16", "10.0.0.0/8"], ignoreOrder: true);
        routes6.Select(entry => LpmKey.NetworkOf(entry.Key).ToString()).ShouldBe(["2001:db8:1::/48", "2001:db8::/32"], ignoreOrder: true);
        routes4.Clear();
        routes4.ShouldBeEmpty();
    }

    [KernelFact]
    public void Entries_of_a_trie_can_be_removed_while_walking_past_many_batches()
    {
        using KernelMap map = Trie(8, 20_000);
        var view = new LpmTrie<LpmKey<uint>, uint>(map);
        for (uint i = 0; i < 15_000; i++)
            view[new LpmKey<uint>(32, i)] = i;
        int count = 0;
        foreach ((LpmKey<uint> key, uint value) in view)
        {
            value.ShouldBe(key.Data);
            count++;
            view.Remove(key).ShouldBeTrue();
        }

        (count, view.CountEntries()).ShouldBe((15_000, 0));
    }

    [KernelFact]
    public void Queues_stacks_and_bloom_filters()
    {
        using KernelMap queue = Create(MapType.Queue, 0, 4, 2), stack = Create(MapType.Stack, 0, 4, 2), bloom = Create(MapType.BloomFilter, 0, 4, 100);
        var first = new QueueMap<uint>(queue);
        var last = new StackMap<uint>(stack);
        (first.TryPush(1), first.TryPush(2), first.TryPush(3)).ShouldBe((true, true, false));
        first.PushOverwriting(4);
        (first.TryPop(out uint a), first.TryPeek(out uint b), a, b).ShouldBe((true, true, 2u, 4u));
        (last.TryPush(1), last.TryPush(2), last.TryPop(out uint c), c).ShouldBe((true, true, true, 2u));
        var filter = new BloomFilter<uint>(bloom);
        filter.Add(17);
        filter.MayContain(17).ShouldBeTrue();
        Enumerable.Range(1000, 20).Count(i => filter.MayContain((uint)i)).ShouldBeLessThan(20);
    }

    private static KernelMap Trie(uint keySize, uint entries = 100) => KernelMap.Create(new MapSpec
    {
        Name = "routes", Type = MapType.LpmTrie, KeySize = keySize, ValueSize = 4, MaxEntries = entries, Flags = (uint)MapCreateFlags.NoPreallocate,
    });

    private static KernelMap Create(MapType type, uint keySize, uint valueSize, uint maxEntries) =>
        KernelMap.Create(new MapSpec { Name = "test", Type = type, KeySize = keySize, ValueSize = valueSize, MaxEntries = maxEntries });

    [System.Runtime.CompilerServices.InlineArray(16 * 1024)]
    private struct Large
    {
        private byte _first;
    }
}
