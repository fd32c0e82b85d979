// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Hornet.Objects;
using Hornet.Runtime;
using Hornet.Tests;

namespace Hornet.Linux.Tests;

public sealed class KernelMapTests
{
    [KernelFact]
    public void A_hash_map_stores_finds_and_forgets()
    {
        using KernelMap map = Create(MapType.Hash, 4, 8, 4);
        byte[] value = new byte[8];
        map.Lookup(Key(1), value).ShouldBeFalse();
        map.Update(Key(1), Value(10));
        map.Lookup(Key(1), value).ShouldBeTrue();
        BinaryPrimitives.ReadUInt64LittleEndian(value).ShouldBe(10u);
        map.Delete(Key(1)).ShouldBeTrue();
        map.Delete(Key(1)).ShouldBeFalse();
    }

    [KernelFact]
    public void The_kernels_answers_are_those_of_the_contract()
    {
        using KernelMap map = Create(MapType.Hash, 4, 8, 1);
        map.Update(Key(1), Value(1));
        map.TryUpdate(Key(2), Value(1)).ShouldBe(MapError.TooBig);
        map.TryUpdate(Key(1), Value(1), MapUpdateFlags.NoExist).ShouldBe(MapError.Exists);
        map.TryUpdate(Key(2), Value(1), MapUpdateFlags.Exist).ShouldBe(MapError.NoEntry);
        map.TryUpdate(Key(1), Value(1), (MapUpdateFlags)99).ShouldBe(MapError.Invalid);
    }

    [KernelFact]
    public void A_refused_map_carries_command_error_number_and_cause()
    {
        BpfSyscallException refusal = Should.Throw<BpfSyscallException>(() => Create((MapType)9999, 4, 4, 1));
        refusal.Command.ShouldBe(BpfCommand.MapCreate);
        refusal.Errno.ShouldBe(22);
        refusal.Message.ShouldStartWith("creating the map \"test\"");
        refusal.Message.ShouldContain("bpf(map_create) failed with EINVAL: this kernel does not know the map type");
    }

    [KernelFact]
    public void Buffers_of_the_wrong_size_never_reach_the_kernel()
    {
        using KernelMap map = Create(MapType.Hash, 4, 8, 1);
        Should.Throw<ArgumentException>(() => map.Update(new byte[3], Value(1)));
        Should.Throw<ArgumentException>(() => map.Update(Key(1), new byte[7]));
        Should.Throw<ArgumentException>(() => map.Lookup(Key(1), new byte[4]));
    }

    [KernelFact]
    public void Per_cpu_values_come_for_all_possible_cpus()
    {
        using KernelMap map = Create(MapType.PerCpuArray, 4, 4, 1);
        map.ExchangeSize.ShouldBe(8 * PossibleCpus.Count);
        byte[] values = new byte[map.ExchangeSize];
        for (int cpu = 0; cpu < PossibleCpus.Count; cpu++)
            values[cpu * 8] = (byte)(cpu + 1);
        map.Update(Key(0), values);
        byte[] back = new byte[map.ExchangeSize];
        map.Lookup(Key(0), back).ShouldBeTrue();
        back.ShouldBe(values);
    }

    [KernelFact]
    public void Keys_are_walked_once_each()
    {
        using KernelMap map = Create(MapType.Hash, 4, 8, 16);
        for (uint key = 0; key < 10; key++)
            map.Update(Key(key), Value(key));
        var seen = new List<uint>();
        byte[] next = new byte[4];
        for (bool more = map.GetNextKey(default, next); more; more = map.GetNextKey(next.ToArray(), next))
            seen.Add(BinaryPrimitives.ReadUInt32LittleEndian(next));
        seen.ShouldBe(Enumerable.Range(0, 10).Select(i => (uint)i), ignoreOrder: true);
    }

