// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using Hornet.Objects;

namespace Hornet.Verification.Corpus;

/// <summary>
/// What the lines that begin with <c>@</c> say of a case: <c>program SECTION</c>, <c>map NAME TYPE key=4 value=8 entries=16 …</c>,
/// <c>struct NAME { … }</c>, <c>function static long callback(u32 index, void *context)</c>, <c>license TEXT</c>, <c>unprivileged</c>,
/// <c>strict</c>, <c>unchecked REASON</c> (the running kernel is not asked).
/// </summary>
internal sealed class CaseSettings
{
    /// <summary>The section name, which tells the program's type.</summary>
    public string Section { get; private set; } = "socket";

    /// <summary>The licence.</summary>
    public string License { get; private set; } = "GPL";

    /// <summary>The maps.</summary>
    public List<MapSpec> Maps { get; } = [];

    /// <summary>The types of maps and functions.</summary>
    public CaseTypes Types { get; } = new();

    /// <summary>Whether the rules for unprivileged programs apply.</summary>
    public bool IsUnprivileged { get; private set; }

    /// <summary>Whether accesses must be aligned.</summary>
    public bool IsStrict { get; private set; }

    /// <summary>Why the running kernel is not asked, or null.</summary>
    public string? Unchecked { get; private set; }

    /// <summary>Takes a line without its <c>@</c>.</summary>
    public void Take(string line)
    {
        (string word, string rest) = line.Split(' ', 2) is [var first, var second] ? (first, second.Trim()) : (line, "");
        switch (word)
        {
            case "program":
                Section = rest;
                break;
            case "license":
                License = rest;
                break;
            case "map":
                Maps.Add(ParseMap(rest));
                break;
            case "struct":
                Types.AddStruct(rest);
                break;
            case "function":
                Types.AddFunction(rest);
                break;
            case "unprivileged":
                IsUnprivileged = true;
                break;
            case "strict":
                IsStrict = true;
                break;
            case "unchecked":
                Unchecked = rest;
                break;
            default:
                throw new FormatException($"there is no setting '@{word}'");
        }
    }

    private MapSpec ParseMap(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !Names.TryParse(words[1], out MapType type))
            throw new FormatException($"a map is a name, a type and its settings, not '{text}'");
        bool isWithoutKeys = type is MapType.RingBuffer or MapType.UserRingBuffer or MapType.Queue or MapType.Stack or MapType.BloomFilter or MapType.Arena;
        var map = new MapSpec
        {
            Name = words[0],
            Type = type,
            KeySize = isWithoutKeys ? 0u : 4u,
            ValueSize = type is MapType.RingBuffer or MapType.UserRingBuffer or MapType.Arena ? 0u : Objects(type) ? 4u : 8u,
            MaxEntries = type switch { MapType.RingBuffer or MapType.UserRingBuffer => 4096, MapType.Array or MapType.PerCpuArray => 1, _ => 4 },
        };
        foreach (string word in words.AsSpan(2))
            map = Apply(map, word);
        return map;
    }

    private static bool Objects(MapType type) =>
        type is MapType.ProgramArray or MapType.PerfEventArray or MapType.CgroupArray or MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.DeviceMap
            or MapType.DeviceMapHash or MapType.CpuMap or MapType.XskMap or MapType.SockMap or MapType.SockHash or MapType.ReuseportSockArray;

    private MapSpec Apply(MapSpec map, string setting)
    {
        (string name, string value) = setting.Split('=', 2) is [var first, var second] ? (first, second) : (setting, "");
        switch (name)
        {
            case "key":
                return Types.TryFind(value, out uint keyType, out uint keySize)
                    ? map with { KeyTypeId = keyType, KeySize = keySize }
                    : map with { KeySize = Number(value) };
            case "value":
                if (!Types.TryFind(value, out uint valueType, out uint valueSize))
                    return map with { ValueSize = Number(value) };
                uint key = map.KeyTypeId != 0 ? map.KeyTypeId : map.KeySize == 4 ? Types.Find("u32") : 0;
                return map with { KeyTypeId = key, ValueTypeId = valueType, ValueSize = valueSize };
            case "entries":
                return map with { MaxEntries = Number(value) };
            case "flags":
                return map with { Flags = Number(value) };
            case "extra":
                return map with { Extra = Number(value) };
            case "inner":
                return map with { InnerMap = Maps.Single(inner => inner.Name == value) };
            case "data":
                ImmutableArray<byte> bytes = [.. Convert.FromHexString(value)];
                return map with { ValueSize = (uint)bytes.Length, InitialValues = [new MapInitialValue([0, 0, 0, 0], MapInitialValueKind.Bytes, bytes)] };
            case "frozen":
                return map with { IsReadOnlyData = true };
            default:
                throw new FormatException($"a map has no setting '{name}'");
        }
    }

    private static uint Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? uint.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : uint.Parse(text, CultureInfo.InvariantCulture);
}
