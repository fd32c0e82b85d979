// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

public sealed class TrieMapTests : MapFixture
{
    private VirtualMap Trie(uint capacity = 64) => Create(MapType.LpmTrie, 8, 8, capacity, MapCreateFlags.NoPreallocate);

    private static LpmTrie<LpmKey<uint>, ulong> View(VirtualMap map) => new(map);

    private static LpmKey<uint> Net(string text) => LpmKey.Ipv4(IPNetwork.Parse(text));

    [Fact]
    public void The_longest_prefix_wins()
    {
        LpmTrie<LpmKey<uint>, ulong> trie = View(Trie());
        trie[Net("10.0.0.0/8")] = 8;
        trie[Net("10.1.0.0/16")] = 16;
        trie[Net("10.1.2.0/24")] = 24;
        trie[LpmKey.Ipv4(IPAddress.Parse("10.1.2.3"))].ShouldBe(24ul);
        trie[LpmKey.Ipv4(IPAddress.Parse("10.1.9.3"))].ShouldBe(16ul);
        trie[LpmKey.Ipv4(IPAddress.Parse("10.9.9.3"))].ShouldBe(8ul);
        trie.TryGetValue(LpmKey.Ipv4(IPAddress.Parse("11.0.0.1")), out _).ShouldBeFalse();

        // A shorter key does not match a longer prefix.
        trie[Net("10.1.0.0/20")].ShouldBe(16ul);
        trie[Net("0.0.0.0/0")] = 0;
        trie[LpmKey.Ipv4(IPAddress.Parse("11.0.0.1"))].ShouldBe(0ul);
    }

    [Fact]
    public void Walking_gives_longer_prefixes_before_the_shorter_ones_that_hold_them()
    {
        LpmTrie<LpmKey<uint>, ulong> trie = View(Trie());
        foreach (string net in new[] { "192.168.0.0/16", "192.168.0.0/24", "192.168.128.0/24", "192.168.1.0/24" })
            trie[Net(net)] = 1;
        trie.Select(entry => entry.Key).ShouldBe([Net("192.168.0.0/24"), Net("192.168.1.0/24"), Net("192.168.128.0/24"), Net("192.168.0.0/16")]);
    }

    [Fact]
    public void Errors_are_the_kernels()
    {
        VirtualMap map = Trie(1);
        LpmKey<uint> key = Net("10.0.0.0/8");
        byte[] bytes = Bytes(key);
        byte[] tooLong = Bytes(new LpmKey<uint>(33, 0));
        map.TryUpdate(bytes, Bytes(1ul), MapUpdateFlags.Exist).ShouldBe(MapError.NoEntry);
        map.TryUpdate(bytes, Bytes(1ul)).ShouldBe(MapError.None);
        map.TryUpdate(bytes, Bytes(1ul), MapUpdateFlags.NoExist).ShouldBe(MapError.Exists);
        map.TryUpdate(bytes, Bytes(2ul), MapUpdateFlags.Exist).ShouldBe(MapError.None);
        map.TryUpdate(Bytes(Net("11.0.0.0/8")), Bytes(1ul)).ShouldBe(MapError.NoSpace);
        map.TryUpdate(tooLong, Bytes(1ul)).ShouldBe(MapError.Invalid);
        map.TryDelete(tooLong).ShouldBe(MapError.Invalid);
        map.TryLookup(tooLong, new byte[8]).ShouldBe(MapError.NoEntry);
        map.TryDelete(Bytes(Net("10.0.0.0/9"))).ShouldBe(MapError.NoEntry);
        map.TryLookupAndDelete(bytes, new byte[8]).ShouldBe(MapError.NotSupportedInternally);
        map.TryDelete(bytes).ShouldBe(MapError.None);
        map.TryGetNextKey([], new byte[8]).ShouldBe(MapError.NoEntry);
    }

