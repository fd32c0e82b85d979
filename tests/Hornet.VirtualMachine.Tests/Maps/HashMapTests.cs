// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

public sealed unsafe class HashMapTests : MapFixture
{
    public static TheoryData<MapType, MapCreateFlags> Kinds => new()
    {
        { MapType.Hash, 0 },
        { MapType.Hash, MapCreateFlags.NoPreallocate },
        { MapType.PerCpuHash, 0 },
        { MapType.PerCpuHash, MapCreateFlags.NoPreallocate },
        { MapType.LruHash, 0 },
        { MapType.LruPerCpuHash, 0 },
        { MapType.LruHash, MapCreateFlags.NoCommonLru },
    };

    private static byte[] Value(BpfMap map, ulong value)
    {
        byte[] bytes = new byte[map.ExchangeSize];
        for (int at = 0; at < bytes.Length; at += 8)
            BitConverter.TryWriteBytes(bytes.AsSpan(at), value);
        return bytes;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Entries_are_created_replaced_and_deleted_as_the_flags_say(MapType type, MapCreateFlags flags)
    {
        VirtualMap map = Create(type, 4, 8, 16, flags);
        byte[] key = Bytes(7u);
        map.TryUpdate(key, Value(map, 1), MapUpdateFlags.Exist).ShouldBe(MapError.NoEntry);
        map.TryUpdate(key, Value(map, 1), MapUpdateFlags.NoExist).ShouldBe(MapError.None);
        map.TryUpdate(key, Value(map, 2), MapUpdateFlags.NoExist).ShouldBe(MapError.Exists);
        map.TryUpdate(key, Value(map, 3), MapUpdateFlags.Exist).ShouldBe(MapError.None);
        map.TryUpdate(key, Value(map, 3), (MapUpdateFlags)3).ShouldBe(MapError.Invalid);
        map.TryUpdate(key, Value(map, 3), MapUpdateFlags.Lock).ShouldBe(MapError.Invalid);
        Get(map, 7).ShouldBe(3ul);
        map.TryDelete(key).ShouldBe(MapError.None);
        map.TryDelete(key).ShouldBe(MapError.NoEntry);
        Get(map, 7).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Walking_gives_every_key_once_and_starts_anew_after_a_missing_key(MapType type, MapCreateFlags flags)
    {
        VirtualMap map = Create(type, 4, 8, 400, flags);
        for (uint key = 0; key < 100; key++)
            map.TryUpdate(Bytes(key), Value(map, key)).ShouldBe(MapError.None);
        List<byte[]> keys = Keys(map);
        keys.Select(key => BitConverter.ToUInt32(key)).Order().ShouldBe(Enumerable.Range(0, 100).Select(key => (uint)key));

        byte[] next = new byte[4];
        map.TryGetNextKey(Bytes(5000u), next).ShouldBe(MapError.None);
        next.ShouldBe(keys[0]);
        map.TryGetNextKey(keys[^1], next).ShouldBe(MapError.NoEntry);
    }

    [Theory]
    [InlineData(MapType.Hash, 0)]
    [InlineData(MapType.Hash, 1)]
    [InlineData(MapType.PerCpuHash, 0)]
    public void A_full_map_refuses_new_keys_with_E2BIG_and_still_replaces(MapType type, uint flags)
    {
        VirtualMap map = Create(type, 4, 8, 3, (MapCreateFlags)flags);
        for (uint key = 0; key < 3; key++)
            map.TryUpdate(Bytes(key), Value(map, key)).ShouldBe(MapError.None);
        map.TryUpdate(Bytes(9u), Value(map, 9)).ShouldBe(MapError.TooBig);
        for (uint round = 0; round < 1000; round++)
            map.TryUpdate(Bytes(round % 3), Value(map, round)).ShouldBe(MapError.None);
        map.TryDelete(Bytes(1u)).ShouldBe(MapError.None);
        map.TryUpdate(Bytes(9u), Value(map, 9)).ShouldBe(MapError.None);
        Keys(map).Count.ShouldBe(3);
    }

    [Fact]
    public void A_full_LRU_map_gives_up_the_entry_that_was_not_used()
    {
        VirtualMap map = Create(MapType.LruHash, 4, 8, 4);
        for (uint key = 0; key < 4; key++)
            Put(map, key, key);
        uint used = 0;
        map.Native.Lookup((byte*)&used, 0);
        Put(map, 100, 100).ShouldBe(MapError.None);
        Get(map, 0).ShouldBe(0ul);
        Get(map, 1).ShouldBeNull();
        Keys(map).Count.ShouldBe(4);
    }

    [Fact]
    public void Looking_up_from_the_user_side_does_not_keep_an_LRU_entry()
    {
        VirtualMap map = Create(MapType.LruHash, 4, 8, 4);
        for (uint key = 0; key < 4; key++)
            Put(map, key, key);
        Get(map, 0).ShouldBe(0ul);
        Put(map, 100, 100);
        Get(map, 0).ShouldBeNull();
    }

    [Theory]
    [InlineData(MapType.LruHash)]
    [InlineData(MapType.LruPerCpuHash)]
    public void An_LRU_map_never_refuses_and_never_grows(MapType type)
    {
        VirtualMap map = Create(type, 4, 8, 64);
        for (uint key = 0; key < 5000; key++)
        {
            map.TryUpdate(Bytes(key), Value(map, key)).ShouldBe(MapError.None);
            Get(map, key).ShouldBe(key);
        }

        Keys(map).Count.ShouldBe(64);
    }

    [Fact]
    public void A_list_for_each_CPU_rounds_the_capacity_up()
    {
        Create(MapType.LruHash, 4, 8, 5, MapCreateFlags.NoCommonLru).MaxEntries.ShouldBe(8u);
    }

    [Fact]
    public void A_program_changes_only_its_own_CPUs_value_and_new_entries_are_zero_elsewhere()
    {
        VirtualMap map = Create(MapType.PerCpuHash, 4, 8, 4);
        uint key = 1;
        ulong value = 77;
        map.Native.Update((byte*)&key, (byte*)&value, 0, cpu: 2).ShouldBe(0);
        byte[] all = new byte[map.ExchangeSize];
        map.TryLookup(Bytes(key), all).ShouldBe(MapError.None);
        all.ShouldBe(Bytes(0, 0, 77, 0));
        (*(ulong*)map.Native.Lookup((byte*)&key, 2)).ShouldBe(77ul);
        (*(ulong*)map.Native.LookupPerCpu((byte*)&key, 3)).ShouldBe(0ul);
        (map.Native.LookupPerCpu((byte*)&key, 4) == null).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(3u)]
    [InlineData(8u)]
    [InlineData(13u)]
    [InlineData(16u)]
    [InlineData(40u)]
    [InlineData(255u)]
    public void Keys_of_every_size_are_told_apart(uint size)
    {
        VirtualMap map = Create(MapType.Hash, size, 8, 256);
        for (int at = 0; at < 256; at++)
        {
            byte[] key = new byte[size];
            key[at % size] = (byte)at;
            key[0] ^= (byte)(at * 31);
            map.TryUpdate(key, Bytes((ulong)at), MapUpdateFlags.Any).ShouldBe(MapError.None);
            byte[] value = new byte[8];
            map.TryLookup(key, value).ShouldBe(MapError.None);
            BitConverter.ToInt64(value).ShouldBe(at);
        }
    }

    [Fact]
    public void Values_do_not_move_while_other_entries_come_and_go()
    {
        VirtualMap map = Create(MapType.Hash, 4, 8, 1000);
        Put(map, 1, 1);
        uint key = 1;
        byte* before = map.Native.Lookup((byte*)&key, 0);
        for (uint other = 2; other < 1000; other++)
            Put(map, other, other);
        (map.Native.Lookup((byte*)&key, 0) == before).ShouldBeTrue();
    }

    [Fact]
    public void Lookup_and_delete_gives_the_value_and_removes_the_entry()
    {
        VirtualMap map = Create(MapType.Hash, 4, 8, 4);
        Put(map, 1, 10);
        byte[] value = new byte[8];
        map.TryLookupAndDelete(Bytes(1u), value).ShouldBe(MapError.None);
        value.ShouldBe(Bytes(10ul));
        map.TryLookupAndDelete(Bytes(1u), value).ShouldBe(MapError.NoEntry);
    }

    [Fact]
    public void For_each_visits_every_entry_although_the_callback_deletes_it()
    {
        VirtualMap map = Create(MapType.Hash, 4, 8, 64);
        for (uint key = 0; key < 64; key++)
            Put(map, key, key);
        var cursor = default(ElementCursor);
        int visited = 0;
        while (map.Native.MoveNext(ref cursor, 0))
        {
            visited++;
            (*(uint*)cursor.Key).ShouldBe((uint)*(ulong*)cursor.Value);
            map.Native.Delete(cursor.Key).ShouldBe(0);
        }

        visited.ShouldBe(64);
        Keys(map).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Batches_copy_whole_buckets_and_end_with_ENOENT(MapType type, MapCreateFlags flags)
    {
        VirtualMap map = Create(type, 4, 8, 400, flags);
        for (uint key = 0; key < 100; key++)
            map.TryUpdate(Bytes(key), Value(map, key));
        var seen = new HashSet<uint>();
        ulong cursor = 0;
        byte[] keys = new byte[16 * 4];
        byte[] values = new byte[16 * map.ExchangeSize];
        MapError error;
        do
        {
            error = map.TryLookupBatch(ref cursor, keys, values, out int count);
            error.ShouldBeOneOf(MapError.None, MapError.NoEntry);
            for (int at = 0; at < count; at++)
            {
                uint key = BitConverter.ToUInt32(keys, at * 4);
                seen.Add(key).ShouldBeTrue();
                BitConverter.ToUInt64(values, at * map.ExchangeSize).ShouldBe(key);
            }
        }
        while (error == MapError.None);
        seen.Count.ShouldBe(100);

        cursor = 0;
        byte[] allKeys = new byte[400];
        byte[] allValues = new byte[100 * map.ExchangeSize];
        map.TryLookupBatch(ref cursor, allKeys, allValues, out int taken, delete: true).ShouldBe(MapError.NoEntry);
        taken.ShouldBe(100);
        Keys(map).ShouldBeEmpty();
        map.TryUpdateBatch(allKeys, allValues, out int stored).ShouldBe(MapError.None);
        stored.ShouldBe(100);
        map.TryDeleteBatch(allKeys, out int deleted).ShouldBe(MapError.None);
        deleted.ShouldBe(100);
        map.TryDeleteBatch(allKeys, out deleted).ShouldBe(MapError.NoEntry);
        deleted.ShouldBe(0);
    }

    [Fact]
    public void A_batch_without_room_for_the_first_bucket_answers_ENOSPC()
    {
        VirtualMap map = Create(MapType.Hash, 4, 8, 64);
        for (uint key = 0; key < 64; key++)
            Put(map, key, key);

        // With as many entries as buckets, some bucket has two.
        ulong cursor = 0;
        byte[] keys = new byte[4];
        byte[] values = new byte[8];
        MapError error;
        do
            error = map.TryLookupBatch(ref cursor, keys, values, out _);
        while (error == MapError.None);
        error.ShouldBe(MapError.NoSpace);
    }
}
