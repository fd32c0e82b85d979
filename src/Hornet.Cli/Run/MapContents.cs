// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Cli.Run;

/// <summary>What a map holds after a run, decoded with the object's type information; bytes without type information are hexadecimal text.</summary>
internal sealed class MapContents
{
    /// <summary>Text output shows no more entries of one map than this; JSON shows all.</summary>
    public const int MostShownEntries = 100;

    private readonly BtfValueFormatter? _formatter;
    private readonly List<(byte[] Key, byte[] Value)> _entries = [];

    private MapContents(BpfMap map, Btf? btf)
    {
        Map = map;
        _formatter = btf is null ? null : new BtfValueFormatter(btf);
    }

    /// <summary>The map.</summary>
    public BpfMap Map { get; }

    /// <summary>The number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether a map's entries can be walked by key without changing it.</summary>
    public static bool CanRead(MapType type) => type is MapType.Hash or MapType.Array or MapType.PerCpuHash or MapType.PerCpuArray or MapType.LruHash
        or MapType.LruPerCpuHash or MapType.LpmTrie or MapType.DeviceMap or MapType.DeviceMapHash or MapType.CpuMap or MapType.SockHash;

    /// <summary>Copies the entries out of a map.</summary>
    public static MapContents Read(BpfMap map, Btf? btf)
    {
        MapContents contents = new(map, btf);
        if (!CanRead(map.Type))
            return contents;

        byte[] key = new byte[map.KeySize];
        byte[] next = new byte[map.KeySize];
        byte[] value = new byte[map.ExchangeSize];
        for (bool more = map.GetNextKey([], next); more; more = map.GetNextKey(key, next))
        {
            if (map.Lookup(next, value))
                contents._entries.Add((next.ToArray(), value.ToArray()));
            (key, next) = (next, key);
        }

        // Hash maps have no order of their own; sorted, the same run prints the same text.
        contents._entries.Sort((left, right) => CompareKeys(left.Key, right.Key));
        return contents;
    }

    /// <summary>Keys and values as text, for people: entries of an array that are still zero are left out.</summary>
    public IEnumerable<(string Key, string Value)> Describe()
    {
        bool isArray = Map.Type is MapType.Array or MapType.PerCpuArray;
        foreach ((byte[] key, byte[] value) in _entries)
        {
            if (isArray && !value.AsSpan().ContainsAnyExcept((byte)0))
                continue;
            string text = Map.IsPerCpu
                ? string.Join(", ", PerCpuValues(value).Select((one, cpu) => $"cpu{cpu}: {Describe(Map.Spec.ValueTypeId, one)}"))
                : Describe(Map.Spec.ValueTypeId, value);
            yield return (Describe(Map.Spec.KeyTypeId, key), text);
        }
    }

    /// <summary>Writes <c>[{"key": …, "value": …}, …]</c>; the value of a per-CPU map is a list with one value a CPU.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach ((byte[] key, byte[] value) in _entries)
        {
            json.WriteStartObject();
            json.WritePropertyName("key");
            WriteJson(json, Map.Spec.KeyTypeId, key);
            json.WritePropertyName("value");
            if (Map.IsPerCpu)
            {
                json.WriteStartArray();
                foreach (byte[] one in PerCpuValues(value))
                    WriteJson(json, Map.Spec.ValueTypeId, one);
                json.WriteEndArray();
            }
            else
            {
                WriteJson(json, Map.Spec.ValueTypeId, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Compares keys of up to 8 bytes as numbers and longer ones byte by byte.</summary>
    private static int CompareKeys(byte[] left, byte[] right)
    {
        if (left.Length > sizeof(ulong))
            return left.AsSpan().SequenceCompareTo(right);
        return ToNumber(left).CompareTo(ToNumber(right));

        static ulong ToNumber(byte[] key)
        {
            Span<byte> wide = stackalloc byte[sizeof(ulong)];
            wide.Clear();
            if (BitConverter.IsLittleEndian)
                key.CopyTo(wide);
            else
                key.CopyTo(wide[(sizeof(ulong) - key.Length)..]);
            return BitConverter.ToUInt64(wide);
        }
    }

    private IEnumerable<byte[]> PerCpuValues(byte[] value) =>
        Enumerable.Range(0, Map.PossibleCpus).Select(cpu => value.AsSpan(cpu * Map.CpuStride, Map.ValueSize).ToArray());

    private string Describe(uint typeId, byte[] bytes) =>
        _formatter is null || typeId == 0 ? Convert.ToHexStringLower(bytes) : _formatter.Format(typeId, bytes);

    private void WriteJson(Utf8JsonWriter json, uint typeId, byte[] bytes)
    {
        if (_formatter is null || typeId == 0)
            json.WriteStringValue(Convert.ToHexStringLower(bytes));
        else
            _formatter.WriteJson(json, typeId, bytes);
    }
}
