// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using Hornet.Objects;
using Hornet.Runtime;

namespace Hornet.Cli.Run;

/// <summary>
/// What a map holds after a run, decoded with the object's type information; bytes without type information are hexadecimal text. Maps of maps hold
/// the contents of their maps, arrays of programs the names of their programs, queues, stacks and rings what was left in them.
/// </summary>
internal sealed class MapContents
{
    /// <summary>Text output shows no more entries of one map than this; JSON shows all.</summary>
    public const int MostShownEntries = 100;

    private readonly Btf? _btf;
    private readonly BtfValueFormatter? _formatter;
    private readonly List<Entry> _entries = [];

    private MapContents(BpfMap map, Btf? btf)
    {
        Map = map;
        _btf = btf;
        _formatter = btf is null ? null : new BtfValueFormatter(btf);
    }

    /// <summary>The map.</summary>
    public BpfMap Map { get; }

    /// <summary>The number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>Records that were written but not kept: the program was refused room, or there were more than fit the output.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether the entries are found by keys.</summary>
    private bool HasKeys => Map.KeySize > 0 && Map.Type is not (MapType.PerfEventArray or MapType.RingBuffer);

    /// <summary>Copies the entries out of a map. What queues and stacks hold is taken out.</summary>
    /// <param name="map">The map.</param>
    /// <param name="btf">The object's types, or null.</param>
    /// <param name="programs">The names of programs by the numbers that arrays of programs hold.</param>
    public static MapContents Read(BpfMap map, Btf? btf, IReadOnlyDictionary<int, string> programs)
    {
        MapContents contents = new(map, btf);
        switch (map.Type)
        {
            case MapType.Queue or MapType.Stack:
                byte[] value = new byte[map.ValueSize];
                while (map.LookupAndDelete([], value))
                    contents._entries.Add(new Entry(null) { Value = [.. value] });
                break;
            case MapType.Hash or MapType.Array or MapType.PerCpuHash or MapType.PerCpuArray or MapType.LruHash or MapType.LruPerCpuHash or MapType.LpmTrie
                or MapType.DeviceMap or MapType.DeviceMapHash or MapType.CpuMap:
                contents.ReadKeys(key => contents.ReadValue(key));
                break;
            case MapType.ProgramArray:
                contents.ReadKeys(key => contents.ReadValue(key) is { Value: { } id } entry && programs.TryGetValue(BitConverter.ToInt32(id), out string? name) ? entry with { Name = name } : null);
                break;
            case MapType.ArrayOfMaps or MapType.HashOfMaps:
                contents.ReadKeys(key => contents.ReadInnerMap(key, btf, programs));
                break;
        }

        return contents;
    }

    /// <summary>Makes the contents of a ring or perf buffer of the records that were read from it.</summary>
    public static MapContents OfRecords(BpfMap map, Btf? btf, IEnumerable<byte[]> records, long lost)
    {
        MapContents contents = new(map, btf) { Lost = lost };
        contents._entries.AddRange(records.Select(record => new Entry(null) { Value = record }));
        return contents;
    }

    /// <summary>Keys and values as text, for people: entries of an array that are still zero are left out.</summary>
    public IEnumerable<(string Key, string Value)> Describe()
    {
        bool isArray = Map.Type is MapType.Array or MapType.PerCpuArray;
        foreach (Entry entry in _entries)
        {
            if (!isArray || entry.Value.AsSpan().ContainsAnyExcept((byte)0))
                yield return (entry.Key is null ? "" : Describe(Map.Spec.KeyTypeId, entry.Key), Describe(entry));
        }
    }

    /// <summary>
    /// Writes <c>[{"key": …, "value": …}, …]</c>. The value of a per-CPU map is a list with one value a CPU, of a map of maps the list of the inner map's
    /// entries, of an array of programs a name; records and what was queued have no key.
    /// </summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (Entry entry in _entries)
        {
            json.WriteStartObject();
            if (entry.Key is not null)
            {
                json.WritePropertyName("key");
                WriteJson(json, Map.Spec.KeyTypeId, entry.Key);
            }

            json.WritePropertyName("value");
            WriteValue(json, entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteValue(Utf8JsonWriter json, Entry entry)
    {
        if (entry.Name is not null)
        {
            json.WriteStringValue(entry.Name);
        }
        else if (entry.Inner is not null)
        {
            entry.Inner.WriteJson(json);
        }
        else if (Map.IsPerCpu)
        {
            json.WriteStartArray();
            foreach (byte[] one in PerCpuValues(entry.Value))
                WriteJson(json, Map.Spec.ValueTypeId, one);
            json.WriteEndArray();
        }
        else
        {
            WriteJson(json, Map.Spec.ValueTypeId, entry.Value);
        }
    }

    private string Describe(Entry entry)
    {
        if (entry.Name is not null)
            return entry.Name;
        if (entry.Inner is not null)
            return DescribeInner(entry.Inner);
        return Map.IsPerCpu
            ? string.Join(", ", PerCpuValues(entry.Value).Select((one, cpu) => $"cpu{cpu}: {Describe(Map.Spec.ValueTypeId, one)}"))
            : Describe(Map.Spec.ValueTypeId, entry.Value);
    }

    private static string DescribeInner(MapContents inner)
    {
        string entries = string.Join(", ", inner.Describe().Take(MostShownEntries).Select(entry => entry.Key.Length > 0 ? $"{entry.Key} = {entry.Value}" : entry.Value));
        return string.Create(CultureInfo.InvariantCulture, $"{inner.Map.Type.ToText()} [{entries}]");
    }

    private void ReadKeys(Func<byte[], Entry?> read)
    {
        byte[] key = new byte[Map.KeySize];
        byte[] next = new byte[Map.KeySize];
        for (bool more = Map.GetNextKey([], next); more; more = Map.GetNextKey(key, next))
        {
            if (read([.. next]) is { } entry)
                _entries.Add(entry);
            (key, next) = (next, key);
        }

        // Hash maps have no order of their own; sorted, the same run prints the same text.
        _entries.Sort((left, right) => CompareKeys(left.Key!, right.Key!));
    }

    private Entry? ReadValue(byte[] key)
    {
        byte[] value = new byte[Map.ExchangeSize];
        return Map.Lookup(key, value) ? new Entry(key) { Value = value } : null;
    }

    private Entry? ReadInnerMap(byte[] key, Btf? btf, IReadOnlyDictionary<int, string> programs)
    {
        using BpfMap? inner = Map.OpenMap(key);
        return inner is null ? null : new Entry(key) { Inner = Read(inner, btf, programs) };
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

    private string Describe(uint typeId, byte[] bytes) => CanDecode(typeId, bytes) ? _formatter!.Format(typeId, bytes) : Convert.ToHexStringLower(bytes);

    private void WriteJson(Utf8JsonWriter json, uint typeId, byte[] bytes)
    {
        if (CanDecode(typeId, bytes))
            _formatter!.WriteJson(json, typeId, bytes);
        else
            json.WriteStringValue(Convert.ToHexStringLower(bytes));
    }

    /// <summary>A record may be longer or shorter than the type that the map declares.</summary>
    private bool CanDecode(uint typeId, byte[] bytes) =>
        _formatter is not null && typeId != 0 && (HasKeys || Map.Type is MapType.Queue or MapType.Stack || (_btf!.TryGetSize(typeId, out long size) && size <= bytes.Length));

    /// <summary>An entry: bytes, an inner map or a program's name, under a key or without one.</summary>
    private sealed record Entry(byte[]? Key)
    {
        public byte[] Value { get; init; } = [];

        public MapContents? Inner { get; init; }

        public string? Name { get; init; }
    }
}
