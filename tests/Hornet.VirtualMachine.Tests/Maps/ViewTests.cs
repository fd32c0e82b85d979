// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

public sealed class ViewTests : MapFixture
{
    [Fact]
    public void A_mismatch_names_the_map_the_view_and_what_differs()
    {
        VirtualMap map = Create(MapType.Hash, 8, 8, 4);
        string message = Should.Throw<BpfException>(() => new HashMap<uint, ulong>(map)).Message;
        message.ShouldBe("Viewing the map 'm' as HashMap<UInt32, UInt64>: its keys have 8 bytes, not 4.");
        Should.Throw<BpfException>(() => new HashMap<ulong, uint>(map)).Message.ShouldContain("values have 8 bytes, not 4");
        Should.Throw<BpfException>(() => new ArrayMap<ulong>(map)).Message.ShouldContain("of the kind hash");
    }

    [Fact]
    public void A_hash_map_reads_like_a_dictionary()
    {
        var map = new HashMap<uint, ulong>(Create(MapType.Hash, 4, 8, 8));
        map[1] = 10;
        map.TryAdd(1, 11).ShouldBeFalse();
        map.TryAdd(2, 20).ShouldBeTrue();
        map.TryReplace(3, 30).ShouldBeFalse();
        map.TryReplace(2, 21).ShouldBeTrue();
        map[2].ShouldBe(21ul);
        map.ContainsKey(3).ShouldBeFalse();
        Should.Throw<KeyNotFoundException>(() => map[3]);
        map.ToDictionary().ShouldBe(new Dictionary<uint, ulong> { [1] = 10, [2] = 21 }, ignoreOrder: true);
        map.Remove(1, out ulong removed).ShouldBeTrue();
        removed.ShouldBe(10ul);
        map.CountEntries().ShouldBe(1);
        map.Clear();
        map.CountEntries().ShouldBe(0);
        for (uint key = 0; key < 8; key++)
            map[key] = key;
        Should.Throw<MapException>(() => map[9] = 1).Error.ShouldBe(MapError.TooBig);
    }

    [Fact]
    public void Removing_the_current_entry_while_walking_misses_nothing()
    {
        var map = new HashMap<uint, ulong>(Create(MapType.Hash, 4, 8, 128));
        for (uint key = 0; key < 128; key++)
            map[key] = key;
        int seen = 0;
        foreach ((uint key, _) in map)
        {
            map.Remove(key).ShouldBeTrue();
            seen++;
        }

        seen.ShouldBe(128);
    }

    [Fact]
    public void Per_CPU_values_add_up()
    {
        var map = new PerCpuHashMap<uint, uint>(Create(MapType.PerCpuHash, 4, 4, 8));
        map.Set(7, [1, 2, 3, 4]);
        foreach ((uint key, PerCpuValues<uint> values) in map)
        {
            key.ShouldBe(7u);
            values.Sum().ShouldBe(10u);
            values.ToArray().ShouldBe([1u, 2u, 3u, 4u]);
        }

        Should.Throw<ArgumentException>(() => map.Set(7, [1]));
        map.Remove(7).ShouldBeTrue();
        map.TryGetValues(7, out _).ShouldBeFalse();
    }

    [Fact]
    public void An_array_reads_like_a_list_and_shares_its_memory()
    {
        var map = new ArrayMap<ulong>(Create(MapType.Array, 4, 8, 3));
        map[1] = 5;
        map.TryGetSpan(out Span<ulong> span).ShouldBeTrue();
        span[2] = 6;
        map.ShouldBe([0ul, 5ul, 6ul]);
        map.Count.ShouldBe(3);
        Should.Throw<ArgumentOutOfRangeException>(() => map[3]);
        new ArrayMap<uint>(Create(MapType.Array, 4, 4, 3)).TryGetSpan(out _).ShouldBeFalse();
    }
}
