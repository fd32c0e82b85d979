// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Hornet.Objects;

/// <summary>
/// Map definitions of the <c>maps</c> section, as objects carried them before BTF: one structure a symbol, the first five words of which are
/// type, key size, value size, entries and flags. Longer structures are iproute2's <c>struct bpf_elf_map</c> (36 bytes, iproute2
/// include/bpf_elf.h) or the kernel samples' (28 bytes); other trailing bytes must be zero, for what they mean is unknown.
/// </summary>
internal static class LegacyMapReader
{
    public const string SectionName = "maps";

    private const int SmallestDefinition = 16;
    private const int CommonDefinition = 20;
    private const int SamplesDefinition = 28;
    private const int Iproute2Definition = 36;

    private sealed record Definition(MapSpec Map, ulong Offset, uint Id, uint InnerId, uint InnerIndex, bool IsIproute2);

    /// <summary>Reads the definitions and declares them to the resolver.</summary>
    public static List<MapSpec> Read(
        ElfFile elf, ElfSection section, IReadOnlyList<ElfSymbol> symbols, List<CodeSection> code, ReferenceResolver resolver)
    {
        SectionBytes bytes = elf.Bytes(section);
        List<ElfSymbol> maps = [.. symbols.Where(symbol => symbol.Type is ElfSymbolType.Object or ElfSymbolType.None && symbol.Name.Length > 0).OrderBy(symbol => symbol.Value)];
        List<Definition> definitions = [];
        for (int i = 0; i < maps.Count; i++)
        {
            ulong end = i + 1 < maps.Count ? maps[i + 1].Value : (ulong)bytes.Length;
            definitions.Add(ReadDefinition(bytes, maps[i], end));
            resolver.AddMap(section.Index, maps[i].Value, maps[i].Name);
        }

        ILookup<uint, Definition> byId = definitions.Where(definition => definition.Id != 0).ToLookup(definition => definition.Id);
        return [.. definitions.Select(definition => Complete(definition, definitions, byId, code, elf.IsBigEndian))];
    }

    /// <summary>Whether a section holds a program for a slot of a program array, as iproute2 names such sections: <c>map id/slot</c>.</summary>
    public static bool TryParseTailCallSection(string section, out uint map, out uint slot)
    {
        map = slot = 0;
        int slash = section.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && TryParseNumber(section.AsSpan(0, slash), out map) && TryParseNumber(section.AsSpan(slash + 1), out slot);
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out uint number) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? uint.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Definition ReadDefinition(SectionBytes bytes, ElfSymbol symbol, ulong end)
    {
        string what = $"the definition of map '{symbol.Name}'";
        if (symbol.Value > (ulong)bytes.Length)
            throw bytes.Error($"{what} starts at offset {symbol.Value}, past the section's end");
        ulong size = symbol.Size != 0 ? symbol.Size : end - symbol.Value;
        var definition = new SectionBytes(bytes.Slice((long)symbol.Value, (long)Math.Min(size, long.MaxValue), what), bytes.IsBigEndian, bytes.Section);
        if (definition.Length < SmallestDefinition)
            throw bytes.Error($"{what} has {definition.Length} bytes; {SmallestDefinition} are the least", (long)symbol.Value);

        bool isIproute2 = definition.Length == Iproute2Definition;
        int known = definition.Length is SamplesDefinition or Iproute2Definition ? definition.Length : CommonDefinition;
        if (definition.Length > known && definition.Memory.Span[known..].ContainsAnyExcept((byte)0))
            throw bytes.Error($"{what} has {definition.Length} bytes, and those after the first {known} are not zero", (long)symbol.Value + known);

        var map = new MapSpec
        {
            Name = symbol.Name,
            Type = (MapType)Word(0),
            KeySize = Word(1),
            ValueSize = Word(2),
            MaxEntries = Word(3),
            Flags = Word(4),
            NumaNode = definition.Length == SamplesDefinition ? Word(6) : 0,
            Pinning = isIproute2 && Word(6) != 0 ? PinMode.ByName : PinMode.None,
        };
        return new Definition(map, symbol.Value, isIproute2 ? Word(5) : 0, isIproute2 ? Word(7) : 0, isIproute2 ? Word(8) : Word(5), isIproute2);

        uint Word(int index) => 4 * index + 4 <= definition.Length ? definition.UInt32(4 * index, what) : 0;
    }

    /// <summary>Adds inner maps and programs in slots, which refer to each other by number.</summary>
    private static MapSpec Complete(
        Definition definition, List<Definition> all, ILookup<uint, Definition> byId, List<CodeSection> code, bool bigEndian)
    {
        MapSpec map = definition.Map;
        if (map.Type is MapType.ArrayOfMaps or MapType.HashOfMaps)
        {
            // The samples name the template by its position, iproute2 by its id; iproute2 also puts the maps of that id into their slots.
            List<Definition> inner = definition.IsIproute2
                ? [.. byId[definition.InnerId].Where(other => other != definition)]
                : definition.InnerIndex < all.Count && all[(int)definition.InnerIndex] != definition ? [all[(int)definition.InnerIndex]] : [];
            if (inner.Count == 0)
                return map;
            map = map with { InnerMap = inner[0].Map };
            return definition.IsIproute2
                ? map with { InitialValues = [.. inner.Where(other => other.InnerIndex != uint.MaxValue).Select(other => Slot(other.InnerIndex, MapInitialValueKind.Map, other.Map.Name))] }
                : map;
        }

        if (map.Type != MapType.ProgramArray || definition.Id == 0)
            return map;
        List<MapInitialValue> programs = [];
        foreach (CodeSection section in code)
        {
            if (TryParseTailCallSection(section.Name, out uint id, out uint slot) && id == definition.Id && section.Functions.FirstOrDefault(function => !function.IsLocal) is { } program)
                programs.Add(Slot(slot, MapInitialValueKind.Program, program.Name));
        }

        return map with { InitialValues = [.. programs] };

        MapInitialValue Slot(uint key, MapInitialValueKind kind, string target) => new(MapDefinitionReader.Key(key, bigEndian), kind, [], target);
    }
}