    [KernelFact]
    public void Batches_store_walk_and_delete()
    {
        using KernelMap map = Create(MapType.Hash, 4, 8, 64);
        byte[] keys = [.. Enumerable.Range(0, 50).SelectMany(i => Key((uint)i))];
        map.TryUpdateBatch(keys, [.. Enumerable.Range(0, 50).SelectMany(i => Value((ulong)i))], out int stored).ShouldBe(MapError.None);
        stored.ShouldBe(50);
        ulong cursor = 0;
        var seen = new HashSet<uint>();
        byte[] outKeys = new byte[32 * 4], outValues = new byte[32 * 8];
        MapError error;
        do
        {
            error = map.TryLookupBatch(ref cursor, outKeys, outValues, out int copied);
            for (int i = 0; i < copied; i++)
                seen.Add(BitConverter.ToUInt32(outKeys, i * 4)).ShouldBeTrue();
        }
        while (error == MapError.None);
        error.ShouldBe(MapError.NoEntry);
        seen.Count.ShouldBe(50);
        map.TryDeleteBatch(keys.AsSpan(0, 160), out int deleted).ShouldBe(MapError.None);
        deleted.ShouldBe(40);
        map.Lookup(Key(45), new byte[8]).ShouldBeTrue();
        map.Lookup(Key(5), new byte[8]).ShouldBeFalse();
    }

    [KernelFact]
    public void A_queue_gives_values_in_order()
    {
        using KernelMap map = Create(MapType.Queue, 0, 8, 4);
        map.Update(default, Value(1));
        map.Update(default, Value(2));
        byte[] value = new byte[8];
        map.Lookup(default, value).ShouldBeTrue();
        value[0].ShouldBe((byte)1);
        map.LookupAndDelete(default, value).ShouldBeTrue();
        map.LookupAndDelete(default, value).ShouldBeTrue();
        value[0].ShouldBe((byte)2);
        map.LookupAndDelete(default, value).ShouldBeFalse();
    }

    [KernelFact]
    public void An_array_of_maps_shows_the_inner_maps_id()
    {
        using KernelMap inner = Create(MapType.Array, 4, 8, 1);
        using KernelMap outer = KernelMap.Create(new MapSpec { Name = "outer", Type = MapType.ArrayOfMaps, KeySize = 4, ValueSize = 4, MaxEntries = 2 }, inner);
        byte[] fd = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(fd, inner.Handle.FileDescriptor);
        outer.Update(Key(1), fd);
        byte[] id = new byte[4];
        outer.Lookup(Key(1), id).ShouldBeTrue();
        BinaryPrimitives.ReadUInt32LittleEndian(id).ShouldBe(inner.GetInfo().Id);
        outer.Lookup(Key(0), id).ShouldBeFalse();
    }

    [KernelFact]
    public void A_frozen_map_takes_no_more_values()
    {
        using KernelMap map = Create(MapType.Array, 4, 8, 1);
        map.TryFreeze().ShouldBe(MapError.None);
        map.TryUpdate(Key(0), Value(1)).ShouldBe(MapError.NotPermitted);
    }

    [KernelFact]
    public void The_kernel_tells_what_the_map_is()
    {
        using KernelMap map = KernelMap.Create(new MapSpec { Name = "a-long.name_with_more", Type = MapType.LruHash, KeySize = 4, ValueSize = 8, MaxEntries = 100 });
        KernelMapInfo info = map.GetInfo();
        (info.Type, info.KeySize, info.ValueSize, info.MaxEntries).ShouldBe((MapType.LruHash, 4u, 8u, 100u));
        info.Name.ShouldBe("a_long.name_wit");
        info.Id.ShouldBeGreaterThan(0u);
    }

    [Fact]
    public void Cpu_ranges_are_counted_to_the_highest()
    {
        PossibleCpus.Parse("0\n").ShouldBe(1);
        PossibleCpus.Parse("0-3\n").ShouldBe(4);
        PossibleCpus.Parse("0-1,8-11").ShouldBe(12);
    }

    private static KernelMap Create(MapType type, uint keySize, uint valueSize, uint maxEntries) =>
        KernelMap.Create(new MapSpec { Name = "test", Type = type, KeySize = keySize, ValueSize = valueSize, MaxEntries = maxEntries });

    private static byte[] Key(uint key) => BitConverter.GetBytes(key);

    private static byte[] Value(ulong value) => BitConverter.GetBytes(value);
}
