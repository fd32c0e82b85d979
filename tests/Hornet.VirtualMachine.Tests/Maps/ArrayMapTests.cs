// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

public sealed unsafe class ArrayMapTests : MapFixture
{
    [Theory]
    [InlineData(MapType.Array)]
    [InlineData(MapType.PerCpuArray)]
    public void Entries_are_always_there_and_never_anywhere_else(MapType type)
    {
        VirtualMap map = Create(type, 4, 8, 3);
        byte[] value = new byte[map.ExchangeSize];
        map.TryLookup(Bytes(2u), value).ShouldBe(MapError.None);
        value.ShouldAllBe(one => one == 0);
        map.TryLookup(Bytes(3u), value).ShouldBe(MapError.NoEntry);
        map.TryUpdate(Bytes(3u), value).ShouldBe(MapError.TooBig);
        map.TryUpdate(Bytes(0u), value, MapUpdateFlags.NoExist).ShouldBe(MapError.Exists);
        map.TryUpdate(Bytes(0u), value, MapUpdateFlags.Exist).ShouldBe(MapError.None);
        map.TryUpdate(Bytes(0u), value, (MapUpdateFlags)3).ShouldBe(MapError.Invalid);
        map.TryUpdate(Bytes(0u), value, MapUpdateFlags.Lock).ShouldBe(MapError.Invalid);
        map.TryDelete(Bytes(0u)).ShouldBe(MapError.Invalid);
        map.TryLookupAndDelete(Bytes(0u), value).ShouldBe(MapError.NotSupportedInternally);
        map.TryDeleteBatch(Bytes(0u), out _).ShouldBe(MapError.NotSupportedInternally);
    }

    [Fact]
    public void Walking_counts_up_and_starts_anew_past_the_end()
    {
        VirtualMap map = Create(MapType.Array, 4, 8, 3);
        Keys(map).Select(key => BitConverter.ToUInt32(key)).ShouldBe([0u, 1u, 2u]);
        byte[] next = new byte[4];
        map.TryGetNextKey(Bytes(77u), next).ShouldBe(MapError.None);
        next.ShouldBe(Bytes(0u));
    }

    [Fact]
    public void Batches_go_on_where_they_stopped()
    {
        VirtualMap map = Create(MapType.Array, 4, 8, 5);
        for (uint key = 0; key < 5; key++)
            Put(map, key, key * 10);
        ulong cursor = 0;
        byte[] keys = new byte[3 * 4];
        byte[] values = new byte[3 * 8];
        map.TryLookupBatch(ref cursor, keys, values, out int count).ShouldBe(MapError.None);
        count.ShouldBe(3);
        map.TryLookupBatch(ref cursor, keys, values, out count).ShouldBe(MapError.NoEntry);
        count.ShouldBe(2);
        values.AsSpan(0, 16).ToArray().ShouldBe(Bytes(30, 40));
    }

    [Fact]
    public void A_program_and_the_user_side_share_the_memory()
    {
        VirtualMap map = Create(MapType.Array, 4, 8, 2);
        map.TryGetDirectValue(out Span<byte> memory).ShouldBeTrue();
        uint key = 1;
        *(ulong*)map.Native.Lookup((byte*)&key, 0) = 5;
        memory[8].ShouldBe((byte)5);
        memory[8] = 6;
        Get(map, 1).ShouldBe(6ul);
    }

    [Fact]
    public void Small_values_lie_8_bytes_apart_and_programs_reach_only_their_insides()
    {
        VirtualMap map = Create(MapType.Array, 4, 4, 4);
        uint key = 1;
        byte* value = map.Native.Lookup((byte*)&key, 0);
        MemoryRegion region = map.Native.Regions[0];
        ((ulong)value - region.Start).ShouldBe(8ul);
        region.TryGetPiece((ulong)value, 4, out _, out ulong length).ShouldBeTrue();
        length.ShouldBe(4ul);
        region.TryGetPiece((ulong)value, 8, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Flags_keep_programs_and_the_user_side_from_writing_or_reading()
    {
        Create(MapType.Array, 4, 8, 1, MapCreateFlags.ReadOnlyProgram).Native.Regions[0].Access.ShouldBe(MemoryAccess.Read);
        Create(MapType.Array, 4, 8, 1, MapCreateFlags.WriteOnlyProgram).Native.Regions[0].Access.ShouldBe(MemoryAccess.Write);
        Put(Create(MapType.Array, 4, 8, 1, MapCreateFlags.ReadOnly), 0, 1).ShouldBe(MapError.NotPermitted);
        Create(MapType.Array, 4, 8, 1, MapCreateFlags.WriteOnly).TryLookup(Bytes(0u), new byte[8]).ShouldBe(MapError.NotPermitted);
    }

    [Fact]
    public void A_frozen_map_can_only_be_read_and_not_be_frozen_again()
    {
        VirtualMap map = Create(MapType.Array, 4, 8, 1);
        map.TryFreeze().ShouldBe(MapError.None);
        Put(map, 0, 1).ShouldBe(MapError.NotPermitted);
        map.TryUpdateBatch(Bytes(0u), Bytes(1ul), out _).ShouldBe(MapError.NotPermitted);
        map.TryGetDirectValue(out _).ShouldBeFalse();
        Get(map, 0).ShouldBe(0ul);
        map.TryFreeze().ShouldBe(MapError.NotPermitted);
        uint key = 0;
        ulong value = 9;
        map.Native.Update((byte*)&key, (byte*)&value, 0, 0).ShouldBe(0);
        Get(map, 0).ShouldBe(9ul);
    }

    [Fact]
    public void A_program_changes_its_own_CPUs_value_of_a_per_CPU_array()
    {
        VirtualMap map = Create(MapType.PerCpuArray, 4, 4, 2);
        uint key = 1;
        uint value = 7;
        map.Native.Update((byte*)&key, (byte*)&value, 0, cpu: 3).ShouldBe(0);
        new PerCpuArrayMap<uint>(map)[1].ToArray().ShouldBe([0u, 0u, 0u, 7u]);
        map.ExchangeSize.ShouldBe(32);
    }

    [Fact]
    public void Keys_and_values_of_wrong_sizes_are_refused_before_the_map_is_touched()
    {
        VirtualMap map = Create(MapType.Array, 4, 8, 1);
        Should.Throw<ArgumentException>(() => map.TryLookup(new byte[3], new byte[8]));
        Should.Throw<ArgumentException>(() => map.TryLookup(new byte[4], new byte[9]));
        Should.Throw<ArgumentException>(() => map.TryUpdateBatch(new byte[8], new byte[8], out _));
        map.Dispose();
        Should.Throw<ObjectDisposedException>(() => map.TryLookup(new byte[4], new byte[8]));
    }
}
