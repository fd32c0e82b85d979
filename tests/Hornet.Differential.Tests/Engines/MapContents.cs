// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Differential.Tests.Engines;

/// <summary>What a map holds, as text.</summary>
internal static class MapContents
{
    private const int MostEntries = 10_000;

    /// <summary>The map's name and entries: records in order, those of queues in order, others sorted. Takes records and what queues hold out of them.</summary>
    public static string Describe(BpfMap map) => $"{map.Name}: " + map.Type switch
    {
        MapType.RingBuffer or MapType.PerfEventArray => Records(map),
        MapType.Queue or MapType.Stack => Taken(map),
        _ when map.KeySize == 0 => "",
        _ => Entries(map),
    };

    private static string Entries(BpfMap map)
    {
        var entries = new List<string>();
        byte[] key = [], next = new byte[map.KeySize], value = new byte[map.ExchangeSize];
        while (map.TryGetNextKey(key, next) == MapError.None && entries.Count < MostEntries)
        {
            MapError found = map.TryLookup(next, value);
            if (found != MapError.None)
                entries.Add($"{Text(next)}={found}");
            else if (value.AsSpan().ContainsAnyExcept((byte)0) || map.Type is not MapType.Array)
                entries.Add($"{Text(next)}={Text(value)}");
            key = [.. next];
        }

        entries.Sort(StringComparer.Ordinal);
        return string.Join(' ', entries);
    }

    private static string Taken(BpfMap map)
    {
        var values = new List<string>();
        byte[] value = new byte[map.ValueSize];
        while (map.TryLookupAndDelete([], value) == MapError.None)
            values.Add(Text(value));
        return string.Join(' ', values);
    }

    private static string Records(BpfMap map)
    {
        var records = new List<string>();
        using RecordReader reader = map.OpenReader();
        reader.Consume((record, cpu) =>
        {
            records.Add($"{cpu}:{Text(record)}");
            return true;
        });
        return $"{string.Join(' ', records)} lost {reader.Lost}";
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
