// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

public sealed unsafe class MapAllocationTests : MapFixture
{
    private static long Allocated(Action action)
    {
        action();
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Theory]
    [InlineData(MapType.Hash, 0u)]
    [InlineData(MapType.PerCpuHash, 0u)]
    [InlineData(MapType.LruHash, 0u)]
    [InlineData(MapType.Array, 0u)]
    [InlineData(MapType.PerCpuArray, 0u)]
    public void Operations_of_programs_allocate_nothing(MapType type, uint flags)
    {
        NativeMap map = Create(type, 4, 8, 128, (MapCreateFlags)flags).Native;
        Allocated(() =>
        {
            for (uint key = 0; key < 200; key++)
            {
                ulong value = key;
                map.Update((byte*)&key, (byte*)&value, 0, 1);
                map.Lookup((byte*)&key, 1);
                if (key % 3 == 0)
                    map.Delete((byte*)&key);
            }

            var cursor = default(ElementCursor);
            while (map.MoveNext(ref cursor, 0))
            {
            }
        }).ShouldBe(0);
    }

    [Fact]
    public void Ring_buffers_queues_and_tries_allocate_nothing()
    {
        var ring = (NativeRingBuffer)Create(MapType.RingBuffer, 0, 0, 4096).Native;
        RecordHandler handler = static (_, _) => true;
        NativeMap queue = Create(MapType.Queue, 0, 8, 8).Native;
        NativeMap trie = Create(MapType.LpmTrie, 8, 8, 8, MapCreateFlags.NoPreallocate).Native;
        Allocated(() =>
        {
            for (int round = 0; round < 200; round++)
            {
                byte* record = ring.Reserve(100);
                ring.Commit(record, 0, discard: false);
                ring.Consume(handler, int.MaxValue);
                ulong value = 1;
                queue.Push((byte*)&value, 0);
                queue.Pop((byte*)&value);
                ulong key = 8 | 10ul << 32;
                trie.Update((byte*)&key, (byte*)&value, 0, 0);
                trie.Lookup((byte*)&key, 0);
                trie.Delete((byte*)&key);
            }
        }).ShouldBe(0);
    }

    [Fact]
    public void Typed_views_allocate_nothing_an_entry()
    {
        var map = new HashMap<uint, ulong>(Create(MapType.Hash, 4, 8, 128));
        for (uint key = 0; key < 100; key++)
            map[key] = key;
        ulong sum = 0;
        Allocated(() =>
        {
            foreach ((uint key, ulong value) in map)
                sum += key + value;
            map.TryGetValue(5, out ulong one);
            map[5] = one;
        }).ShouldBe(0);
        sum.ShouldBe(3 * 2 * 4950ul);
    }
}