    [Theory]
    [InlineData(5u)]
    [InlineData(8u)]
    [InlineData(20u)]
    [InlineData(23u)]
    public void Random_changes_agree_with_a_plain_list_of_prefixes(uint keySize)
    {
        VirtualMap map = Create(MapType.LpmTrie, keySize, 8, 40, MapCreateFlags.NoPreallocate);
        var random = new Random((int)keySize);
        var model = new Dictionary<string, (uint Prefix, byte[] Data, ulong Value)>();
        int bits = ((int)keySize - 4) * 8;
        for (int step = 0; step < 4000; step++)
        {
            byte[] key = RandomKey(random, keySize, bits, out uint prefix, out byte[] data);
            string name = Name(prefix, data);
            switch (random.Next(3))
            {
                case 0:
                    MapError expected = model.ContainsKey(name) || model.Count < 40 ? MapError.None : MapError.NoSpace;
                    map.TryUpdate(key, Bytes((ulong)step)).ShouldBe(expected);
                    if (expected == MapError.None)
                        model[name] = (prefix, data, (ulong)step);
                    break;
                case 1:
                    map.TryDelete(key).ShouldBe(model.Remove(name) ? MapError.None : MapError.NoEntry);
                    break;
                default:
                    byte[] value = new byte[8];
                    MapError answer = map.TryLookup(key, value);
                    var best = model.Values.Where(entry => entry.Prefix <= prefix && Same(entry.Data, data, entry.Prefix)).OrderByDescending(entry => entry.Prefix).Take(1).ToArray();
                    answer.ShouldBe(best.Length == 0 ? MapError.NoEntry : MapError.None);
                    if (best.Length == 1)
                        BitConverter.ToUInt64(value).ShouldBe(best[0].Value);
                    break;
            }
        }

        Keys(map).Count.ShouldBe(model.Count);
    }

    [Fact]
    public void Batches_walk_through_all_entries()
    {
        VirtualMap map = Trie();
        for (uint at = 0; at < 20; at++)
            View(map)[Net($"10.{at}.0.0/16")] = at;
        ulong cursor = 0;
        var seen = new List<ulong>();
        byte[] keys = new byte[3 * 8];
        byte[] values = new byte[3 * 8];
        MapError error;
        do
        {
            error = map.TryLookupBatch(ref cursor, keys, values, out int count);
            for (int at = 0; at < count; at++)
                seen.Add(BitConverter.ToUInt64(values, at * 8));
        }
        while (error == MapError.None);
        error.ShouldBe(MapError.NoEntry);
        seen.Order().ShouldBe(Enumerable.Range(0, 20).Select(at => (ulong)at));
    }

    private static byte[] Bytes(LpmKey<uint> key) => [.. BitConverter.GetBytes(key.PrefixLength), .. BitConverter.GetBytes(key.Data)];

    private static byte[] RandomKey(Random random, uint keySize, int bits, out uint prefix, out byte[] data)
    {
        // Few different bits, so that prefixes nest and part.
        prefix = (uint)random.Next(Math.Min(bits, 20) + 1);
        if (random.Next(4) == 0)
            prefix = (uint)random.Next(bits + 1);
        data = new byte[keySize - 4];
        data[0] = (byte)(random.Next(4) << 6);
        if (data.Length > 1)
            data[1] = (byte)random.Next(4);
        data[^1] |= (byte)random.Next(2);
        return [.. BitConverter.GetBytes(prefix), .. data];
    }

    private static string Name(uint prefix, byte[] data) =>
        prefix + ":" + string.Concat(Enumerable.Range(0, (int)prefix).Select(bit => data[bit / 8] >> (7 - (bit % 8)) & 1));

    private static bool Same(byte[] left, byte[] right, uint bits) =>
        Enumerable.Range(0, (int)bits).All(bit => ((left[bit / 8] ^ right[bit / 8]) >> (7 - (bit % 8)) & 1) == 0);
}
