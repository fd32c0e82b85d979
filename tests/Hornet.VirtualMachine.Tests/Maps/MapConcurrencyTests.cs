// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

public sealed unsafe class MapConcurrencyTests : MapFixture
{
    [Theory]
    [InlineData(MapType.Hash, 0u)]
    [InlineData(MapType.Hash, 1u)]
    [InlineData(MapType.LruHash, 0u)]
    [InlineData(MapType.LruHash, 2u)]
    public void Readers_never_see_another_keys_value_while_entries_come_and_go(MapType type, uint flags)
    {
        // The value repeats the key; few entries, so that elements are used again and again.
        VirtualMap map = Create(type, 8, 8, 64, (MapCreateFlags)flags);
        NativeMap native = map.Native;
        TestThreads.Run(4, number =>
        {
            var random = new Random(number);
            long end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 2);
            byte* room = stackalloc byte[8];
            while (Stopwatch.GetTimestamp() < end)
            {
                for (int round = 0; round < 100; round++)
                {
                    // Every thread has its own keys to change, so what it reads of them is certain.
                    ulong key = (ulong)((random.Next(12) * 4) + number);
                    ulong value = key;
                    long stored = native.Update((byte*)&key, (byte*)&value, 0, number);
                    (stored is 0 or -Errno.E2BIG or -Errno.ENOMEM).ShouldBeTrue();
                    if (native.UserLookup((byte*)&key, room, 0) == MapError.None)
                        (*(ulong*)room).ShouldBe(key);
                    else
                        (type == MapType.LruHash).ShouldBeTrue();
                    if (random.Next(2) == 0)
                        native.Delete((byte*)&key);
                }
            }
        });
        List<byte[]> keys = Keys(map);
        keys.Select(key => BitConverter.ToUInt64(key)).Distinct().Count().ShouldBe(keys.Count);
        keys.Count.ShouldBeLessThanOrEqualTo(64);
        foreach (byte[] key in keys)
            map.TryDelete(key).ShouldBe(MapError.None);

        // Nothing was lost: the map can be filled again.
        if (type == MapType.Hash)
        {
            for (ulong key = 0; key < 64; key++)
                map.TryUpdate(Bytes(key), Bytes(key)).ShouldBe(MapError.None);
            map.TryUpdate(Bytes(64ul), Bytes(64ul)).ShouldBe(MapError.TooBig);
        }
    }

    [Fact]
    public void Counters_in_values_count_every_addition()
    {
        VirtualMap map = Create(MapType.Hash, 4, 8, 16);
        for (uint key = 0; key < 16; key++)
            Put(map, key, 0);
        TestThreads.Run(4, number =>
        {
            for (uint round = 0; round < 50_000; round++)
            {
                uint key = round % 16;
                Interlocked.Add(ref *(long*)map.Native.Lookup((byte*)&key, number), 1);
            }
        });
        Enumerable.Range(0, 16).Sum(key => (long)Get(map, (uint)key)!.Value).ShouldBe(200_000);
    }

    [Fact]
    public void A_trie_answers_rightly_while_it_is_changed()
    {
        VirtualMap map = Create(MapType.LpmTrie, 8, 8, 256, MapCreateFlags.NoPreallocate);
        var trie = new LpmTrie<LpmKey<uint>, ulong>(map);
        trie[new LpmKey<uint>(8, 10)] = 8;
        TestThreads.Run(3, number =>
        {
            var random = new Random(number);
            long end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 2);
            while (Stopwatch.GetTimestamp() < end)
            {
                uint data = 10 | (uint)random.Next(256) << 8 | (uint)random.Next(4) << 16;
                if (number == 0)
                {
                    var key = new LpmKey<uint>((uint)random.Next(9, 33), data);
                    if (random.Next(2) == 0)
                        Try(() => trie[key] = key.PrefixLength);
                    else
                        trie.Remove(key);
                }
                else
                {
                    // 10.0.0.0/8 is always there, so something is always found.
                    trie.TryGetValue(new LpmKey<uint>(32, data), out ulong value).ShouldBeTrue();
                    value.ShouldBeInRange(8ul, 32ul);
                }
            }
        });
    }

    [Fact]
    public void A_queue_loses_and_doubles_nothing()
    {
        VirtualMap map = Create(MapType.Queue, 0, 8, 128);
        long pushed = 0;
        long popped = 0;
        TestThreads.Run(4, number =>
        {
            for (ulong value = 1; value <= 20_000; value++)
            {
                ulong taken = value;
                if (number % 2 == 0)
                {
                    if (map.Native.Push((byte*)&taken, 0) == 0)
                        Interlocked.Add(ref pushed, (long)value);
                }
                else if (map.Native.Pop((byte*)&taken) == 0)
                {
                    Interlocked.Add(ref popped, (long)taken);
                }
            }
        });
        ulong rest;
        while (map.Native.Pop((byte*)&rest) == 0)
            popped += (long)rest;
        popped.ShouldBe(pushed);
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (MapException full) when (full.Error == MapError.NoSpace)
        {
        }
    }
}
