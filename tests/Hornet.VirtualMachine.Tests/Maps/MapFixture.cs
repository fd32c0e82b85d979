// SPDX-License-Identifier: Apache-2.0
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.VirtualMachines.Tests;

/// <summary>Makes maps for a test and frees them after it.</summary>
public abstract class MapFixture : IDisposable
{
    private readonly MapRegistry _registry = new(4);

    internal MapRegistry Registry => _registry;

    public void Dispose()
    {
        _registry.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static MapSpec Spec(MapType type, uint keySize, uint valueSize, uint maxEntries, MapCreateFlags flags = 0) => new()
    {
        Name = "m",
        Type = type,
        KeySize = keySize,
        ValueSize = valueSize,
        MaxEntries = maxEntries,
        Flags = (uint)flags,
    };

    protected VirtualMap Create(MapType type, uint keySize, uint valueSize, uint maxEntries, MapCreateFlags flags = 0) =>
        Create(Spec(type, keySize, valueSize, maxEntries, flags));

    protected VirtualMap Create(MapSpec spec, Btf? btf = null) => new(_registry.Create(spec, btf));

    protected static byte[] Bytes(uint value) => BitConverter.GetBytes(value);

    protected static byte[] Bytes(ulong value) => BitConverter.GetBytes(value);

    protected static byte[] Bytes(params ulong[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    protected static MapError Put(BpfMap map, uint key, ulong value, MapUpdateFlags flags = MapUpdateFlags.Any) => map.TryUpdate(Bytes(key), Bytes(value), flags);

    protected static ulong? Get(BpfMap map, uint key)
    {
        byte[] value = new byte[map.ExchangeSize];
        return map.TryLookup(Bytes(key), value) == MapError.None ? BitConverter.ToUInt64(value) : null;
    }

    protected static List<byte[]> Keys(BpfMap map)
    {
        var keys = new List<byte[]>();
        byte[] key = [];
        byte[] next = new byte[map.KeySize];
        while (map.TryGetNextKey(key, next) == MapError.None && keys.Count < 100_000)
        {
            key = [.. next];
            keys.Add(key);
        }

        return keys;
    }
}
