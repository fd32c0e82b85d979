// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Differential.Tests;

/// <summary>Random operations that meet often enough to matter: few keys, flags that are mostly right, a map that gets full.</summary>
internal sealed class MapOperationGenerator(Random random, BpfMap map)
{
    private readonly int _universe = (int)map.MaxEntries + Math.Max(2, (int)map.MaxEntries / 2);

    private bool HasKeys => map.KeySize > 0;

    public MapOperation Next()
    {
        int kind = random.Next(100);
        MapAction action = kind switch
        {
            < 28 => MapAction.Lookup,
            < 62 => MapAction.Update,
            < 76 => MapAction.Delete,
            < 82 => MapAction.LookupAndDelete,
            < 88 => MapAction.NextKey,
            < 91 => MapAction.Walk,
            < 94 => MapAction.LookupBatch,
            < 95 => MapAction.LookupAndDeleteBatch,
            < 97 => MapAction.UpdateBatch,
            < 99 => MapAction.DeleteBatch,
            _ => MapAction.Lookup,
        };
        if (!HasKeys && action is not (MapAction.Lookup or MapAction.Update or MapAction.LookupAndDelete or MapAction.Delete))
            action = MapAction.LookupAndDelete;
        byte[] key = action == MapAction.NextKey && random.Next(4) == 0 ? [] : Key();
        return new MapOperation(action, key, Value(), Flags(action));
    }

    private byte[] Key()
    {
        byte[] key = new byte[map.KeySize];
        if (!HasKeys)
            return key;
        if (map.Type == MapType.LpmTrie)
        {
            // A prefix length, now and then too long, and data with few different high bits.
            int bits = (map.KeySize - 4) * 8;
            BitConverter.TryWriteBytes(key, random.Next(20) == 0 ? bits + 1 : random.Next(bits + 1));
            for (int i = 4; i < key.Length; i++)
                key[i] = (byte)(random.Next(4) << 6);
            return key;
        }

        int index = random.Next(_universe);
        for (int i = 0; i < key.Length; i++)
            key[i] = (byte)(i < 4 ? index >> (8 * i) : index * 31);
        return key;
    }

    private byte[] Value()
    {
        byte[] value = new byte[map.ExchangeSize];
        random.NextBytes(value);
        if (map.IsPerCpu)
        {
            // What lies between one CPU's value and the next is nobody's.
            for (int cpu = 0; cpu < map.PossibleCpus; cpu++)
                value.AsSpan((cpu * map.CpuStride) + map.ValueSize, map.CpuStride - map.ValueSize).Clear();
        }

        return value;
    }

    private MapUpdateFlags Flags(MapAction action)
    {
        int kind = random.Next(20);
        if (action is MapAction.Update)
        {
            return kind switch
            {
                < 10 => MapUpdateFlags.Any,
                < 14 => MapUpdateFlags.NoExist,
                < 18 => MapUpdateFlags.Exist,
                18 => MapUpdateFlags.Lock,
                _ => (MapUpdateFlags)random.Next(3, 16),
            };
        }

        return kind == 0 && action is MapAction.Lookup or MapAction.LookupAndDelete && random.Next(2) == 0
            ? (MapUpdateFlags)random.Next(1, 8)
            : MapUpdateFlags.Any;
    }
}
