// SPDX-License-Identifier: Apache-2.0

namespace Hornet.Runtime.Tests;

/// <summary>How views walk, on maps with and without batches.</summary>
public sealed class WalkTests
{
    public static TheoryData<MapError?> Batches => [null, MapError.NotSupported, MapError.NotSupportedInternally, MapError.Invalid];

    [Theory]
    [MemberData(nameof(Batches))]
    public void Every_entry_comes_once(MapError? noBatches)
    {
        using FakeMap map = Filled(1000, noBatches, out HashMap<uint, uint> view);
        view.ShouldBe(Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create((uint)i, (uint)i * 2)));
        if (noBatches is null)
            map.Calls.ShouldBeLessThan(5);
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void The_current_entry_can_be_removed(MapError? noBatches)
    {
        using FakeMap map = Filled(500, noBatches, out HashMap<uint, uint> view);
        List<uint> seen = [];
        foreach ((uint key, _) in view)
        {
            seen.Add(key);
            view.Remove(key).ShouldBeTrue();
        }

        seen.ShouldBe(Enumerable.Range(0, 500).Select(i => (uint)i));
        view.ShouldBeEmpty();
    }

    [Fact]
    public void Batches_grow_until_the_largest_bucket_fits()
    {
        using var map = new FakeMap(100_000) { SmallestBatch = 30_000 };
        var view = new HashMap<uint, uint>(map);
        for (uint key = 0; key < 50_000; key++)
            view[key] = key;
        view.CountEntries().ShouldBe(50_000);
        view.CountEntries().ShouldBe(50_000);
    }

    [Fact]
    public void Another_refusal_than_a_missing_command_is_an_error()
    {
        using FakeMap map = Filled(5, MapError.NotPermitted, out HashMap<uint, uint> view);
        Should.Throw<MapException>(() => view.CountEntries()).Message.ShouldStartWith("Walking through the map 'fake': not permitted");
    }

    [Fact]
    public void Keys_that_vanish_again_and_again_do_not_keep_a_walk_going_for_ever()
    {
        using FakeMap map = Filled(100, MapError.NotSupported, out HashMap<uint, uint> view);

        // Whatever key the walk goes on from is gone, and another has come.
        uint next = 1000;
        map.Meanwhile = self =>
        {
            self.TryDelete(BitConverter.GetBytes(next - 100));
            self.TryUpdate(BitConverter.GetBytes(next++), new byte[4]);
        };
        view.CountEntries().ShouldBeLessThanOrEqualTo(200);
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Many_entries_are_changed_at_once(MapError? noBatches)
    {
        using FakeMap map = Filled(10, noBatches, out HashMap<uint, uint> view);
        view.RemoveMany([3, 77, 5, 78]).ShouldBe(2);
        view.UpdateMany([3, 5], [30, 50]);
        (view[3], view[5]).ShouldBe((30u, 50u));
        MapException full = Should.Throw<MapException>(() => view.UpdateMany([4, 100, 101], [1, 2, 3]));
        (full.Error, view[4], view.ContainsKey(100)).ShouldBe((MapError.TooBig, 1u, false));
        full.Message.ShouldContain("entry 1 of 3 was refused");
        Should.Throw<ArgumentException>(() => view.UpdateMany([1, 2], [1]));
        view.UpdateMany([], []);
        view.RemoveMany([]).ShouldBe(0);
    }

    [Fact]
    public void Walks_of_one_view_do_not_disturb_each_other()
    {
        using FakeMap map = Filled(50, null, out HashMap<uint, uint> view);
        int pairs = 0;
        foreach ((uint outer, _) in view)
        {
            foreach ((uint inner, _) in view)
                pairs += inner >= outer ? 1 : 0;
        }

        pairs.ShouldBe(50 * 51 / 2);
    }

    private static FakeMap Filled(int entries, MapError? noBatches, out HashMap<uint, uint> view)
    {
        var map = new FakeMap((uint)entries) { NoBatches = noBatches };
        view = new HashMap<uint, uint>(map);
        for (uint key = 0; key < entries; key++)
            view[key] = key * 2;
        return map;
    }
}
